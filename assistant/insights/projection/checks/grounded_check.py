"""Check that every fact of the assistant's answers stands in its kept evidence. Pure.

What it looks up in the shop's system or does there is not judged: the log keeps no evidence of
it, and the gate read it back.
"""

from collections.abc import Iterator

from assistant.answers.guard.draft_review import unproven_fact
from assistant.answers.terms import terms
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.message import Card, Language
from assistant.insights.projection.checks.check_words import sentences
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding
from assistant.understanding.stated_facts import FactKind
from assistant.understanding.stated_facts import find as find_facts

_NEW_TERMS = 3
"""Content words without a source, in one sentence, from which it may claim something of its own."""

_OWN_SHARE = 0.6
"""Least share of such words: a sentence that frames a quote has most of its words from it."""


_PART = "\n\n"


def find_grounded(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each answer of the assistant whose evidence the log keeps in full."""
    for reply in visit.replies:
        if reply.author is Author.ASSISTANT and reply.kind is ReplyKind.ANSWERED:
            yield from _judge(visit, reply)


def _judge(visit: CheckedVisit, reply: ReplyWritten) -> Iterator[CheckFinding]:
    evidence = [*_kept(reply), *_said(visit, reply)]
    facts = find_facts(reply.text)
    unproven = unproven_fact(reply.text, evidence)
    if unproven is None and (facts or reply.sources):
        more = bool(reply.sources) and _claims_more(reply, evidence)
        reason = "words_without_source" if more else ""
        yield visit.of_reply(reply, reason, doubt=0.7 if more else 0.2)
    elif unproven and _is_kept_in_full(visit, reply):
        reason = f"{unproven.kind}_without_source" if reply.sources else "no_source"
        yield visit.of_reply(reply, reason, doubt=0.1)


def _is_kept_in_full(visit: CheckedVisit, reply: ReplyWritten) -> bool:
    """Return whether the log has all that a reply rests on.

    Of a product only its title is kept, and of an order nothing: what is said of them may stand
    in the catalogue or in the shop's system.
    """
    if reply.cards or any(one.quote == one.title for one in reply.sources):
        return False
    of_order = any(fact.kind is FactKind.CODE for fact in find_facts(reply.text))
    known = any(isinstance(one, IdentityProven) for one in visit.before(reply))
    return bool(reply.sources) or not (of_order or known)


def _kept(reply: ReplyWritten) -> Iterator[str]:
    """Yield the texts that a reply was kept with."""
    for source in reply.sources:
        yield f"{source.title}\n{source.quote}"
    for card in reply.cards:
        yield _words_of(card)
    if reply.search is not None:
        yield from (facet.words for facet in reply.search.facets)
        yield reply.search.kind


def _said(visit: CheckedVisit, reply: ReplyWritten) -> Iterator[str]:
    for event in visit.before(reply):
        yield from _texts(event)


def _texts(event: ConversationEvent) -> Iterator[str]:
    match event:
        case CustomerWrote():
            yield event.text
        case ReplyWritten():
            yield event.text
            yield from _kept(event)
        case _:
            pass


def _words_of(card: Card) -> str:
    return f"{card.title}\n{card.subtitle}\n{card.price}\n{card.availability}"


def _claims_more(reply: ReplyWritten, evidence: list[str]) -> bool:
    """Return whether a sentence has little in common with sources in its own language."""
    if any(source.language != reply.language for source in reply.sources) or reply.cards:
        return False
    language: Language = reply.language
    stands = frozenset[str]().union(*(terms(one, language) for one in evidence))
    answer, *_ = reply.text.split(_PART)  # what follows goes on with an operation
    for sentence in sentences(answer):
        said = terms(sentence, language)
        new = said - stands
        if len(new) >= _NEW_TERMS and len(new) >= _OWN_SHARE * len(said):
            return True
    return False
