"""Measure people's work on conversations, event by event as they come. Pure.

A human stretch begins when a conversation becomes a person's and ends when it is the assistant's
again or resolved; being put away is part of it. All times are by the wall clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationResolved,
    CopilotUsed,
    ReplyWritten,
    SatisfactionRated,
    StoredEvent,
)
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.lists.case_standing import Standing

REOPENED_WITHIN = timedelta(days=7)
"""What becomes a person's again later than that is a new matter."""


class MeasureKind(StrEnum):
    """Name the kind of a measure."""

    REPLIED = "replied"  # a person wrote to the customer
    FIRST_REPLY = "first_reply"  # for the first time in this stretch, to a message that waited
    RESOLVED = "resolved"  # and a stretch ended
    REOPENED = "reopened"  # what was resolved is a person's again
    RATED = "rated"  # by the customer
    DRAFT_USED = "draft_used"  # these eight: an agent sent, as it was or changed, what the copilot
    DRAFT_UNUSED = "draft_unused"  # helped with, or did not want it, or it came too late
    REWORDING_USED = "rewording_used"
    REWORDING_UNUSED = "rewording_unused"
    ANSWER_USED = "answer_used"  # of the documents
    ANSWER_UNUSED = "answer_unused"
    OPERATION_USED = "operation_used"
    OPERATION_UNUSED = "operation_unused"


_REWORDING = (MeasureKind.REWORDING_USED, MeasureKind.REWORDING_UNUSED)
HELPS: Mapping[str, tuple[MeasureKind, MeasureKind]] = {
    "draft": (MeasureKind.DRAFT_USED, MeasureKind.DRAFT_UNUSED),
    "ask": (MeasureKind.ANSWER_USED, MeasureKind.ANSWER_UNUSED),
    "operation": (MeasureKind.OPERATION_USED, MeasureKind.OPERATION_UNUSED),
    "shorter": _REWORDING,
    "warmer": _REWORDING,
    "to_french": _REWORDING,
    "to_english": _REWORDING,
}
"""What is measured of each help of `CopilotUsed`: used, and not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Hold one measure of people's work."""

    conversation_id: ConversationId
    sequence: int  # of the event it was read off
    kind: MeasureKind
    at: datetime  # aware, UTC; of `REOPENED`: of the resolution that did not last
    agent_id: AgentId | None  # whose work it says something of
    team: TeamId | None
    value: float = 0.0  # `FIRST_REPLY`, `RESOLVED`: seconds; `RATED`: 1 to 5; what was used of the
    # copilot's: how much was changed, in [0, 1]


def measured(before: Standing, stored: StoredEvent, after: Standing) -> tuple[Measure, ...]:
    """Return the measures of one event, which led from the standing `before` to `after`."""
    match stored.event:
        case ReplyWritten(author=Author.AGENT) as event:
            found = _replied(before, event)
        case ConversationResolved() as event if (
            after.ownership.status is ConversationStatus.RESOLVED
        ):
            found = _resolved(before, event)
        case SatisfactionRated() as event:
            found = _rated(before, event)
        case CopilotUsed() as event:
            found = _helped(before, event)
        case _:
            found = ()
    return tuple(
        Measure(
            conversation_id=stored.event.conversation_id,
            sequence=stored.sequence,
            kind=kind,
            at=at,
            agent_id=agent_id,
            team=team,
            value=value,
        )
        for kind, at, agent_id, team, value in (*found, *_reopened(before, stored, after))
    )


_Found = tuple[MeasureKind, datetime, AgentId | None, TeamId | None, float]


def _replied(before: Standing, event: ReplyWritten) -> tuple[_Found, ...]:
    who = (event.at, event.agent_id or before.ownership.agent_id, before.ownership.team)
    replied: _Found = (MeasureKind.REPLIED, *who, 0.0)
    if before.replied or not before.unanswered:
        return (replied,)
    waited = (event.at - before.unanswered[0].at).total_seconds()
    return (replied, (MeasureKind.FIRST_REPLY, *who, max(0.0, waited)))


def _resolved(before: Standing, event: ConversationResolved) -> tuple[_Found, ...]:
    """Measure the end of a stretch; resolving by the assistant is no person's work."""
    if before.stretch_at is None:
        return ()
    now = before.ownership
    took = (event.at - before.stretch_at).total_seconds()
    return ((MeasureKind.RESOLVED, event.at, event.by or now.agent_id, now.team, max(0.0, took)),)


def _helped(before: Standing, event: CopilotUsed) -> tuple[_Found, ...]:
    kinds = HELPS.get(event.help)
    if kinds is None:
        return ()
    used = event.outcome in ("sent", "edited")
    kind = kinds[0] if used else kinds[1]
    return ((kind, event.at, event.by, before.ownership.team, event.distance),)


def _rated(before: Standing, event: SatisfactionRated) -> tuple[_Found, ...]:
    last = before.resolution
    agent_id = last.agent_id if last else before.ownership.last_agent_id
    team = last.team if last else before.ownership.team
    return ((MeasureKind.RATED, event.at, agent_id, team, float(event.score)),)


def _reopened(before: Standing, stored: StoredEvent, after: Standing) -> tuple[_Found, ...]:
    last = before.resolution
    again = before.stretch_at is None and after.stretch_at is not None
    if last is None or not again or stored.event.at - last.at > REOPENED_WITHIN:
        return ()
    return ((MeasureKind.REOPENED, last.at, last.agent_id, last.team, 0.0),)
