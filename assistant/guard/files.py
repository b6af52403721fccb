"""The word lists and patterns that ship beside the guard, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex
import yaml

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """Of `resources/words.yml`; words in lower case and without accents."""

    claims: Mapping[str, frozenset[str]]  # each way to say a claim, and all of its ways
    long_claims: tuple[str, ...]  # those of `claims` that are several words
    numbers: frozenset[str]
    negations: frozenset[str]
    no_denials: tuple[str, ...]  # that have a word of `negations` and deny nothing
    limits: frozenset[str]
    conditions: Mapping[str, tuple[str, ...]]  # each kind of condition, and its ways, longest first
    no_conditions: tuple[str, ...]  # that have a way of `conditions` and are only polite
    polite: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """Of `resources/promises.yml`."""

    promised: tuple[Pattern, ...]
    by_the_shop: tuple[Pattern, ...]  # the first group is what would be done
    outside: tuple[Pattern, ...]
    machine: tuple[Pattern, ...]


@cache
def word_lists() -> WordLists:
    """Return the lists."""
    read = _load("words.yml")
    claims = {way: frozenset(ways) for ways in read["claims"] for way in ways}
    return WordLists(
        claims=claims,
        long_claims=tuple(way for way in claims if not way.isalnum()),
        numbers=frozenset(read["numbers"].split()),
        negations=frozenset(read["negations"].split()),
        no_denials=tuple(read["no_denials"]),
        limits=frozenset(read["limits"].split()),
        conditions={kind: _longest(ways) for kind, ways in read["conditions"].items()},
        no_conditions=_longest(read["no_conditions"]),
        polite=frozenset(read["polite"].split()),
    )


@cache
def promises() -> Promises:
    """Return the patterns."""
    read = _load("promises.yml")
    return Promises(
        promised=_patterns(read["promised"]),
        by_the_shop=_patterns(read["promised_by_the_shop"]),
        outside=_patterns(read["outside"]),
        machine=_patterns(read["machine"]),
    )


def _longest(ways: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(ways, key=len, reverse=True))


def _patterns(written: Sequence[str]) -> tuple[Pattern, ...]:
    return tuple(regex.compile(one) for one in written)


def _load(name: str) -> Any:  # noqa: ANN401  # YAML is whatever it says
    text = (files("assistant.guard") / "resources" / name).read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)
