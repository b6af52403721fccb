"""Make the rows of a conversation's visits, each with its outcome. Pure.

A visit begins with a message after an hour of silence. It lasts as long as a person has the
conversation: their answer and the customer's thanks are no new work of the assistant.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from assistant.conversation.events import (
    ANSWERING,
    ApprovalDecided,
    Author,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    CopilotUsed,
    CustomerWrote,
    HandoffRequested,
    ModelUsed,
    OperationDone,
    ReplyKind,
    ReplyRated,
    ReplyWritten,
    SatisfactionRated,
    SuggestionDecided,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.ownership_events import TAKEN_BACK
from assistant.insights.analysis_rows import Answered, MessageRow, VisitOutcome, VisitRow

QUIET = timedelta(hours=1)
"""Silence after which a message begins another visit."""

LONGEST_REPLY_S = 600
"""Seconds that one reply of a person counts for at most: before, they did other things."""

_LABELLED = frozenset({"return_items", "exchange_items"})
"""Operations that take a carrier's label."""

_CACHED = "cached"  # an outcome of `ModelUsed` that asked no model

_CHATS = frozenset({ReplyKind.SMALL_TALK, ReplyKind.NOTICE})
_LEAVES_OPEN = frozenset(
    {ReplyKind.ABSTAINED, ReplyKind.REFUSED, ReplyKind.ASKED, ReplyKind.HANDED_OFF}
)
_COUNTED_SUGGESTIONS: Mapping[str, str] = {
    "sent": "suggestions_sent",
    "edited": "suggestions_edited",
    "rejected": "suggestions_rejected",
}
_COUNTED_HELPS: Mapping[str, str] = {
    "sent": "helps_sent",
    "edited": "helps_edited",
    "discarded": "helps_discarded",
}


@dataclass(slots=True, kw_only=True)
class _Visit:
    """Collect one visit while its events are read."""

    row: VisitRow
    last_at: datetime  # of a message or reply
    taken_at: datetime | None = None  # by a person, the last time
    messages: list[MessageRow] = field(default_factory=list)
    waiting: set[MessageId] = field(default_factory=set)  # messages without a reply
    last_kind: ReplyKind | None = None  # of the assistant's last reply, small talk aside
    handed_over: bool = False
    person_wrote: bool = False
    thumbs: dict[MessageId, bool] = field(default_factory=dict)  # the last of each reply

    def count(self, name: str, by: float = 1) -> None:
        """Add to a counter of the row."""
        self.row = replace(self.row, **{name: getattr(self.row, name) + by})

    def close(self, repeated: Collection[str]) -> VisitRow:
        """Return the row; `repeated` holds the messages that ask a question again."""
        asked = [one for one in self.messages if one.question]
        about = asked[0] if asked else self.messages[0]
        return replace(
            self.row,
            ended_at=self.messages[-1].at,
            asked_id=asked[0].message_id if asked else "",
            language=about.language,
            product_id=about.product_id,
            category=about.category,
            region=about.region,
            outcome=self._outcome(asked),
            asked_again=any(one.message_id in repeated for one in self.messages),
            thumbs_up=sum(self.thumbs.values()),
            thumbs_down=sum(not helpful for helpful in self.thumbs.values()),
        )

    def _outcome(self, asked: Sequence[MessageRow]) -> VisitOutcome:
        if self.handed_over:
            return VisitOutcome.HANDED_OVER
        if any(one.message_id in self.waiting for one in asked):
            return VisitOutcome.SILENT
        if self.last_kind is None:
            return VisitOutcome.SILENT if self.waiting else VisitOutcome.TALK
        unknown = any(one.answered is Answered.NO for one in asked)
        if unknown or self.last_kind in _LEAVES_OPEN:
            return VisitOutcome.UNANSWERED
        return VisitOutcome.ANSWERED


