"""Write the message of an intent that is due, put it off, or refuse it.

Nobody is written to twice, whatever crashes: a message's id follows from its intent, the log is
asked for it first, and it is appended only if no event came since the conversation was read. So
what the customer says meanwhile, such as STOP, is always heard first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import ConversationEvent, ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language, TemplateUse
from assistant.kit.failpoints import hit
from assistant.kit.fault_log import report
from assistant.outreach.contact_rules import (
    Block,
    ContactState,
    MayLater,
    MayNot,
    MayWrite,
    held_back,
    later_elsewhere,
    may_write,
    person_wrote_since,
    stopped_elsewhere,
)
from assistant.outreach.fact_sources.gathered_facts import FactGathering, GatheredFacts
from assistant.outreach.first_words import is_ours, passed, template_values, word
from assistant.outreach.intents import IntentState, OutreachIntent
from assistant.outreach.known_talks import KnownTalk, KnownTalks
from assistant.outreach.ports import ChannelFacts, CustomerTalks, IntentBook
from assistant.outreach.quiet_hours import Whereabouts, whereabouts
from assistant.outreach.triggers.trigger import Cause, Trigger, TriggerName, template_of
from assistant.outreach.triggers.trigger_register import has_open_complaint
from assistant.ports import (
    BrokerUnavailableError,
    Clock,
    EventLog,
    UnknownConversationError,
    VersionConflictError,
    WorkQueue,
)

log = structlog.get_logger(__name__)

WEEK = timedelta(days=7)
_FAILED = timedelta(minutes=15)  # something is away; it is tried again
_FULL = timedelta(hours=6)  # the week's cap is reached; the oldest message ages meanwhile
_RACED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachRules:
    """Hold the rules of a shop for its first messages."""

    shop: str  # its name
    default_place: Whereabouts  # of customers whose country nobody knows
    most_a_week: int = 2  # messages that one customer gets in seven days, over all triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMessage:
    """Hold an intent with everything that its message is decided and worded on."""

    intent: OutreachIntent
    talk: KnownTalk
    trigger: Trigger
    cause: Cause
    language: Language
    now: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWriter:
    """Work on intents that are due."""

    book: IntentBook
    facts: FactGathering
    channels: ChannelFacts
    events: EventLog
    talks: KnownTalks  # of `events`
    others: CustomerTalks
    queue: WorkQueue
    clock: Clock
    triggers: Mapping[TriggerName, Trigger]
    rules: OutreachRules

    async def work(self, on: frozenset[TriggerName], *, limit: int) -> int:
        """Work on the intents that are due, by triggers that are `on`; return how many were."""
        due = await self.book.due(self.clock.now(), limit=limit)
        for intent in due:
            await self._work(intent, is_on=intent.trigger in on)
        return len(due)

    async def _work(self, intent: OutreachIntent, *, is_on: bool) -> None:
        try:
            settled = await self._settled(intent, is_on=is_on)
        except VersionConflictError:  # the customer was quicker, or another process
            await self.book.delay(intent, self.clock.now() + _RACED)
            return
        except UnknownConversationError:
            settled = _refused(intent, Block.GONE)
        except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
            report("outreach.failed", error, trigger=intent.trigger)
            # It may be in the log or not, so it goes on counting in the cap until that is known.
            await self.book.delay(intent, self.clock.now() + _FAILED)
            return
        await self.book.settle(settled)

    async def _settled(self, intent: OutreachIntent, *, is_on: bool) -> OutreachIntent:
        talk, now = await self.talks.read(intent.conversation_id), self.clock.now()
        if (written := _written(talk.past, intent)) is not None:  # before a crash
            return replace(intent, state=IntentState.WRITTEN, reason="", written_at=written.at)
        trigger = self.triggers.get(intent.trigger)
        if trigger is None:
            return _refused(intent, Block.OFF)
        if now >= intent.expires_at:
            return _refused(intent, intent.reason or Block.OVER)
        if not is_on:
            return _refused(intent, Block.OFF)
        # Decided on the log first: a wait costs the shop no question.
        state = ContactState.of(talk.conversation, talk.past, complaint=False)
        held = held_back(state, trigger.purpose, now)
        if person_wrote_since(talk.past, intent.noted_at):
            held = MayNot(Block.PERSON_WROTE)
        if held:
            return _held(intent, held, now)
        return await self._on_facts(intent, talk, trigger, now)

    async def _on_facts(
        self, intent: OutreachIntent, talk: KnownTalk, trigger: Trigger, now: datetime
    ) -> OutreachIntent:
        known = await self.facts.of(intent.customer_id, talk, [trigger])
        if known is None:
            return _refused(intent, Block.NO_CUSTOMER)
        causes = trigger.qualifies(known.facts, now, known.language)
        cause = next((one for one in causes if one.key == intent.cause), None)
        if cause is None:
            return _refused(intent, Block.OVER)
        due = DueMessage(
            intent=intent,
            talk=talk,
            trigger=trigger,
            cause=cause,
            language=known.language,
            now=now,
        )
        return await self._decide(due, known)

    async def _decide(self, due: DueMessage, known: GatheredFacts) -> OutreachIntent:
        complaint = has_open_complaint(known.facts, due.now)
        state = ContactState.of(due.talk.conversation, due.talk.past, complaint=complaint)
        number = await self.channels.number(due.intent.conversation_id)
        place = whereabouts(number, known.country, default=self.rules.default_place)
        decision = may_write(state, due.trigger.purpose, place, due.now)
        if isinstance(decision, MayWrite):
            if elsewhere := await self._held_elsewhere(due):
                return _held(due.intent, elsewhere, due.now)
            return await self._write(due, by_template=decision.by_template)
        return _held(due.intent, decision, due.now)

    async def _held_elsewhere(self, due: DueMessage) -> MayNot | MayLater | None:
        """Return why another conversation of the customer holds the message back; None: none does.

        A STOP ends messages on every channel; a refusal anywhere wins over a wait.
        """
        intent, purpose = due.intent, due.trigger.purpose
        later: MayLater | None = None
        for one in await self.others.of_customer(intent.customer_id):
            if one == intent.conversation_id:
                continue
            try:
                talk = await self.talks.read(one)
            except UnknownConversationError:
                continue  # erased meanwhile
            state = ContactState.of(talk.conversation, talk.past, complaint=False)
            if stopped_elsewhere(state, due.talk.past, purpose, intent.cause):
                return MayNot(Block.OPTED_OUT)
            if person_wrote_since(talk.past, intent.noted_at):
                return MayNot(Block.PERSON_WROTE)
            later = later or later_elsewhere(state, due.now)
        return later

    async def _write(self, due: DueMessage, *, by_template: bool) -> OutreachIntent:
        intent, shop = due.intent, self.rules.shop
        text, used = word(due.trigger, due.cause, due.language, shop=shop), None
        if text is not None and by_template:
            if (found := await self._template(due)) is None:
                return _refused(intent, Block.NO_TEMPLATE)
            used, text = found[0], passed(found[1], due.cause, due.language, shop=shop)
        if text is None:
            return _refused(intent, Block.GUARD)
        most = self.rules.most_a_week
        talks = await self.others.of_customer(intent.customer_id)
        if not await self.book.reserve(
            intent, due.now, since=due.now - WEEK, most=most, talks=talks
        ):
            return self._put_off(intent, Block.CAP, _FULL)
        hit("outreach_reserved")
        await self._append(due, text, used)
        hit("outreach_appended")
        log.info("outreach.written", trigger=due.trigger.name)
        await self._wake(intent.conversation_id)
        return replace(intent, state=IntentState.WRITTEN, reason="", written_at=due.now)

    async def _append(self, due: DueMessage, text: str, used: TemplateUse | None) -> None:
        reply = ReplyWritten(
            conversation_id=due.intent.conversation_id,
            at=due.now,
            message_id=due.intent.message_id,
            author=Author.SYSTEM,
            kind=ReplyKind.NOTICE,
            text=text,
            language=due.language,
            answers=(),
            template=used,
            origin=due.trigger.name,
        )
        await self.events.append(
            due.intent.conversation_id,
            [reply],
            expected_version=due.talk.version,
            expected_last=due.talk.sequence,
        )

    async def _template(self, due: DueMessage) -> tuple[TemplateUse, str] | None:
        started = due.talk.conversation.started
        if started is None:
            return None
        found = await self.channels.template(
            started.channel,
            started.account_id,
            name=template_of(due.cause.words or due.trigger.name),
            language=due.language,
            values=template_values(due.trigger, due.cause, due.language),
        )
        if found is None or is_ours(found[1], due.trigger, due.cause, due.language):
            return found
        log.warning("outreach.other_template", trigger=due.trigger.name)
        return None

    async def _wake(self, conversation_id: ConversationId) -> None:
        try:
            await self.queue.put(conversation_id)
        except BrokerUnavailableError:
            log.warning("outreach.not_queued")  # the sweep finds it

    def _put_off(self, intent: OutreachIntent, why: str, for_: timedelta) -> OutreachIntent:
        return _wait(intent, why, self.clock.now() + for_)


def _wait(intent: OutreachIntent, why: str, until: datetime) -> OutreachIntent:
    """Return the intent to decide again later; one that would be stale by then is refused."""
    if until >= intent.expires_at:
        return _refused(intent, why)
    waiting = IntentState.WAITING
    return replace(intent, state=waiting, reason=str(why), due_at=until, written_at=None)


def _refused(intent: OutreachIntent, why: str) -> OutreachIntent:
    return replace(intent, state=IntentState.REFUSED, reason=str(why), written_at=None)


def _held(intent: OutreachIntent, held: MayNot | MayLater, now: datetime) -> OutreachIntent:
    """Return the intent refused or put off; the longer a wait without an end, the rarer a look."""
    if isinstance(held, MayNot):
        return _refused(intent, held.why)
    rare = now + (now - intent.noted_at) / 4
    return _wait(intent, held.why, max(held.at, rare) if held.is_open else held.at)


def _written(past: Sequence[ConversationEvent], intent: OutreachIntent) -> ReplyWritten | None:
    """Return the intent's message if it is in the log."""
    said = (event for event in past if isinstance(event, ReplyWritten))
    return next((one for one in said if one.message_id == intent.message_id), None)
