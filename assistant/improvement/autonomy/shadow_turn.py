"""Hold the turns that the assistant takes in shadow, beside the people who do the work. Pure.

    untaken -> waits -> agreed | critical | open -> agreed | missed | critical     or passed over

A turn is kept by ids, with the words that the assistant would have said and none of a customer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent, HandoffRequested
from assistant.conversation.ids import ConversationId, MessageId
from assistant.improvement.autonomy.agreement import (
    Agreed,
    Agreement,
    AgreementOrigin,
    subject_of,
)
from assistant.operations.autonomy.autonomy_table import AutonomySubject


class ShadowState(StrEnum):
    """Name the states of a turn in shadow."""

    UNTAKEN = "untaken"  # the assistant has not taken it yet
    WAITS = "waits"  # for the person to do the work
    OPEN = "open"  # code cannot judge it: a person does
    AGREED = "agreed"
    MISSED = "missed"
    CRITICAL = "critical"  # the customer would have been harmed
    PASSED = "passed"  # there is nothing to compare


_JUDGED: Mapping[ShadowState, Agreed] = {
    ShadowState.AGREED: Agreed.AGREED,
    ShadowState.MISSED: Agreed.MISSED,
    ShadowState.CRITICAL: Agreed.CRITICAL,
}


DECIDED = frozenset({*_JUDGED, ShadowState.PASSED})
"""States of turns with which nobody does anything more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowTurn:
    """Hold a turn that went to a person because its row of the autonomy table says so."""

    turn_id: str  # hex digits
    conversation_id: ConversationId
    message_id: MessageId  # the last message that the person was to answer
    subject: AutonomySubject
    at: datetime  # aware, UTC: when it went to a person
    state: ShadowState = ShadowState.UNTAKEN
    words: str = ""  # that the assistant would have said, without personal data
    operation: str = ""  # that it would have read back
    effect: str = ""  # digest of that operation with its values
    judged_at: datetime | None = None  # when the person's work ended
    by: str = ""  # the agent whose work or judgement it is


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowCount:
    """Hold how many turns of a row are where."""

    judged: int
    waiting: int  # for the person's work to end
    open: int  # for a click
    passed: int  # nothing to compare


def name_of(subject: AutonomySubject) -> str:
    """Return the name of a row, as rules of the autonomy table have it: "topic_returns"."""
    return f"{subject.kind}_{subject.name}"


def begun_in(
    events: Iterable[ConversationEvent], rows: Mapping[AutonomySubject, datetime | None]
) -> list[ShadowTurn]:
    """Return the turns that went to a person by one of `rows`, since it is in shadow.

    `rows` have the time since which they are; None: always. What is grave went by no row.
    """
    found = []
    for event in events:
        if not isinstance(event, HandoffRequested) or event.reason is not Reason.HUMAN_ONLY:
            continue
        subject = subject_of(event.rule)
        if subject is None or subject not in rows or not event.messages:
            continue
        since = rows[subject]
        if since is not None and event.at < since:
            continue
        message_id = event.messages[-1]
        name = f"{event.conversation_id}\x1f{message_id}".encode()
        found.append(
            ShadowTurn(
                turn_id=hashlib.sha256(name).hexdigest()[:32],
                conversation_id=event.conversation_id,
                message_id=message_id,
                subject=subject,
                at=event.at,
            )
        )
    return found


def evidence_of(turns: Iterable[ShadowTurn]) -> list[Agreement]:
    """Return the agreements that turns in shadow stand for, oldest first.

    Code alone can only agree. So what came after a turn of the row that waits for a click counts
    once that is judged: else what is right would be counted sooner than what is not. A wrong
    figure counts at once.
    """
    found: list[Agreement] = []
    waiting: set[AutonomySubject] = set()
    for judged_at, one in in_order(turns):
        if one.state is ShadowState.OPEN:
            waiting.add(one.subject)
        known = one.state is ShadowState.CRITICAL or one.subject not in waiting
        if one.state not in _JUDGED or not known:
            continue
        found.append(
            Agreement(
                decision_id=one.turn_id,
                subject=one.subject,
                at=judged_at,
                judgement=_JUDGED[one.state],
                by=one.by,
                origin=AgreementOrigin.SHADOW,
            )
        )
    return found


def in_order(turns: Iterable[ShadowTurn]) -> list[tuple[datetime, ShadowTurn]]:
    """Return the turns in which the person's work has ended, by the time when it did."""
    ended = [(one.judged_at, one) for one in turns if one.judged_at is not None]
    return sorted(ended, key=lambda one: (one[0], one[1].turn_id))


def count_of(states: Mapping[ShadowState, int]) -> ShadowCount:
    """Return the count of a row from the number of its turns in each state."""
    return ShadowCount(
        judged=sum(states.get(one, 0) for one in _JUDGED),
        waiting=states.get(ShadowState.UNTAKEN, 0) + states.get(ShadowState.WAITS, 0),
        open=states.get(ShadowState.OPEN, 0),
        passed=states.get(ShadowState.PASSED, 0),
    )
