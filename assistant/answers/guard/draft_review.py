"""Review a draft, the last check before a customer sees it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Self

import regex

from assistant.answers.reply_draft import Draft
from assistant.conversation.message import Source
from assistant.understanding.stated_facts import Fact, FactKind, find

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_FIGURE = regex.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Approved:
    """Hold a draft that is safe to send as it is."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Blocked:
    """Say that a draft must not be sent; `rule` names the check that failed."""

    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class KnownProductNames:
    """Hold the shop's product names as they are compared: of two words or more, lower case."""

    _names: frozenset[str]
    _sizes: Mapping[tuple[str, str], Sequence[int]]  # words of the names that begin with two words

    @classmethod
    def of(cls, titles: Iterable[str]) -> Self:
        """Return the names in `titles`; a name of one word is an everyday word and left out."""
        names = frozenset(key for title in titles if " " in (key := _key(title)))
        sizes: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for name in names:
            first, second, *more = name.split()
            sizes[first, second].add(2 + len(more))
        return cls(names, {pair: sorted(some) for pair, some in sizes.items()})

    def said_in(self, text: str) -> Iterator[str]:
        """Yield the names that stand in `text`."""
        words = _key(text).split()
        for at, pair in enumerate(pairwise(words)):
            for size in self._sizes.get(pair, ()):
                name = " ".join(words[at : at + size])
                if name in self._names:
                    yield name


NO_NAMES = KnownProductNames.of(())


def review(draft: Draft, *, names: KnownProductNames = NO_NAMES) -> Approved | Blocked:
    """Block a draft that states facts which its evidence does not state.

    Every amount, duration, percentage, date, time, number, code, link, e-mail address and telephone
    number of the text and the cards, every product name of `names` and every quote must stand in
    the evidence.
    """
    said = tuple(_said(draft))
    links = {url.lower().rstrip("/") for url in draft.urls}
    stated = (fact for text in said for fact in find(text))
    facts = [f for f in stated if f.kind is not FactKind.LINK or f.value not in links]
    if facts and (unproven := _unproven(facts, said, draft.evidence)):
        return Blocked(f"{unproven.kind}_not_in_evidence")
    if not {url.lower().rstrip("/") for url in _shown_urls(draft)} <= links:
        return Blocked("link_not_in_evidence")
    if not all(_quoted(source, draft.evidence) for source in draft.sources):
        return Blocked("quote_not_in_evidence")
    named = {name for text in said for name in names.said_in(text)}
    proven = [f" {_key(text)} " for text in draft.evidence] if named else []
    if not all(any(f" {name} " in text for text in proven) for name in named):
        return Blocked("name_not_in_evidence")
    return Approved(draft)


def unproven_fact(text: str, evidence: Sequence[str]) -> Fact | None:
    """Return the first fact of `text` that `evidence` does not state; None: it states all."""
    facts = find(text)
    return _unproven(facts, (text,), evidence) if facts else None


def unproven_name(text: str, evidence: Sequence[str], names: KnownProductNames) -> str:
    """Return a product's name in `text` that does not stand in `evidence`; "": there is none."""
    proven = " ".join(f" {_key(one)} " for one in evidence)
    return next((name for name in names.said_in(text) if f" {name} " not in proven), "")


@lru_cache(maxsize=8_192)  # the same passages and products are evidence again and again
def _key(text: str) -> str:
    """Return the words of `text`, lower case."""
    return " ".join(word.lower() for word in _WORD.findall(text))


def _said(draft: Draft) -> Iterator[str]:
    yield draft.text
    yield from draft.quick_replies
    for card in draft.cards:
        yield from (card.title, card.subtitle, card.price, card.availability)


def _shown_urls(draft: Draft) -> Iterator[str]:
    for card in draft.cards:
        yield from (url for url in (card.url, card.image_url) if url)
    yield from (source.url for source in draft.sources if source.url)


def _unproven(facts: Iterable[Fact], said: Iterable[str], evidence: Sequence[str]) -> Fact | None:
    """Return the first of `facts` that the evidence does not state; None: it states all.

    Lines that have a figure of the draft are looked at first: they mostly prove it, and a page is
    many times as long.
    """
    left = list(dict.fromkeys(facts))
    figures = {figure for text in said for figure in _FIGURE.findall(text)}
    lines = (line for text in evidence for line in text.split("\n"))
    near = (line for line in lines if any(figure in line for figure in figures))
    for texts in (near, evidence):
        for text in texts:
            proven = _supported(text)
            left = [fact for fact in left if fact not in proven]
            if not left:
                return None
    return left[0]


def _supported(text: str) -> set[Fact]:
    """Return the facts of a text, and their bare numbers, which claim less."""
    facts = find(text)
    bare = {Fact(FactKind.NUMBER, f.value) for f in facts if f.kind is not FactKind.LINK}
    return bare.union(facts)


def _quoted(source: Source, evidence: Iterable[str]) -> bool:
    if any(source.quote in text for text in evidence):
        return True
    quote = " ".join(source.quote.split())
    return any(quote in " ".join(text.split()) for text in evidence)
