"""Read the harm in conversations that no build has yet, from their events alone. Pure.

Visits and outcomes are those of the builds. Without reading words, whatever got another reply than
small talk counts as a question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.event_base import SENSITIVE, Reason
from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    ExperimentExposed,
    HandoffRequested,
    ReplyKind,
)
from assistant.desk.privacy.person import proven_in
from assistant.insights.analysis_rows import MessageRow, Origin, VisitOutcome, VisitRow
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.projection.message_outcomes import MessageOutcome, MessageOutcomes
from assistant.insights.projection.visit_rows import VisitCourse
from assistant.kit.experiments.experiment import VisitorMetric

COMPLAINTS = frozenset({*SENSITIVE, Reason.ANGER, Reason.INSULT})
"""Reasons of calling a person that are a complaint."""

FRESH_METRICS = frozenset(
    {
        VisitorMetric.COMPLAINED,
        VisitorMetric.HANDED_OVER,
        VisitorMetric.DISLIKED,
        VisitorMetric.UNANSWERED,
    }
)
"""Metrics that events alone tell."""

_CHATS = frozenset({ReplyKind.SMALL_TALK, ReplyKind.NOTICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshVisit:
    """Hold a visit with the metrics that are 1 in it."""

    at: datetime  # of its first message; aware, UTC
    harms: frozenset[VisitorMetric]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshTalk:
    """Hold a conversation as it is in the log."""

    contact: str  # key on this channel
    customer: str  # key; `contact` as long as nobody is proven
    exposures: Mapping[str, ExperimentExposed]  # the first of each experiment, by its id
    visits: tuple[FreshVisit, ...]  # the oldest first

    def began(self, at: datetime) -> datetime:
        """Return the beginning of the visit that a moment is in."""
        return max((one.at for one in self.visits if one.at <= at), default=at)


def read_talk(events: Sequence[ConversationEvent], secret: bytes) -> FreshTalk | None:
    """Return a conversation; None: it is erased, or was never started.

    `secret` is that which customers' keys follow from in builds.
    """
    started = next((one for one in events if isinstance(one, ConversationStarted)), None)
    if started is None or any(isinstance(one, ConversationErased) for one in events):
        return None
    contact = customer_key(
        secret, "contact", started.channel, started.account_id, started.contact_id
    )
    proven = [customer_key(secret, "customer", one) for one in proven_in(events)]
    customer = next(iter(proven), contact)
    exposures: dict[str, ExperimentExposed] = {}
    for one in events:
        if isinstance(one, ExperimentExposed):
            exposures.setdefault(one.experiment_id, one)
    complained = [
        one.at for one in events if isinstance(one, HandoffRequested) and one.reason in COMPLAINTS
    ]
    visits = _visits(events, started, customer)
    angry = {_visit_at(visits, at) for at in complained}
    return FreshTalk(
        contact=contact,
        customer=customer,
        exposures=exposures,
        visits=tuple(_visit(one, complains=one.at in angry) for one in visits),
    )


def _visits(
    events: Sequence[ConversationEvent], started: ConversationStarted, customer: str
) -> Sequence[VisitRow]:
    outcomes = MessageOutcomes.of(events)
    rows: dict[str, MessageRow] = {
        one.message_id: _message(one, outcomes.of_message(one.message_id), customer)
        for one in events
        if isinstance(one, CustomerWrote)
    }
    course = VisitCourse(channel=started.channel, contact="", rows=rows)
    for event in events:
        course.follow(event)
    return course.close(())


def _message(wrote: CustomerWrote, outcome: MessageOutcome, customer: str) -> MessageRow:
    asks = outcome.reply is None or outcome.reply.kind not in _CHATS
    return MessageRow(
        day=wrote.at.date(),
        at=wrote.at,
        origin=Origin.CONVERSATION,
        conversation_key=wrote.conversation_id,
        customer_key=customer,
        message_id=wrote.message_id,
        question=asks,
        answered=outcome.answered(question=asks),
    )


def _visit_at(visits: Sequence[VisitRow], at: datetime) -> datetime | None:
    """Return the beginning of the visit that a moment is in; None: of none."""
    return max((one.at for one in visits if one.at <= at), default=None)


def _visit(row: VisitRow, *, complains: bool) -> FreshVisit:
    """Return a visit; a message that still waits is no harm yet."""
    harms = {
        VisitorMetric.HANDED_OVER: row.outcome is VisitOutcome.HANDED_OVER,
        VisitorMetric.UNANSWERED: row.outcome is VisitOutcome.UNANSWERED,
        VisitorMetric.DISLIKED: row.thumbs_down > 0,
        VisitorMetric.COMPLAINED: complains,
    }
    return FreshVisit(
        at=row.at,
        harms=frozenset(one for one, is_so in harms.items() if is_so),
    )
