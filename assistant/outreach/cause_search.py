"""Search the customers who gave their consent for causes to write to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.kit.failpoints import hit
from assistant.kit.fault_log import report
from assistant.outreach.fact_sources.gathered_facts import FactGathering, GatheredFacts
from assistant.outreach.holdout import is_held_out, leaves_out
from assistant.outreach.intents import BEGUN, IntentState, OutreachIntent, TriggerSwitch
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.ports import Audience, IntentBook
from assistant.outreach.triggers.customer_facts import unknown_customer
from assistant.outreach.triggers.trigger import Cause, Trigger, TriggerName
from assistant.ports import Clock, UnknownConversationError


@dataclass(slots=True, kw_only=True)
class CauseSearch:
    """Read the audience of each purpose, page by page, again and again."""

    audience: Audience
    book: IntentBook
    facts: FactGathering
    talks: KnownTalks
    clock: Clock
    triggers: Mapping[TriggerName, Trigger]
    key: bytes  # of the draw that holds customers out
    holdout: LongHoldout | None = None  # None: nobody is left out of all that is new
    page: int = 100  # conversations, each a question to the shop system
    rest: timedelta = timedelta()  # between the end of an audience and its next beginning
    _rests_until: dict[ContactPurpose, datetime] = field(default_factory=dict, init=False)
    _after: dict[ContactPurpose, ConversationId] = field(default_factory=dict, init=False)

    async def next_page(self, on: Mapping[TriggerName, TriggerSwitch]) -> bool:
        """Note the causes of one page of each purpose's audience; return whether more follow."""
        more = False
        for purpose in ContactPurpose:
            triggers = [
                (self.triggers[name], switch)
                for name, switch in on.items()
                if name in self.triggers and self.triggers[name].purpose is purpose
            ]
            until = self._rests_until.get(purpose)
            if triggers and (until is None or until <= self.clock.now()):
                more = await self._page_of(purpose, triggers) or more
        return more

    async def _page_of(
        self, purpose: ContactPurpose, triggers: Sequence[tuple[Trigger, TriggerSwitch]]
    ) -> bool:
        found = await self.audience.page(purpose, after=self._after.get(purpose), limit=self.page)
        for conversation_id in found:
            try:
                await self.look(conversation_id, triggers)
            except UnknownConversationError:
                continue  # erased meanwhile
            except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
                report("outreach.look_failed", error)
        full = len(found) == self.page
        if full:
            self._after[purpose] = found[-1]
        else:
            self._after.pop(purpose, None)
            self._rests_until[purpose] = self.clock.now() + self.rest
        return full

    async def look(
        self,
        conversation_id: ConversationId,
        triggers: Sequence[tuple[Trigger, TriggerSwitch]],
    ) -> None:
        """Note the causes that one customer's orders have now, as far as they gave a consent.

        Raises:
            UnknownConversationError: the conversation was never started, or was erased.
            ShopUnavailableError: the shop does not answer.
        """
        talk = await self.talks.read(conversation_id)
        conversation = talk.conversation
        if not conversation.reach.consents.given:
            return
        identity = conversation.dealings.identity
        fit = [one for one in triggers if identity is not None or not one[0].known_only]
        if not fit:
            return
        customer_id = identity.customer_id if identity else unknown_customer(conversation_id)
        known = await self.facts.of(customer_id, talk, [trigger for trigger, _ in fit])
        if known is None:
            return
        for trigger, switch in fit:
            await self._note(conversation, known, trigger, switch)
        hit("outreach_noted")

    async def _note(
        self,
        conversation: Conversation,
        known: GatheredFacts,
        trigger: Trigger,
        switch: TriggerSwitch,
    ) -> None:
        now, customer_id = self.clock.now(), known.facts.customer_id
        consent = conversation.reach.consents.of(trigger.purpose)
        if consent is None:
            return
        since = max(switch.at, consent.at)
        new = await self._drawn(trigger, switch, customer_id)

        def intent(cause: str, state: IntentState) -> OutreachIntent:
            return OutreachIntent(
                trigger=trigger.name,
                customer_id=customer_id,
                cause=cause,
                conversation_id=conversation.conversation_id,
                state=state,
                noted_at=now,
                due_at=now,
                expires_at=now + trigger.stale_after,
                held_percent=round(100 * switch.holdout),
            )

        begun = intent(f"{BEGUN}{since.isoformat()}", IntentState.KNOWN)
        is_first = not await self.book.has(begun)
        causes = trigger.qualifies(known.facts, now, known.language)
        found = [
            intent(one.key, new if _is_news(one, since, is_first=is_first) else IntentState.KNOWN)
            for one in causes
        ]
        if found or is_first:
            await self.book.note(begun, found)

    async def _drawn(
        self, trigger: Trigger, switch: TriggerSwitch, customer_id: CustomerId
    ) -> IntentState:
        """Return the state in which news of a customer begins.

        Whoever is left out of all that is new is on neither side of a trigger: they get no codes
        and no new answers either, so beside them a message would be credited with all of that.
        """
        if await leaves_out(self.holdout, customer_id):
            return IntentState.KNOWN
        alone = is_held_out(self.key, trigger.name, customer_id, switch.holdout)
        return IntentState.HELD_OUT if alone else IntentState.WAITING


def _is_news(cause: Cause, since: datetime, *, is_first: bool) -> bool:
    """Return whether a cause came after consent and trigger were there.

    What has no date of its own is news once an earlier look did not find it.
    """
    return cause.at > since if cause.at is not None else not is_first
