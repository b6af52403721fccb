"""Words of shops that say the same, and words that a wider one answers; see `concepts.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import regex

from assistant.answers.files import load_yaml
from assistant.answers.stems import stem
from assistant.conversation.conversation_message import Language

_LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concepts:
    """The table, by stem."""

    same: Mapping[tuple[Language, str], str]
    wider: Mapping[str, frozenset[str]]
    written: tuple[tuple[regex.Pattern[str], str], ...]  # several words, and the one they are


def concept_of(stemmed: str, language: Language) -> str:
    """Return the concept of a stem; the stem itself if it has none."""
    return _concepts().same.get((language, stemmed), stemmed)


def wider(term: str) -> frozenset[str]:
    """Return the concepts that a term may stand for besides itself."""
    return _concepts().wider.get(term, frozenset())


def one_word(folded: str) -> str:
    """Return text in lower case and without accents, what is one thing written as one word."""
    for pattern, word in _concepts().written:
        folded = pattern.sub(word, folded)
    return folded


@cache
def _concepts() -> Concepts:
    table = load_yaml("concepts.yml")
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
        wider={term: frozenset(concepts - {term}) for term, concepts in broad.items()},
        written=tuple((regex.compile(rf"\b(?:{p})"), word) for p, word in table["written"]),
    )
