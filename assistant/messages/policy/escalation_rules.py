"""Decide whether a person should go on: at once, offered, or not. Pure.

    escalate(case, rules) -> ImmediateHandoff | PersonOffer | None

It is asked twice in a turn: before the answer, where only immediate reasons count, and with the
answer that would go out, which tells whether the turn gets anywhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Reason, ReplyKind
from assistant.operations.customer_attributes import NOTHING_KNOWN, CustomerAttributes
from assistant.understanding.types import Intent, MessageSignal, Signal, Understanding


class ReasonHandling(StrEnum):
    """Name how a reason that the shop may tune is handled."""

    IMMEDIATE = "immediate"  # a person has it, and the assistant is silent
    OFFER = "offer"  # the answer goes out, and a person is offered with it, once
    OFF = "off"


class Reopening(StrEnum):
    """Name the owner of a conversation that is written to again soon after a person resolved it."""

    BOT = "bot"
    LAST_AGENT = "last_agent"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRules:
    """Hold the rules that a shop may tune, which `settings.EscalationSettings` fills in."""

    anger: ReasonHandling = ReasonHandling.OFFER
    insult: ReasonHandling = ReasonHandling.OFFER  # a first one; a second one is always handed off
    no_answer: ReasonHandling = ReasonHandling.OFFER  # none, so many times in a row
    no_answer_times: int = 2
    no_progress: ReasonHandling = ReasonHandling.OFFER  # for so many turns
    no_progress_turns: int = 3
    operation_failed: ReasonHandling = ReasonHandling.OFFER
    assistant_failed: ReasonHandling = (
        ReasonHandling.OFFER
    )  # a first time; the next is always handed off
    high_value: ReasonHandling = ReasonHandling.OFFER
    high_value_amount: Decimal | None = None  # of one order, inclusive; None: no rule
    vip: ReasonHandling = ReasonHandling.OFFER
    vip_tags: frozenset[str] = frozenset()  # of customers, lower case; empty: no rule
    reopened: Reopening = Reopening.BOT
    reopened_minutes: int = 60

    @property
    def asks_of_the_shop(self) -> bool:
        """Return whether any rule needs `CustomerAttributes`."""
        by_value = self.high_value_amount is not None and self.high_value is not ReasonHandling.OFF
        return by_value or (bool(self.vip_tags) and self.vip is not ReasonHandling.OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedAnswer:
    """Hold the answer that would go out."""

    kind: ReplyKind
    text: str
    reason: Reason | None = None
    operation_failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationCase:
    """Hold the facts that an escalation is decided on."""

    conversation: Conversation
    understanding: Understanding | None = None  # None: it was read in the turn before
    asks_for_person: bool = False  # surely
    attributes: CustomerAttributes = NOTHING_KNOWN
    drafted: DraftedAnswer | None = None  # None: nothing yet


@dataclass(frozen=True, slots=True)
class ImmediateHandoff:
    """Say that a person has to go on; the assistant says so and nothing else."""

    reason: Reason
    rule: str


@dataclass(frozen=True, slots=True)
class PersonOffer:
    """Say that a person is offered along with the answer."""

    reason: Reason
    rule: str


Escalation = ImmediateHandoff | PersonOffer

_SENSITIVE = {
    Signal.SELF_HARM: Reason.SELF_HARM,
    Signal.SAFETY: Reason.SAFETY,
    Signal.THREAT: Reason.INSULT,
    Signal.PAYMENT_DATA: Reason.PAYMENT_DATA,
    Signal.ACCOUNT_TAKEOVER: Reason.ACCOUNT_TAKEOVER,
    Signal.DISCRIMINATION: Reason.DISCRIMINATION,
    Signal.LEGAL_THREAT: Reason.LEGAL_THREAT,
    Signal.CHARGEBACK: Reason.CHARGEBACK,
    Signal.MINOR: Reason.MINOR,
}
"""Signals that no setting says anything about."""

_OF_LIFE = frozenset({Signal.SELF_HARM, Signal.SAFETY})
"""Signals of a danger to life: the line for help is said first, and a person goes on as well."""

SOCIAL = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.AFFIRM})
"""Said to a person who is done, these ask for nobody."""


def escalate(case: EscalationCase, rules: EscalationRules) -> Escalation | None:
    """Return the first immediate reason, else the first one not offered before; None: no reason."""
    offers: list[PersonOffer] = []
    for handling, reason, rule in _triggers(case, rules):
        if handling is ReasonHandling.IMMEDIATE:
            return ImmediateHandoff(reason, rule)
        if handling is ReasonHandling.OFFER and reason not in case.conversation.ownership.offered:
            offers.append(PersonOffer(reason, rule))
    return offers[0] if offers else None


_Trigger = tuple[ReasonHandling, Reason, str]


def _triggers(case: EscalationCase, rules: EscalationRules) -> Iterator[_Trigger]:
    """Yield the reasons that apply, gravest first."""
    signals = case.understanding.signals if case.understanding else ()
    sensitive = [one for one in signals if one.signal in _SENSITIVE]
    yield from _immediate(one for one in sensitive if one.signal in _OF_LIFE)
    if case.asks_for_person:
        yield ReasonHandling.IMMEDIATE, Reason.ASKED_FOR_PERSON, "asked_for_person"
    yield from _immediate(one for one in sensitive if one.signal not in _OF_LIFE)
    if case.conversation.awaits_person:
        return  # a person was asked already, and the customer was told
    if _is_reopened(case, rules):
        yield ReasonHandling.IMMEDIATE, Reason.REOPENED, f"reopened_{rules.reopened}"
    yield from _of_mood(signals, case.conversation.progress.insults, rules)
    if case.understanding is not None and case.understanding.perhaps_grave:
        yield ReasonHandling.OFFER, Reason.LOW_CONFIDENCE, "perhaps_grave"
    yield from _of_attributes(case.attributes, rules)
    if case.drafted is not None:
        yield from _of_outcome(case.conversation, case.drafted, rules)


def _immediate(signals: Iterable[MessageSignal]) -> Iterator[_Trigger]:
    for found in signals:
        rule = f"{found.signal}_{found.rule}"
        yield ReasonHandling.IMMEDIATE, _SENSITIVE[found.signal], rule


def _of_mood(
    signals: tuple[MessageSignal, ...], insults: int, rules: EscalationRules
) -> Iterator[_Trigger]:
    for found in signals:
        if found.signal is Signal.INSULT:
            again = insults > 0
            handling = ReasonHandling.IMMEDIATE if again else rules.insult
            yield handling, Reason.INSULT, f"insult_{'again' if again else found.rule}"
        if found.signal is Signal.ANGER:
            yield rules.anger, Reason.ANGER, f"anger_{found.rule}"


def _of_attributes(attributes: CustomerAttributes, rules: EscalationRules) -> Iterator[_Trigger]:
    if attributes.tags & rules.vip_tags:
        yield rules.vip, Reason.VIP, "customer_tag"
    least = rules.high_value_amount
    if least is not None and any(value >= least for value in attributes.order_values):
        yield rules.high_value, Reason.HIGH_VALUE, "order_value"


def _of_outcome(
    conversation: Conversation, drafted: DraftedAnswer, rules: EscalationRules
) -> Iterator[_Trigger]:
    if drafted.operation_failed:
        yield rules.operation_failed, Reason.OPERATION_FAILED, "operation_failed"
    if drafted.reason is Reason.ASSISTANT_FAILED:
        again = _has_failed(conversation)  # whoever says yes to an offer is not heard, either
        handling = ReasonHandling.IMMEDIATE if again else rules.assistant_failed
        yield handling, Reason.ASSISTANT_FAILED, f"turn_failed{'_again' if again else ''}"
    progress = conversation.progress.with_reply(drafted.kind, drafted.text)
    at_a_loss = drafted.kind in {ReplyKind.ABSTAINED, ReplyKind.REFUSED}
    if progress.stalled >= rules.no_progress_turns and progress != conversation.progress:
        yield rules.no_progress, Reason.NO_PROGRESS, "no_progress"
    if at_a_loss and progress.abstained >= rules.no_answer_times:
        known = drafted.reason in {Reason.NO_EVIDENCE, Reason.ASSISTANT_FAILED}
        reason = drafted.reason if known and drafted.reason else Reason.LOW_CONFIDENCE
        yield rules.no_answer, reason, f"no_answer_{progress.abstained}_times"


def _has_failed(conversation: Conversation) -> bool:
    """Return whether the last reply told the customer that no turn could answer them."""
    last = conversation.last_reply
    return last is not None and last.reason is Reason.ASSISTANT_FAILED


def _is_reopened(case: EscalationCase, rules: EscalationRules) -> bool:
    """Return whether the customer writes soon after a person resolved the conversation.

    False if it was given back to the assistant since.
    """
    ownership, wrote = case.conversation.ownership, case.conversation.unanswered
    resolved, released = ownership.resolved_at, ownership.released_at
    if rules.reopened is Reopening.BOT or resolved is None or not wrote:
        return False
    if released is not None and released >= resolved:
        return False
    if case.understanding is None or case.understanding.intent in SOCIAL:
        return False
    return wrote[0].at - resolved <= timedelta(minutes=rules.reopened_minutes)
