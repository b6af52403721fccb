"""Find the names and descriptions of order lines and options in a message.

Misspelt words count, and so do words of the other language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.commerce.order import OrderLine
from assistant.understanding.constraints.option_values import Dimension, Keys, shared_sayings
from assistant.understanding.message_words import Word, keys_of
from assistant.understanding.word_lists import word_list

TYPO_LENGTH = 5
LONG = 9  # letters from which two may be wrong


@dataclass(frozen=True, slots=True)
class PhrasePlace:
    """Hold a place words[start:end] of a message, and how surely it says a phrase, in (0, 1]."""

    start: int
    end: int
    score: float


def find_phrase(words: Sequence[Word], keys: Keys) -> tuple[PhrasePlace, ...]:
    """Return the places where the words of `keys` stand one after the other."""
    size = len(keys)
    found = []
    for at in range(len(words) - size + 1):
        scores = [likeness(words[at + i].key, key) for i, key in enumerate(keys)]
        if scores and min(scores) > 0:
            found.append(PhrasePlace(at, at + size, min(scores)))
    return tuple(found)


def likeness(said: str, meant: str) -> float:
    """Return 1 for the same key, less for a likely typo of it, 0 for another word."""
    if said == meant:
        return 1.0
    if (
        len(meant) < TYPO_LENGTH
        or len(said) < TYPO_LENGTH - 1
        or not meant.isalpha()
        or said[0] != meant[0]
    ):
        return 0.0
    allowed = 2 if len(meant) >= LONG else 1
    distance = OSA.distance(said, meant, score_cutoff=allowed)
    return 0.9 if distance <= allowed else 0.0


def title_keys(title: str) -> Keys:
    """Return the keys of a title's content words, each once."""
    stops = word_list("title_stops")
    return tuple(dict.fromkeys(key for key in keys_of(title) if key not in stops))


def ways_to_say(value: str) -> frozenset[Keys]:
    """Return an option's value as keys, in French, in English and as the shop spells it."""
    sayings = shared_sayings()
    found = {keys_of(value)}
    for dimension in (Dimension.COLOUR, Dimension.MATERIAL, Dimension.SIZE):
        found |= sayings.ways(dimension, value)
    return frozenset(keys for keys in found if keys)


DESCRIPTION = re.compile(r"\s*(?:\([^()]*\)|\{[^{}]*\})")
"""A description right behind a name: "(blue, size M)"."""

_BRACKETS = re.compile(r"\([^()]*\)|\{[^{}]*\}")


def describing_words(
    words: Sequence[Word], folded: str, lines: Sequence[OrderLine]
) -> frozenset[int]:
    """Return the places of the words that describe a line, and so name none.

    These are the words in brackets, an option's name of several words ("water resistance" is no
    bottle), and the word behind an option's name ("type electric" is no electric kettle).
    """
    brackets = [match.span() for match in _BRACKETS.finditer(folded)]
    apart = {at for at, word in enumerate(words) if any(s < word.start < e for s, e in brackets)}
    for name in dict.fromkeys(name for line in lines for name, _ in line.options):
        keys = keys_of(name)
        for place in find_phrase(words, keys) if keys else ():
            apart.update(range(place.start + (len(keys) == 1), place.end + 1))
    return frozenset(apart)


def agreement(line: OrderLine, words: Sequence[Word], lines: Sequence[OrderLine]) -> float:
    """Return the share of the options said that are the line's; 1: none contradicts the line.

    A line that contradicts one counts half, so that of two alike the one that fits is clear.
    """
    has = dict(line.options)
    mine = theirs = 0
    for name, value in dict.fromkeys(pair for one in lines for pair in one.options):
        if name in has and _is_said(words, value):
            mine += has[name] == value
            theirs += has[name] != value
    if not theirs:
        return 1.0
    return mine / (mine + theirs) / 2


def _is_said(words: Sequence[Word], value: str) -> bool:
    if len(value) == 1:
        return any(w.text == value.lower() for w in words)
    return any(find_phrase(words, keys) for keys in ways_to_say(value))
