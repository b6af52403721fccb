"""Count the denials of a text, and its conditions of each kind. Pure.

The counts compare between French and English, and between two ways to say the same: "neither a
refund nor an exchange" denies twice, as "no refund or exchange" and "ni retour ni échange" do.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache

import regex

from assistant.answers.guard.guard_words import fold_typed, word_lists
from assistant.understanding.stated_facts import places

FIGURE = "#"
"""Stands for a fact in a text that is `marked`."""

NOT_COUNTED = frozenset({"un", "une", "one"})
"""Words of numbers that are mostly articles."""

_TOKEN = regex.compile(r"[\p{L}\p{N}]+(?:'t\b)?|[#.,;:!?]")
_ARTICLE = regex.compile(rf" (?:the|le|la|les|l|du|au) (?={FIGURE} )")
_COUNTED = regex.compile(rf"(?<= {FIGURE}) \p{{L}}+(?= (?:or|ou) (?:more|less|plus|moins) )")
_BREAKS = frozenset({".", ",", ";", ":", "!", "?", "but", "mais", "and", "et"})
_PARTS = _BREAKS | {"because", "so", "car", "donc", "parce", "puisque"}
_OR = frozenset({"or", "ou"})
_FRENCH_NOT = frozenset({"ne", "n"})
_SECOND = frozenset(
    {"pas", "plus", "jamais", "aucun", "aucune", "rien", "ni", "guere", "nullement"}
)
"""Words that go with "ne": both together deny once."""

_ONLY = frozenset({"que", "qu"})
_CLOSE = 4  # words from "moins" to the "ne" that goes with it
_NEAR = 7  # words from "ne" to its second word: "ne vous sera malheureusement pas"


def marked(text: str) -> str:
    """Return the words and stops of `text`, folded, a figure for each fact, blanks around each."""
    plain, at = list[str](), 0
    for start, end, _ in places(text):
        plain += (text[at:start], f" {FIGURE} ")
        at = end
    words = _TOKEN.findall(fold_typed("".join((*plain, text[at:]))))
    return f" {' '.join(words)} "


def denials(text: str) -> int:
    """Return how many things a text denies."""
    return _read(_without(marked(text), word_lists().no_denials))[0]


def sides(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of the parts of a text that deny something, and those of the other parts."""
    denied, other = set[str](), set[str]()
    part = list[str]()
    for word in (*_without(marked(text), word_lists().no_denials).split(), "."):
        if word not in _PARTS:
            part.append(word)
            continue
        (denied if _read(" ".join(part))[0] else other).update(part)
        part = []
    return frozenset(denied - other), frozenset(other - denied)


def conditions(text: str) -> Counter[str]:
    """Return how many conditions of each kind of `words.yml` a text has."""
    lists = word_lists()
    said = _without(marked(text), (*lists.no_conditions, *lists.no_denials))
    said = _COUNTED.sub("", _ARTICLE.sub(" ", _in_figures(said)))
    found = Counter[str]({"only": _read(said)[1]})
    for way, kind in _ways():
        if (times := said.count(way)) > 0:
            found[kind] += times
            said = said.replace(way, f" {FIGURE if FIGURE in way else ';'} ")
    return +found


@cache
def _ways() -> tuple[tuple[str, str], ...]:
    """Return the ways to put a condition, blanks around, and its kind; the longest first."""
    kinds = word_lists().conditions.items()
    ways = [(f" {way} ", kind) for kind, some in kinds for way in some]
    return tuple(sorted(ways, key=lambda one: len(one[0]), reverse=True))


def _in_figures(said: str) -> str:
    """Return a marked text with a figure for each number in words: "two or more"."""
    numbers = word_lists().numbers - NOT_COUNTED
    return f" {' '.join(FIGURE if word in numbers else word for word in said.split())} "


def _without(said: str, idioms: Sequence[str]) -> str:
    for idiom in idioms:
        said = said.replace(f" {idiom} ", " ")
    return said


def _read(said: str) -> tuple[int, int]:
    """Return how often a marked text denies, and how often it says "ne ... que"."""
    words, negations = said.split(), word_lists().negations
    denied, only, at, denying = 0, 0, 0, False
    while at < len(words):
        word = words[at]
        if word in _BREAKS:
            denying = False
        elif word in _FRENCH_NOT:
            second = _second(words, at)
            only += second < 0
            if second > 0 or (second == 0 and _denies_alone(words, at, denying=denying)):
                denied, denying = denied + 1, True
            at += max(second, 0)
        elif word in negations or word.endswith("n't"):
            denied, denying = denied + 1, True
        elif denying and word in _OR:
            denied += 1
        at += 1
    return denied, only


def _denies_alone(words: Sequence[str], at: int, *, denying: bool) -> bool:
    """Tell whether "ne" denies without a second word: not in "aucun n'est", "à moins qu'il ne"."""
    again = at > 0 and words[at - 1] == "ni"  # "ne rembourse ni n'échange"
    return again or not (denying or "moins" in words[max(0, at - _CLOSE) : at])


def _second(words: Sequence[str], at: int) -> int:
    """Return the distance to the word that goes with "ne" at `at`; 0: none, -1: it is "que"."""
    for step, word in enumerate(words[at + 1 : at + 1 + _NEAR], start=1):
        if word in _SECOND:
            return step
        if word in _ONLY:
            return -1
        if word in _BREAKS:
            return 0
    return 0
