"""What people made of suggestions: pairs to learn from and to count, out of the events. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationEvent,
    ConversationMerged,
    ConversationReleased,
    ConversationResolved,
    CustomerWrote,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.ownership_events import (
    ReplySuggested,
    SuggestionDecided,
    SuggestionOutcome,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A suggestion, and what the customer got in its place."""

    conversation_id: ConversationId
    suggestion_id: MessageId
    rule: str  # of the autonomy table
    asked: str  # the customer's words
    suggested: str
    sent: str  # what answered the same messages; "": nothing did yet
    outcome: SuggestionOutcome
    distance: float | None  # as in `SuggestionDecided`; None: it was not sent
    note: str = ""  # why it was rejected


def lessons(events: Iterable[ConversationEvent]) -> tuple[Lesson, ...]:
    """Return what came of each suggestion of one conversation, whose events come oldest first.

    One that was answered by hand or given back without a decision is `dropped`; one that still
    waits is left out.
    """
    suggested: list[ReplySuggested] = []
    decided: dict[MessageId, SuggestionDecided] = {}
    words: dict[MessageId, str] = {}
    sent: dict[MessageId, str] = {}  # by the message that it answers
    over: set[MessageId] = set()  # nobody can decide on them any more
    for event in events:
        match event:
            case CustomerWrote():
                words[event.message_id] = event.text
            case ReplySuggested():
                suggested.append(event)
            case SuggestionDecided():
                decided[event.suggestion_id] = event
            case ReplyWritten(author=Author.AGENT | Author.ASSISTANT):
                sent |= dict.fromkeys(event.answers, event.text)
            case ConversationReleased() | ConversationResolved() | ConversationMerged():
                over |= {one.suggestion_id for one in suggested}
            case _:
                pass
    return tuple(
        _lesson(one, decided.get(one.suggestion_id), words, sent)
        for one in suggested
        if one.suggestion_id in over | decided.keys() or not sent.keys().isdisjoint(one.answers)
    )


def _lesson(
    one: ReplySuggested,
    decided: SuggestionDecided | None,
    words: dict[MessageId, str],
    sent: dict[MessageId, str],
) -> Lesson:
    was_sent = decided is not None and decided.outcome in {"sent", "edited"}
    return Lesson(
        conversation_id=one.conversation_id,
        suggestion_id=one.suggestion_id,
        rule=one.rule,
        asked="\n".join(words[answered] for answered in one.answers if answered in words),
        suggested=one.text,
        sent=next((sent[answered] for answered in one.answers if answered in sent), ""),
        outcome=decided.outcome if decided else "dropped",
        distance=decided.distance if decided and was_sent else None,
        note=decided.note if decided else "",
    )
