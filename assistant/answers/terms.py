"""Turn words into terms that compare across inflections, and look terms up in the word lists.

A term is a stem, a number, or a concept of `concepts.yml`: "magasin", "boutique" and "store" are
one term. The lists also say which concept is wider (Japan, Asia), which words of pages an everyday
word leads to (a postman leads to delivery, `everyday.yml`), which words lead nowhere (sisters and
afternoons, `generic.yml`), and which things are told apart: a statement about Belgium says nothing
of Denmark (`families.yml`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import regex
import snowballstemmer

from assistant.conversation.message import Language
from retrieval.catalogue.case_folding import fold
from retrieval.text.resource_files import load_yaml


@cache
def word_list(name: str) -> frozenset[str]:
    """Return a list of `resources/word_lists.yml`."""
    return frozenset(load_yaml("assistant.answers", "word_lists.yml")[name].split())


LEAST = 4  # letters that an ending leaves

_STEMMERS = {
    "fr": snowballstemmer.stemmer("french"),
    "en": snowballstemmer.stemmer("english"),
}
_LEFT = ("ent", "on", "e")  # of French verbs, by Snowball: "livrons", "expirent", "périmée"


def stem(word: str, language: Language) -> str:
    """Return the stem of a word in lower case and without accents."""
    found = str(_STEMMERS[language].stemWord(word))
    if language == "fr":
        for ending in _LEFT:
            if found.endswith(ending) and len(found) - len(ending) >= LEAST:
                return found[: -len(ending)]
    return found


_LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concepts:
    """Hold the table `concepts.yml`, by stem."""

    same: Mapping[tuple[Language, str], str]
    wider: Mapping[str, frozenset[str]]
    words: Mapping[Language, tuple[tuple[str, str], ...]]  # each with its concept
    written: tuple[
        tuple[regex.Pattern[str], str], ...
    ]  # a pattern of several words, and the word that replaces them


def concept_of(stemmed: str, language: Language) -> str:
    """Return the concept of a stem; the stem itself if it has none."""
    return _concepts().same.get((language, stemmed), stemmed)


def wider(term: str) -> frozenset[str]:
    """Return the concepts that a term may stand for besides itself."""
    return _concepts().wider.get(term, frozenset())


@lru_cache(maxsize=1024)
def members(term: str, language: Language) -> tuple[str, ...]:
    """Return words for the things of a kind: plates and bowls, of crockery; empty: it has none."""
    concepts = _concepts()
    return tuple(
        word
        for word, concept in concepts.words[language]
        if term in concepts.wider.get(concept, frozenset())
    )


@lru_cache(maxsize=1024)
def same_words(term: str, language: Language) -> tuple[str, ...]:
    """Return the words of a language that say a term: "bathrobe" for a dressing gown."""
    return tuple(word for word, concept in _concepts().words[language] if concept == term)


def one_word(folded: str) -> str:
    """Return a folded text in which each thing of several words is written as one word."""
    for pattern, word in _concepts().written:
        folded = pattern.sub(word, folded)
    return folded


@cache
def _concepts() -> Concepts:
    table = load_yaml("assistant.answers", "concepts.yml")
    same: dict[tuple[Language, str], str] = {}
    for number, row in enumerate(table["same"]):
        for language in _LANGUAGES:
            for word in row[language]:
                same[language, stem(word, language)] = f"={number}"
    broad: dict[str, set[str]] = {}
    for head, *words in table["wider"]:
        concept = same["fr", stem(head, "fr")]
        for word in words:
            for language in _LANGUAGES:
                stemmed = stem(word, language)
                broad.setdefault(same.get((language, stemmed), stemmed), set()).add(concept)
    return Concepts(
        same=same,
        words={
            language: tuple(
                (w, f"={n}") for n, row in enumerate(table["same"]) for w in row[language]
            )
            for language in _LANGUAGES
        },
        wider={term: frozenset(concepts - {term}) for term, concepts in broad.items()},
        written=tuple((regex.compile(rf"\b(?:{p})"), word) for p, word in table["written"]),
    )


_WORD = regex.compile(r"\d+(?:[.,]\d+)?|\p{L}[\p{L}\p{M}]+")
_STOP: dict[Language, frozenset[str]] = {
    "fr": word_list("stop_fr"),
    "en": word_list("stop_en"),
}
_DAYS = (
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
DAYS = frozenset(chain(*_DAYS))
"""Every weekday, in lower case."""
_DAY = "|".join(chain(*_DAYS))
_DAY_RANGE = regex.compile(rf"({_DAY}) (?:a|au|to|-|–|through|until) ({_DAY})")  # noqa: RUF001 (a dash)


@lru_cache(maxsize=16_384)  # the sentences of a shop's pages come again and again
def terms(text: str, language: Language) -> frozenset[str]:
    """Return the terms of the content words of `text`; a span of weekdays has all of them."""
    folded = one_word(fold(text))
    words = [word for word in _WORD.findall(folded) if word not in _STOP[language]]
    days = [day for first, last in _DAY_RANGE.findall(folded) for day in _between(first, last)]
    return frozenset(term(word, language) for word in [*words, *days])


@lru_cache(maxsize=65_536)
def term(word: str, language: Language) -> str:
    """Return the term of one word in lower case and without accents."""
    if word[0].isdigit():
        return word.replace(",", ".")
    return concept_of(stem(word, language), language)


def _between(first: str, last: str) -> tuple[str, ...]:
    for days in _DAYS:
        if first in days and last in days:
            return days[days.index(first) : days.index(last) + 1]
    return ()


_NOTHING: frozenset[str] = frozenset()


def leads_to(one: str) -> frozenset[str]:
    """Return the terms that a page may have for a customer's everyday word `one`."""
    return _table().get(one, _NOTHING)


def is_generic(one: str, language: Language) -> bool:
    """Tell whether a term names nothing that a shop may have or do."""
    return one in _generic(language)


@cache
def families() -> tuple[frozenset[str], ...]:
    """Return sets of terms of which a statement about one says nothing of another."""
    return tuple(
        frozenset(term(word, language) for word in words for language in _LANGUAGES)
        for words in load_yaml("assistant.answers", "families.yml")
    )


@cache
def _generic(language: Language) -> frozenset[str]:
    return terms(load_yaml("assistant.answers", "generic.yml")[language], language)


@cache
def _table() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in load_yaml("assistant.answers", "everyday.yml"):
        pages = {term(word, language) for word in row["page"] for language in _LANGUAGES}
        for language in _LANGUAGES:
            for word in row[language]:
                table.setdefault(term(word, language), set()).update(pages)
    return {one: frozenset(pages - {one}) for one, pages in table.items()}
