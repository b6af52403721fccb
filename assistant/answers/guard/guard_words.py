"""Load the word lists and patterns in the guard's `resources/`, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from retrieval.catalogue.case_folding import fold
from retrieval.text.resource_files import load_yaml

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """Hold the lists of `resources/words.yml`; words in lower case and without accents."""

    claims: Mapping[str, frozenset[str]]  # each way to say a claim, and all of its ways
    long_claims: tuple[str, ...]  # those of `claims` that are several words
    numbers: frozenset[str]
    negations: frozenset[str]
    no_denials: tuple[str, ...]  # that have a word of `negations` and deny nothing
    limits: frozenset[str]
    conditions: Mapping[str, tuple[str, ...]]  # each kind of condition, and its ways, longest first
    condition_words: frozenset[str]  # every word of `conditions`
    no_conditions: tuple[str, ...]  # that have a way of `conditions` and are only polite
    polite: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """Hold the patterns of `resources/promises.yml`."""

    promised: tuple[Pattern, ...]
    by_rule: tuple[Pattern, ...]  # forbidden but in a rule with "when"; the first group is its verb
    by_the_shop: tuple[Pattern, ...]  # the first group is the promised action
    when: Pattern
    outside: tuple[Pattern, ...]
    machine: tuple[Pattern, ...]
    done: tuple[Pattern, ...]  # said of what was spoken of


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPatterns:
    """Hold the patterns of `resources/bounds.yml`.

    They are for texts of words and numbers with one blank between two.
    """

    other_side: Pattern  # words for the other side of a value named before
    units: str  # of times, as a part of a pattern
    leads: Pattern  # words at the end of which a bound's value stands
    follows: Pattern  # words that make a bound of the value before them


def fold_typed(text: str) -> str:
    """Return `text` folded, with straight apostrophes: the lists have no others."""
    return fold(text.replace("’", "'"))  # noqa: RUF001  # what keyboards type


@cache
def word_lists() -> WordLists:
    """Return the word lists of the guard."""
    read = load_yaml("assistant.answers.guard", "words.yml")
    claims = {way: frozenset(ways) for ways in read["claims"] for way in ways}
    return WordLists(
        claims=claims,
        long_claims=tuple(way for way in claims if not way.isalnum()),
        numbers=frozenset(read["numbers"].split()),
        negations=frozenset(read["negations"].split()),
        no_denials=tuple(read["no_denials"]),
        limits=frozenset(read["limits"].split()),
        conditions={kind: _longest(ways) for kind, ways in read["conditions"].items()},
        condition_words=frozenset(
            word for ways in read["conditions"].values() for way in ways for word in way.split()
        ),
        no_conditions=_longest(read["no_conditions"]),
        polite=frozenset(read["polite"].split()),
    )


@cache
def promises() -> Promises:
    """Return the patterns of promises and of forbidden subjects."""
    read = load_yaml("assistant.answers.guard", "promises.yml")
    return Promises(
        promised=_patterns(read["promised"]),
        by_rule=_patterns(read["promised_by_rule"]),
        when=regex.compile(rf"\b(?:{read['when']})\b"),
        by_the_shop=_patterns(read["promised_by_the_shop"]),
        outside=_patterns(read["outside"]),
        machine=_patterns(read["machine"]),
        done=_patterns(read["done"]),
    )


def _longest(ways: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(ways, key=len, reverse=True))


@cache
def bound_patterns() -> BoundPatterns:
    """Return the patterns of bounds."""
    written: dict[str, str] = load_yaml("assistant.answers.guard", "bounds.yml")
    read = {name: words.replace(" |", "|").strip() for name, words in written.items()}
    return BoundPatterns(
        other_side=_words("|".join(read[name] for name in ("beyond", "beneath", "otherwise"))),
        units=read["span_units"],
        leads=regex.compile(
            rf"(?<!\S)(?:{read['up']}|{read['down']}|{read['from']}|{read['spent']})"
            rf"(?: (?:{read['between']}))*$"
        ),
        follows=regex.compile(rf"(?:{read['up_after']}|{read['down_after']})(?!\S)"),
    )


def _words(pattern: str) -> Pattern:
    return regex.compile(rf"(?<!\S)(?:{pattern})(?!\S)")


def _patterns(written: Sequence[str]) -> tuple[Pattern, ...]:
    return tuple(regex.compile(one) for one in written)
