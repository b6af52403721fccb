"""Find the decisions of people on answers and operations of the assistant. Pure.

Each decision is judged here, in code: no model and no score stands in between.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation.events import (
    ApprovalDecided,
    ApprovalRequested,
    ConversationEvent,
    ReplySuggested,
    ReplyWritten,
    SuggestionDecided,
)
from assistant.conversation.ids import MessageId
from assistant.operations.autonomy.autonomy_table import AutonomySubject, operation_subject

MOST_EDITED = 0.3
"""Share of a suggestion that a person may have changed while the answer is still the same."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Agreed(StrEnum):
    """Name the judgements on a decision of a person."""

    AGREED = "agreed"  # sent or approved, as it was or in nearly the same words
    MISSED = "missed"  # rejected, refused, or sent in other words
    CRITICAL = "critical"  # sent with other figures: the customer would have been told wrong ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Hold a decision of a person on a row of the autonomy table. It names no customer."""

    decision_id: str  # of the suggestion or the proposal: the same decision counts once
    subject: AutonomySubject
    at: datetime  # aware, UTC
    judgement: Agreed


def agreements_in(events: Iterable[ConversationEvent]) -> Iterator[Agreement]:
    """Yield the decisions of people in a conversation, whose events come oldest first."""
    suggested: dict[MessageId, ReplySuggested] = {}
    requested: dict[str, ApprovalRequested] = {}
    decided: list[SuggestionDecided] = []
    written: dict[MessageId, str] = {}
    for event in events:
        match event:
            case ReplySuggested():
                suggested[event.suggestion_id] = event
            case SuggestionDecided():
                decided.append(event)
            case ReplyWritten():
                written[event.message_id] = event.text
            case ApprovalRequested() if event.asked is None:  # else an agent asked for themselves
                requested[event.proposal_id] = event
            case ApprovalDecided() if event.proposal_id in requested:
                yield Agreement(
                    decision_id=event.proposal_id,
                    subject=operation_subject(requested[event.proposal_id].operation),
                    at=event.at,
                    judgement=Agreed.AGREED if event.approved else Agreed.MISSED,
                )
            case _:
                pass
    for one in decided:
        suggestion = suggested.get(one.suggestion_id)
        subject = subject_of(suggestion.rule) if suggestion else None
        if suggestion is None or subject is None or one.outcome == "dropped":
            continue
        sent = written.get(one.message_id, "") if one.message_id else ""
        yield Agreement(
            decision_id=one.suggestion_id,
            subject=subject,
            at=one.at,
            judgement=_judge(suggestion.text, sent, one),
        )


def subject_of(rule: str) -> AutonomySubject | None:
    """Return the row that a rule of the autonomy table names: "topic_returns/customer_vip"."""
    kind, _, name = rule.partition("/")[0].partition("_")
    if kind == "topic" and name:
        return AutonomySubject(kind="topic", name=name)
    return operation_subject(name) if kind == "operation" and name else None


def _judge(suggested: str, sent: str, decided: SuggestionDecided) -> Agreed:
    if decided.outcome == "sent":
        return Agreed.AGREED
    if decided.outcome == "rejected":
        return Agreed.MISSED
    if Counter(_NUMBER.findall(suggested)) != Counter(_NUMBER.findall(sent)):
        return Agreed.CRITICAL
    return Agreed.AGREED if decided.distance <= MOST_EDITED else Agreed.MISSED
