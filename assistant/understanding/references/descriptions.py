"""What describes an item instead of naming it: brackets behind a name, options, their values."""

import re
from collections.abc import Sequence

from assistant.commerce.commerce_order import OrderLine
from assistant.understanding.references.names import find_phrase, ways_to_say
from assistant.understanding.text import Word, keys_of

DESCRIPTION = re.compile(r"\s*(?:\([^()]*\)|\{[^{}]*\})")
"""What stands right behind a name: "(blue, size M)"."""

_BRACKETS = re.compile(r"\([^()]*\)|\{[^{}]*\}")


def describing_words(
    words: Sequence[Word], folded: str, lines: Sequence[OrderLine]
) -> frozenset[int]:
    """Return the words that name no line, because they describe one.

    What stands in brackets, an option's name of several words ("water resistance" is no bottle),
    and the word behind an option's name ("type electric" is no electric kettle).
    """
    brackets = [match.span() for match in _BRACKETS.finditer(folded)]
    apart = {at for at, word in enumerate(words) if any(s < word.start < e for s, e in brackets)}
    for name in dict.fromkeys(name for line in lines for name, _ in line.options):
        keys = keys_of(name)
        for place in find_phrase(words, keys) if keys else ():
            apart.update(range(place.start + (len(keys) == 1), place.end + 1))
    return frozenset(apart)


def agreement(line: OrderLine, words: Sequence[Word], lines: Sequence[OrderLine]) -> float:
    """Return the share of the options said that are the line's; 1 where none is said.

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
