"""The books of outreach in memory, for one event loop: nothing outlives the process."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.outreach.contact_rules import OF_CONVERSATION
from assistant.outreach.followed_orders import FollowedOrders
from assistant.outreach.intents import (
    AmountTally,
    ArmTally,
    IntentState,
    OutreachIntent,
    OutreachOutcome,
    StateTally,
    TriggerSwitch,
    tallied,
)
from assistant.outreach.triggers.trigger import TriggerName

_OPEN = (IntentState.WAITING, IntentState.WRITING)
_COUNTED = (IntentState.WRITING, IntentState.WRITTEN)


class MemoryIntentBook:
    """An `Audience`, an `IntentBook` and a `SwitchBook`."""

    def __init__(self, audience: Iterable[ConversationId] = ()) -> None:
        self._audience = set(audience)
        self._kept: dict[str, OutreachIntent] = {}
        self._open: set[str] = set()  # ids of those that are worked on
        self._of: dict[CustomerId, list[str]] = {}
        self._in: dict[ConversationId, list[str]] = {}
        self._outcomes: dict[tuple[str, str], OutreachOutcome] = {}
        self._switches: dict[TriggerName, TriggerSwitch] = {}

    def widen(self, conversation_id: ConversationId) -> None:
        """Add a conversation to the audience, as the desk's lists would."""
        self._audience.add(conversation_id)

    async def page(
        self, purpose: ContactPurpose, *, after: ConversationId | None, limit: int
    ) -> Sequence[ConversationId]:
        del purpose
        later = (one for one in sorted(self._audience) if after is None or one > after)
        return list(later)[:limit]

    async def note(self, begun: OutreachIntent, found: Sequence[OutreachIntent]) -> int:
        new = {one.intent_id: one for one in (begun, *found) if self._is_new(one)}
        for one in new.values():
            self._of.setdefault(one.customer_id, []).append(one.intent_id)
            self._in.setdefault(one.conversation_id, []).append(one.intent_id)
            self._put(one)
        return len(new.keys() - {begun.intent_id})

    def _is_new(self, intent: OutreachIntent) -> bool:
        known = self._kept.get(intent.intent_id)
        return known is None or (
            known.state is IntentState.REFUSED
            and known.reason in OF_CONVERSATION
            and known.conversation_id != intent.conversation_id
            and intent.state is IntentState.WAITING
        )

    async def has(self, begun: OutreachIntent) -> bool:
        return begun.intent_id in self._kept

    async def due(self, now: datetime, *, limit: int) -> Sequence[OutreachIntent]:
        waiting = [self._kept[one] for one in self._open if self._kept[one].due_at <= now]
        return sorted(waiting, key=lambda one: (one.due_at, one.intent_id))[:limit]

    async def reserve(
        self,
        intent: OutreachIntent,
        now: datetime,
        *,
        since: datetime,
        most: int,
        talks: Sequence[ConversationId] = (),
    ) -> bool:
        known = self._kept.get(intent.intent_id)
        if known is None or known.state is not IntentState.WAITING:
            return known is not None and known.state is IntentState.WRITING
        mine = map(self._kept.__getitem__, self._of[intent.customer_id])
        theirs = {intent.conversation_id, *talks, *(one.conversation_id for one in mine)}
        counted = [
            one
            for talk in theirs
            for one in map(self._kept.__getitem__, self._in.get(talk, ()))
            if one.state in _COUNTED and one.written_at is not None and one.written_at > since
        ]
        if len(counted) >= most:
            return False
        self._put(replace(known, state=IntentState.WRITING, written_at=now))
        return True

    async def delay(self, intent: OutreachIntent, until: datetime) -> None:
        self._put(replace(self._kept[intent.intent_id], due_at=until))

    async def settle(self, intent: OutreachIntent) -> None:
        if intent.intent_id in self._open:
            self._put(intent)

    def _put(self, intent: OutreachIntent) -> None:
        self._kept[intent.intent_id] = intent
        keep = self._open.add if intent.state in _OPEN else self._open.discard
        keep(intent.intent_id)

    async def unfollowed(self, before: datetime, *, limit: int) -> Sequence[OutreachIntent]:
        first = dict[tuple[str, str], OutreachIntent]()
        for one in sorted(self._kept.values(), key=lambda one: (one.noted_at, one.intent_id)):
            is_done = one.noted_at > before or one.state is IntentState.KNOWN
            if not is_done and self._counts(one):
                first.setdefault((one.trigger, one.customer_id), one)
        kept = {key for key, one in self._outcomes.items() if self._counts(one.intent)}
        return [one for key, one in first.items() if key not in kept][:limit]

    async def keep(self, outcome: OutreachOutcome) -> None:
        key = (outcome.intent.trigger, outcome.intent.customer_id)
        known = self._outcomes.get(key)
        if known is None or not self._counts(known.intent):
            self._outcomes[key] = outcome

    def _counts(self, intent: OutreachIntent) -> bool:
        switch = self._switches.get(intent.trigger)
        began = switch.began_at if switch else None
        return began is None or intent.noted_at >= began

    async def tallies(self) -> Sequence[ArmTally]:
        return tallied(
            (
                trigger,
                one.intent.held_percent,
                one.held_out,
                one.effects,
                1,
                _amounts(one.bought) if one.bought else AmountTally(),
            )
            for (trigger, _), one in self._outcomes.items()
            if self._counts(one.intent)
        )

    async def states(self) -> Sequence[StateTally]:
        kept = (one for one in self._kept.values() if one.state is not IntentState.KNOWN)
        counted = Counter((one.trigger, one.state, one.reason) for one in kept)
        return [
            StateTally(trigger=trigger, state=state, reason=reason, intents=count)
            for (trigger, state, reason), count in counted.items()
        ]

    async def switches(self) -> Sequence[TriggerSwitch]:
        return sorted(self._switches.values(), key=lambda one: one.trigger)

    async def turn(self, switch: TriggerSwitch) -> None:
        self._switches[switch.trigger] = switch

    @property
    def kept(self) -> tuple[OutreachIntent, ...]:
        """Return every intent, for tests to look at."""
        return tuple(self._kept.values())


def _amounts(bought: FollowedOrders) -> AmountTally:
    margin = bought.margin_minor
    return AmountTally(
        customers=1,
        payers=int(bought.paid_minor != 0),
        paid=bought.paid_minor,
        paid_squares=bought.paid_minor**2,
        with_margin=int(margin is not None),
        margin=margin or 0,
        margin_squares=(margin or 0) ** 2,
    )
