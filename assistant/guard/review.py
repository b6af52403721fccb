"""Last look at a draft before a customer sees it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from assistant.answer.draft import Draft
from assistant.conversation.message import Source
from assistant.understanding.facts import Fact, FactKind, find

_WORD = regex.compile(r"[\p{L}\p{N}]+")
MAX_NAME_WORDS = 8


@dataclass(frozen=True, slots=True)
class Approved:
    """Safe to send as it is."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Blocked:
    """Must not be sent; `rule` names the check that failed."""

    rule: str


def review(draft: Draft, *, names: frozenset[str] = frozenset()) -> Approved | Blocked:
    """Block a draft that states what its evidence does not.

    Every amount, duration, percentage, date, time, number, code, link, e-mail address and
    telephone number of the text and the cards, every product name of `names` (as `name_key`
    writes them) and every quote must stand in the evidence.
    """
    known = _supported(draft.evidence)
    links = {url.lower().rstrip("/") for url in draft.urls}
    for text in _said(draft):
        for fact in find(text):
            if fact.kind is FactKind.LINK:
                if fact.value not in links and fact not in known:
                    return Blocked("link_not_in_evidence")
            elif fact not in known:
                return Blocked(f"{fact.kind}_not_in_evidence")
    if not {url.lower().rstrip("/") for url in _shown_urls(draft)} <= links:
        return Blocked("link_not_in_evidence")
    if not all(_quoted(source, draft.evidence) for source in draft.sources):
        return Blocked("quote_not_in_evidence")
    said = {name for text in _said(draft) for name in _names(text, names)}
    proven = [f" {name_key(text)} " for text in draft.evidence] if said else []
    if not all(any(f" {name} " in text for text in proven) for name in said):
        return Blocked("name_not_in_evidence")
    return Approved(draft)


@lru_cache(maxsize=8_192)  # the same passages and products are evidence again and again
def name_key(name: str) -> str:
    """Return a product's name as it is compared: its words, lower case."""
    return " ".join(word.lower() for word in _WORD.findall(name))


def _said(draft: Draft) -> Iterator[str]:
    yield draft.text
    yield from draft.quick_replies
    for card in draft.cards:
        yield from (card.title, card.subtitle, card.price, card.availability)


def _shown_urls(draft: Draft) -> Iterator[str]:
    for card in draft.cards:
        yield from (url for url in (card.url, card.image_url) if url)
    yield from (source.url for source in draft.sources if source.url)


def _supported(evidence: Iterable[str]) -> frozenset[Fact]:
    """Return the facts of the evidence, and their bare numbers, which claim less."""
    facts = {fact for text in evidence for fact in find(text)}
    bare = {Fact(FactKind.NUMBER, f.value) for f in facts if f.kind is not FactKind.LINK}
    return frozenset(facts | bare)


def _quoted(source: Source, evidence: Iterable[str]) -> bool:
    quote = " ".join(source.quote.split())
    return any(quote in " ".join(text.split()) for text in evidence)


def _names(text: str, names: frozenset[str]) -> Iterator[str]:
    if not names:
        return
    words = name_key(text).split()
    for start in range(len(words)):
        for end in range(start + 1, min(start + MAX_NAME_WORDS, len(words)) + 1):
            name = " ".join(words[start:end])
            if name in names:
                yield name
