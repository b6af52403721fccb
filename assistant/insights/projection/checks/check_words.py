"""Read the word lists of the checks, and cut texts into sentences. Pure."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex

from assistant.understanding.message_words import fold
from retrieval.text.resource_files import load_yaml

_PACKAGE = "assistant.insights.projection.checks"
_ENDS = regex.compile(r"(?<=[.!?…])[\s»\"”]+(?=\S)|\n+")
_LETTER = regex.compile(r"[\p{L}\p{N}]")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, without those that have no letter."""
    return (one.strip() for one in _ENDS.split(text) if _LETTER.search(one))


def _rules() -> Any:  # noqa: ANN401  # YAML is whatever it says
    return load_yaml(_PACKAGE, "checks.yml")


@cache
def words(name: str) -> regex.Pattern[str]:
    """Return the alternatives of a list of `resources/checks.yml` as one pattern, whole words."""
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(_rules()[name])})(?![\p{{L}}\p{{N}}])"
    )


@cache
def phrases(name: str) -> frozenset[str]:
    """Return the folded texts of a list of `resources/checks.yml`."""
    return frozenset(fold(one) for one in _rules()[name])


@cache
def weekday_words() -> tuple[regex.Pattern[str], ...]:
    """Return a pattern for the names of each weekday, Monday first."""
    return tuple(regex.compile(rf"\b(?:{'|'.join(names)})\b") for names in _rules()["weekdays"])


_WORD = regex.compile(r"[\p{L}\p{N}]+")


def bare(text: str) -> str:
    """Return the words of a text, folded, with one blank between two."""
    return " ".join(_WORD.findall(fold(text)))


def wants_reply(text: str) -> bool:
    """Return whether a message wants an answer: thanks and closing words want none."""
    said = bare(text)
    for one in sorted(phrases("closing"), key=len, reverse=True):
        said = regex.sub(rf"(?<!\S){regex.escape(bare(one))}(?!\S)", " ", said)
    return bool(_WORD.search(said)) or "?" in text
