"""Check that every question of a message has an answer, an action or an honest no. Pure."""

from collections.abc import Iterator, Sequence

from assistant.answers.terms import is_generic, leads_to, terms, wider
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
    MessageRevoked,
    OperationDone,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.message import Language
from assistant.insights.analysis_rows import CheckedSide, QualityVerdict
from assistant.insights.projection.checks.answer_time_check import ASSISTANT_WITHIN
from assistant.insights.projection.checks.check_words import sentences, wants_reply
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding
from assistant.insights.signals.sought_things import asks
from assistant.understanding.intents.question_pairs import split_questions
from assistant.understanding.message_words import fold

_HONEST = frozenset({ReplyKind.ABSTAINED, ReplyKind.ASKED, ReplyKind.REFUSED, ReplyKind.DID})
"""Replies that say that they do not know, ask back, refuse, or did it."""

_OUTCOMES = frozenset({ReplyKind.HANDED_OFF, *_HONEST})
_LEAST_TERMS = 1

ANSWERS = -2.5
"""Log-odds of a reply from which it may answer a question.

Chosen on one half of `tests/evals/quality`, by a hash of the conversation.
"""


def find_complete(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each message that wants an answer."""
    for message in visit.messages:
        if not wants_reply(message.text):
            continue
        later = [*visit.after(message)]
        replies = [one for one in later if isinstance(one, ReplyWritten) and _is_reply(one)]
        if not replies:
            with_people = visit.is_with_people(message)  # then its time is looked at
            called = any(isinstance(one, MessageRevoked | HandoffRequested) for one in later)
            if not (with_people or called):
                yield _silent(message)
            continue
        parts = [*parts_of(message.text)]
        if parts:
            yield _judge(visit, message, parts, _of_message(message, replies, later))


def parts_of(text: str) -> Iterator[str]:
    """Yield the questions of a message; a sentence may have two."""
    for sentence in sentences(text):
        if asks(fold(sentence)):
            yield from split_questions(sentence) or (sentence,)


def _is_reply(event: ReplyWritten) -> bool:
    return event.author in (Author.ASSISTANT, Author.AGENT)


def _silent(message: CustomerWrote) -> CheckFinding:
    return CheckFinding(
        side=CheckedSide.ASSISTANT,
        message_id=message.message_id,
        verdict=QualityVerdict.OPEN,
        reason="no_reply",
        due_at=message.at + ASSISTANT_WITHIN,
    )


def _of_message(
    message: CustomerWrote,
    replies: Sequence[ReplyWritten],
    later: Sequence[ConversationEvent],
) -> Sequence[ReplyWritten]:
    """Return the replies that may answer a message: those up to the next one, and to it."""
    until = next((one.at for one in later if isinstance(one, CustomerWrote)), None)
    near = [
        one
        for one in replies
        if message.message_id in one.answers or until is None or one.at < until
    ]
    return [*near, *(one for one in replies if one.author is Author.AGENT and one not in near)]


def _judge(
    visit: CheckedVisit,
    message: CustomerWrote,
    parts: Sequence[str],
    replies: Sequence[ReplyWritten],
) -> CheckFinding:
    reply = next(iter(replies), None)
    if reply is None:
        return _silent(message)
    found = _by_words(visit, message, parts, replies)
    if found.verdict is QualityVerdict.OK and _misses_one(visit, parts, replies):
        return visit.of_reply(reply, "off_topic", at=message.message_id, doubt=0.4)
    return found


def _misses_one(visit: CheckedVisit, parts: Sequence[str], replies: Sequence[ReplyWritten]) -> bool:
    """Tell whether the reader finds no answer to a question, where replies are nothing else."""
    fit = visit.fit
    if fit is None or any(one.kind is not ReplyKind.ANSWERED for one in replies):
        return False
    return any(
        all(fit.log_odds(part, one.text, one.language) < ANSWERS for one in replies)
        for part in parts
    )


def _by_words(
    visit: CheckedVisit,
    message: CustomerWrote,
    parts: Sequence[str],
    replies: Sequence[ReplyWritten],
) -> CheckFinding:
    row = visit.rows.get(message.message_id)
    language: Language = "en" if row is not None and row.language == "en" else "fr"
    reply = replies[0]
    wanted = [one for one in (_terms(part, language) for part in parts) if len(one) >= _LEAST_TERMS]
    had = _had(replies)
    missing = [one for one in wanted if not one & had]
    honest = any(one.kind in _OUTCOMES for one in replies) or any(
        isinstance(one, OperationDone) for one in visit.after(message)
    )
    if not missing or (honest and len(parts) == 1):
        return visit.of_reply(reply, at=message.message_id, doubt=0.3)
    if len(parts) == 1:
        return _one_part(visit, message, reply)
    said = sum(1 for one in replies for _ in sentences(one.text))
    is_person = any(one.author is Author.AGENT for one in replies)
    if is_person and said >= len(parts):
        return visit.of_reply(reply, at=message.message_id, doubt=0.8)
    return visit.of_reply(reply, "part_left_out", at=message.message_id, doubt=0.6)


def _one_part(visit: CheckedVisit, message: CustomerWrote, reply: ReplyWritten) -> CheckFinding:
    """Return the finding on one question whose words the reply does not have.

    A person's "Yes." answers it; a page that has none of its words rarely does.
    """
    passes = reply.author is Author.AGENT or reply.kind is not ReplyKind.ANSWERED
    if passes or reply.cards:
        return visit.of_reply(reply, at=message.message_id, doubt=0.6)
    return visit.of_reply(reply, "off_topic", at=message.message_id, doubt=0.7)


def _terms(part: str, language: Language) -> frozenset[str]:
    """Return the terms of a question that name a thing, with the words that pages have for them."""
    said = {one for one in terms(part, language) if not is_generic(one, language)}
    return frozenset(said.union(*(leads_to(one) | wider(one) for one in said)))


def _had(replies: Sequence[ReplyWritten]) -> frozenset[str]:
    """Return the terms of replies, their quotes and their cards."""
    found: set[str] = set()
    for reply in replies:
        found |= terms(reply.text, reply.language)
        for source in reply.sources:
            of_source: Language = "en" if source.language == "en" else "fr"
            found |= terms(f"{source.title} {source.quote}", of_source)
        for card in reply.cards:
            found |= terms(f"{card.title} {card.subtitle} {card.availability}", reply.language)
    return frozenset(found.union(*(wider(one) for one in found)))
