"""Measure whether a message and a way of asking agree: by their vectors and words. Pure.

A near question about another thing has nearly the same vector: "can I return a gift?" beside "can I
return an item?". So the words of each have to have a counterpart in the other.
"""

from dataclasses import dataclass
from functools import lru_cache

import regex

from assistant.answers.terms import families, is_generic, leads_to, terms, wider
from assistant.conversation.message import Language
from assistant.understanding.asked_facts import asked_kinds
from assistant.understanding.stated_facts import FactKind
from retrieval.catalogue.case_folding import fold

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_LETTERS = regex.compile(r"\p{L}+")
_ASKS = {"pourquoi": "why", "why": "why", "où": "where", "where": "where"}
RELATED = 0.5  # of a word that another one leads to: the postman of delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWords:
    """Hold the words of a message, or of a way of asking, as they are compared."""

    key: str  # all words, folded: two texts with one key are the same question
    terms: frozenset[str]
    weighty: frozenset[str]  # of them; the others are words that people use of anything
    numbers: frozenset[str]
    named: tuple[frozenset[str], ...]  # by family: its things that are named
    kinds: frozenset[FactKind]  # of fact that are asked for
    asks: frozenset[str]  # words that ask for a reason or a place


@lru_cache(maxsize=4_096)  # the ways of asking come with every message
def asked_words(text: str, language: Language) -> AskedWords:
    """Return the words of a text in a language."""
    found = terms(text, language)
    return AskedWords(
        key=" ".join(_WORD.findall(fold(text))),
        terms=found,
        weighty=frozenset(one for one in found if not is_generic(one, language)),
        numbers=frozenset(one for one in found if one[0].isdigit()),
        named=tuple(found & family for family in families()),
        kinds=frozenset(asked_kinds(text)),
        asks=frozenset(_ASKS[word] for word in _LETTERS.findall(text.lower()) if word in _ASKS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySigns:
    """Hold the measures of whether a message and a way of asking agree."""

    cosine: float
    mine: float  # share of the message's words that have a counterpart in the way, in [0, 1]
    theirs: float  # the other way round
    same: int  # words that both say
    one_kind: bool  # only one of the two asks for a certain kind of fact
    strange: bool  # a weighty word of one has no counterpart in the other


def differ(one: AskedWords, other: AskedWords) -> bool:
    """Tell whether two questions are about different numbers, things or kinds of fact."""
    if (one.numbers, one.named, one.asks) != (other.numbers, other.named, other.asks):
        return True
    return bool(one.kinds and other.kinds and one.kinds.isdisjoint(other.kinds))


def compare(message: AskedWords, way: AskedWords, cosine: float) -> WaySigns:
    """Return the measures of two questions that do not differ."""
    return WaySigns(
        cosine=cosine,
        mine=_share(message.terms, way.terms),
        theirs=_share(way.terms, message.terms),
        same=len(message.terms & way.terms),
        one_kind=bool(message.kinds) != bool(way.kinds),
        strange=_has_strange(message, way) or _has_strange(way, message),
    )


def _share(some: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of some terms that have a counterpart among others."""
    return sum(_counterpart(one, others) for one in some) / len(some) if some else 0.0


def _has_strange(one: AskedWords, other: AskedWords) -> bool:
    return any(not _counterpart(word, other.terms) for word in one.weighty)


def _counterpart(term: str, others: frozenset[str]) -> float:
    """Return how far a term is among others, in [0, 1]: itself, or as a word that leads to it."""
    if term in others:
        return 1.0
    related = _related(term)
    return RELATED if any(one in related or term in _related(one) for one in others) else 0.0


@lru_cache(maxsize=16_384)
def _related(term: str) -> frozenset[str]:
    return leads_to(term) | wider(term)
