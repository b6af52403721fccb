"""Find the decisions of people on answers and operations of the assistant. Pure.

Each decision is judged here, in code: no model and no score stands in between.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ApprovalDecided,
    ApprovalRequested,
    ConversationEvent,
    ReplySuggested,
    ReplyWritten,
    SuggestionDecided,
)
from assistant.operations.autonomy.autonomy_table import AutonomySubject, operation_subject
from assistant.understanding import stated_facts

_TURNS = frozenset(
    [
        "ne",
        "n",
        "pas",
        "jamais",
        "aucun",
        "aucune",
        "non",
        "oui",
        "sans",
        "rien",
        "ni",
        "not",
        "no",
        "never",
        "none",
        "nor",
        "without",
        "cannot",
        "yes",
        "nothing",
    ]
)
"""Words that turn a sentence round: one more or one less of them is another answer."""

_COURTESY = re.compile(  # with either apostrophe
    r"n.hésitez (?:surtout )?pas|don.t hesitate|do not hesitate|no problem|no worries"
    r"|pas de (?:souci|problème)"
)
"""Words that answers begin or end with, and that turn nothing round."""

_MUCH_THE_SAME = 0.5
"""Share of the text that changed, up to which one *not* more makes it the opposite; beyond, it is
another answer."""

_WORD = re.compile(r"[^\W\d_]+")


class Agreed(StrEnum):
    """Name the judgements on a decision of a person."""

    AGREED = "agreed"  # approved, or sent as it was, with a greeting around it at most
    MISSED = "missed"  # rejected, refused, answered by hand, or sent in other words
    CRITICAL = "critical"  # sent with other facts or turned round: it would have been wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Hold a decision of a person on a row of the autonomy table. It names no customer."""

    decision_id: str  # of the suggestion or the proposal: the same decision counts once
    subject: AutonomySubject
    at: datetime  # aware, UTC
    judgement: Agreed
    by: str = ""  # the agent's id; "": nobody knows


def agreements_in(events: Iterable[ConversationEvent]) -> Iterator[Agreement]:
    """Yield the decisions of people in a conversation, whose events come oldest first.

    A suggestion that an agent answers by hand is missed, though they never decided on it.
    """
    told = tuple(events)
    replies = [one for one in told if isinstance(one, ReplyWritten) and one.author is Author.AGENT]
    decided = {
        one.suggestion_id: one
        for one in told
        if isinstance(one, SuggestionDecided) and one.outcome != "dropped"
    }
    for suggestion in told:
        if isinstance(suggestion, ReplySuggested):
            yield from _on_suggestion(suggestion, decided.get(suggestion.suggestion_id), replies)
    requested = {
        one.proposal_id: one
        for one in told
        if isinstance(one, ApprovalRequested) and one.asked is None  # else an agent asked
    }
    for event in told:
        if isinstance(event, ApprovalDecided) and event.proposal_id in requested:
            yield Agreement(
                decision_id=event.proposal_id,
                subject=operation_subject(requested[event.proposal_id].operation),
                at=event.at,
                judgement=Agreed.AGREED if event.approved else Agreed.MISSED,
                by=event.by,
            )


def _on_suggestion(
    suggestion: ReplySuggested, decided: SuggestionDecided | None, replies: Sequence[ReplyWritten]
) -> Iterator[Agreement]:
    subject = subject_of(suggestion.rule)
    if subject is None:
        return
    if decided is not None:
        sent = next((one.text for one in replies if one.message_id == decided.message_id), "")
        yield Agreement(
            decision_id=suggestion.suggestion_id,
            subject=subject,
            at=decided.at,
            judgement=_judge(suggestion.text, sent, decided),
            by=decided.by or "",
        )
        return
    answers = set(suggestion.answers)
    by_hand = next((one for one in replies if answers.intersection(one.answers)), None)
    if by_hand is not None:
        yield Agreement(
            decision_id=suggestion.suggestion_id,
            subject=subject,
            at=by_hand.at,
            judgement=Agreed.MISSED,
            by=by_hand.agent_id or "",
        )


def subject_of(rule: str) -> AutonomySubject | None:
    """Return the row that a rule of the autonomy table names: "topic_returns/customer_vip"."""
    kind, _, name = rule.partition("/")[0].partition("_")
    if kind == "topic" and name:
        return AutonomySubject(kind="topic", name=name)
    return operation_subject(name) if kind == "operation" and name else None


def _judge(suggested: str, sent: str, decided: SuggestionDecided) -> Agreed:
    """Judge a decision; an edited text by the parts of the suggestion that are left in it.

    Facts that are added beside it, and "n'hésitez pas" at its end, are no correction.
    """
    if decided.outcome == "sent":
        return Agreed.AGREED
    if decided.outcome == "rejected":
        return Agreed.MISSED
    old, new = Counter(stated_facts.find(suggested)), Counter(stated_facts.find(sent))
    lost, gained = old - new, new - old
    turned = turning_words(suggested) != turning_words(sent)
    if lost and gained:
        return Agreed.CRITICAL
    if not lost and _plain(suggested) in _plain(sent):
        return Agreed.MISSED if gained or turned else Agreed.AGREED
    return Agreed.CRITICAL if turned and decided.distance <= _MUCH_THE_SAME else Agreed.MISSED


def turning_words(text: str) -> Counter[str]:
    """Return the words of a text that turn it round, but for those of courtesies."""
    words = _WORD.findall(_COURTESY.sub(" ", text.casefold()))
    return Counter(one for one in words if one in _TURNS)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
