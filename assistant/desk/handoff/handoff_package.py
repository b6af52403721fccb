"""Compute the package from the log: all that a person needs to go on at once. Pure.

It is computed each time it is looked at, and nothing of it is stored. The summary is a language
model's where one summed up this handoff (`HandoffSummarised`), else extractive: the customer's own
sentences, as they wrote them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    CustomerWrote,
    HandoffRequested,
    HandoffSummarised,
    IdentityRefused,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
    OperationRefused,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language, Source
from assistant.conversation.photo_notes import PhotoNote, photo_notes
from assistant.desk.handoff.extractive_summary import open_question, summarise
from assistant.desk.handoff.wait_outlook import answers_until
from assistant.understanding.entities.message_entities import read_entities


def since_release(events: Sequence[ConversationEvent]) -> Sequence[ConversationEvent]:
    """Return the events after the last human stretch; earlier ones are dealt with."""
    ends = [at for at, one in enumerate(events) if isinstance(one, ConversationReleased)]
    return events[ends[-1] + 1 :] if ends else events


def summed_up(events: Sequence[ConversationEvent]) -> HandoffSummarised | None:
    """Return the summary that a model wrote of the last handoff; None: no model was asked yet.

    A summary without sentences was erased, or the model wrote none.
    """
    for event in reversed(events):
        if isinstance(event, HandoffSummarised):
            return event
        if isinstance(event, HandoffRequested):
            return None
    return None


Trial = Literal[
    "done", "refused", "proposed", "confirmed", "ordered", "dropped", "identity_refused"
]

_SUBSTANTIAL = (ReplyKind.ANSWERED, ReplyKind.DID)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOperation:
    """Hold one operation that was tried for the customer, and its outcome so far."""

    operation: str
    outcome: Trial
    detail: str = ""  # the receipt's reference, or the rule that stood against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Hold the whole package, since the last human stretch ended."""

    conversation_id: ConversationId
    reason: Reason | None  # None: nobody asked for a person
    rule: str
    language: Language
    summary: tuple[str, ...]  # the customer's sentences, in their order, or a model's
    answered: tuple[str, ...]  # what the assistant answered, in short, oldest first
    question: str  # the open one; "": nothing is unanswered
    turns: int  # that the assistant took
    tried: tuple[TriedOperation, ...]
    sources: tuple[Source, ...]  # shown, each once
    orders: tuple[str, ...]  # numbers that the customer named
    identity: str  # a method of `operations.identity`; "": not proven
    window_until: datetime | None  # aware, UTC; None: the channel has no window
    by_model: bool = False  # the summary is a language model's
    photos: tuple[PhotoNote, ...] = ()  # that the customer sent, with what is known of them


def package(
    conversation_id: ConversationId,
    events: Sequence[ConversationEvent],
    *,
    default_language: Language = "fr",
) -> Package:
    """Return the package of a conversation as its events say, oldest first."""
    conversation = Conversation.fold(conversation_id, events)
    recent = since_release(events)
    language = conversation.language or default_language
    wrote = [event for event in recent if isinstance(event, CustomerWrote)]
    texts = [event.text for event in wrote]
    replies = [event for event in recent if isinstance(event, ReplyWritten)]
    by_assistant = [reply for reply in replies if reply.author is Author.ASSISTANT]
    handoff = conversation.ownership.handoff
    identity = conversation.dealings.identity
    summed = summed_up(recent)
    summed = summed if summed is not None and summed.summary else None
    return Package(
        conversation_id=conversation_id,
        reason=handoff.reason if handoff else None,
        rule=handoff.rule if handoff else "",
        language=language,
        summary=summed.summary if summed else summarise(texts, language),
        answered=_answered(by_assistant),
        question=_question(conversation, summed, language),
        turns=sum(isinstance(event, TurnTaken) for event in recent),
        tried=_tried(recent),
        sources=_sources(by_assistant),
        orders=_orders(texts),
        identity=identity.method if identity else "",
        window_until=answers_until(conversation),
        by_model=summed is not None,
        photos=tuple(photo_notes(recent).values()),
    )


def _question(
    conversation: Conversation, summed: HandoffSummarised | None, language: Language
) -> str:
    """Return the open question, which is the model's until the customer has written again."""
    waiting = conversation.unanswered
    if summed is not None and waiting and waiting[-1].message_id == summed.read_to:
        return summed.question
    return open_question([one.text for one in waiting], language)


def _answered(replies: Sequence[ReplyWritten]) -> tuple[str, ...]:
    said = [one for one in replies if one.kind in _SUBSTANTIAL]
    return tuple(summarise([one.text], one.language, limit=1)[0] for one in said[-3:] if one.text)


def _sources(replies: Sequence[ReplyWritten]) -> tuple[Source, ...]:
    shown = {(source.url, source.title): source for one in replies for source in one.sources}
    return tuple(shown.values())


def _orders(texts: Sequence[str]) -> tuple[str, ...]:
    named = (order.value for text in texts for order in read_entities(text).orders)
    return tuple(dict.fromkeys(named))


def _tried(events: Sequence[ConversationEvent]) -> tuple[TriedOperation, ...]:
    """Return each operation once, as it stands, in the order in which they began."""
    tried: dict[str, TriedOperation] = {}
    for at, event in enumerate(events):
        match event:
            case OperationProposed():
                tried[event.proposal_id] = TriedOperation(
                    operation=event.operation, outcome="proposed"
                )
            case OperationConfirmed():
                _moved(tried, event.proposal_id, "confirmed")
            case OperationOrdered():
                _moved(tried, event.proposal_id, "ordered")
            case OperationDone():
                tried[event.proposal_id] = TriedOperation(
                    operation=event.operation, outcome="done", detail=event.reference
                )
            case OperationDropped():
                _moved(tried, event.proposal_id, "dropped", event.rule)
            case OperationRefused():
                tried[f"refused {event.operation} {event.rule}"] = TriedOperation(
                    operation=event.operation, outcome="refused", detail=event.rule
                )
            case IdentityRefused():
                tried[f"identity {at}"] = TriedOperation(
                    operation=event.method, outcome="identity_refused", detail=event.reason
                )
            case _:
                pass
    return tuple(tried.values())


def _moved(
    tried: dict[str, TriedOperation], proposal_id: str, outcome: Trial, detail: str = ""
) -> None:
    if known := tried.get(proposal_id):
        tried[proposal_id] = TriedOperation(
            operation=known.operation, outcome=outcome, detail=detail
        )