@dataclass(slots=True, kw_only=True)
class VisitCourse:
    """Follow a conversation's events from visit to visit."""

    channel: str
    contact: str  # key
    rows: Mapping[str, MessageRow]  # of the conversation's messages, by id
    visits: list[_Visit] = field(default_factory=list)
    persons: bool = False  # a person has the conversation, or is asked to take it
    by_reply: dict[MessageId, _Visit] = field(default_factory=dict)

    def follow(self, event: ConversationEvent) -> None:
        """Take the next event."""
        if isinstance(event, CustomerWrote):
            self._wrote(event)
        elif self.visits:
            self._go_on(self.visits[-1], event)

    def close(self, repeated: Collection[str]) -> list[VisitRow]:
        """Return the visits; `repeated` names the messages that ask a question again."""
        return [visit.close(repeated) for visit in self.visits]

    def _wrote(self, event: CustomerWrote) -> None:
        message = self.rows[event.message_id]
        last = self.visits[-1] if self.visits else None
        if last is None or (event.at - last.last_at > QUIET and not self.persons):
            row = VisitRow(
                day=message.day,
                at=message.at,
                ended_at=message.at,
                conversation_key=message.conversation_key,
                customer_key=message.customer_key,
                message_id=message.message_id,
                contact_key=self.contact,
                intent=message.intent,
                channel=self.channel,
            )
            last = _Visit(row=row, last_at=event.at)
            self.visits.append(last)
        last.messages.append(message)
        last.waiting.add(event.message_id)
        last.last_at = event.at

    def _go_on(self, visit: _Visit, event: ConversationEvent) -> None:
        if isinstance(event, ANSWERING):
            visit.waiting.difference_update(event.answers)
        match event:
            case ReplyWritten():
                self._replied(visit, event)
            case ReplyRated() if event.message_id in self.by_reply:
                self.by_reply[event.message_id].thumbs[event.message_id] = event.helpful
            case HandoffRequested():
                self.persons = visit.handed_over = True
                visit.waiting.clear()
            case ConversationClaimed() | ConversationReopened():
                self.persons = visit.handed_over = True
                visit.taken_at = event.at
            case ConversationReleased():
                self.persons = False
                if event.rule == TAKEN_BACK and not visit.person_wrote:
                    visit.handed_over = False
            case ConversationResolved():
                self.persons = False
            case _:
                _count(visit, event)

    def _replied(self, visit: _Visit, event: ReplyWritten) -> None:
        before, visit.last_at = visit.last_at, event.at
        match event.author:
            case Author.AGENT:
                worked = event.at - max(before, visit.taken_at or before)
                visit.count("person_s", min(max(worked.total_seconds(), 0.0), LONGEST_REPLY_S))
                self.persons = visit.handed_over = visit.person_wrote = True
            case Author.ASSISTANT:
                self.by_reply[event.message_id] = visit
                if event.kind not in _CHATS:
                    visit.last_kind = event.kind
            case _:
                pass


def _count(visit: _Visit, event: ConversationEvent) -> None:
    """Count the ratings, decisions, operations and costs of a visit."""
    match event:
        case SatisfactionRated():
            visit.row = replace(visit.row, score=event.score)
        case OperationDone():
            visit.count("done")
            visit.count("labels", int(event.operation in _LABELLED))
        case SuggestionDecided(outcome=outcome) if outcome in _COUNTED_SUGGESTIONS:
            visit.count(_COUNTED_SUGGESTIONS[outcome])
        case ApprovalDecided():
            visit.count("approvals_given" if event.approved else "approvals_denied")
        case CopilotUsed(outcome=outcome) if outcome in _COUNTED_HELPS:
            visit.count(_COUNTED_HELPS[outcome])
        case ModelUsed() if event.outcome != _CACHED:
            visit.count("model_requests")
            visit.count("model_tokens", event.prompt + event.completion)
            visit.count("model_cost", float(event.cost))
        case _:
            pass
