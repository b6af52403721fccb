"""Find the values and things that a customer excludes: "sans laine", "not soap". Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.constraints.option_values import Dimension, Keys, shared_sayings
from assistant.understanding.message_words import Word
from assistant.understanding.word_lists import word_list

_REACH = 3  # words of grammar between a negation and what it negates: "not made of the leather"
_DIMENSIONS = (Dimension.COLOUR, Dimension.MATERIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwanted:
    """Hold a thing that is not wanted: words[start:end], the negation included."""

    value: str  # in lower case and without accents
    first: int  # the word at which the value begins
    start: int
    end: int


def unwanted(words: Sequence[Word]) -> list[Unwanted]:
    """Return the colours, materials, traits and kinds of things that `words` exclude, in order.

    Other values do not count: a dress "sans manches" has no sleeves, and is looked for by these
    words. "Why not red" and "vous ne l'avez pas en rouge" ask for the colour that they seem to
    exclude.
    """
    found: list[Unwanted] = []
    for at in range(len(words)):
        end = _value_end(words, at)
        if end is None or (found and at < found[-1].end):
            continue
        start = _negation(words, at, after=found[-1].end if found else -1)
        if start is not None:
            value = " ".join(word.text for word in words[at:end])
            found.append(Unwanted(value=value, first=at, start=start, end=end))
    return found


def _value_end(words: Sequence[Word], at: int) -> int | None:
    """Return where the longest colour, material or trait that begins at words[at] ends."""
    for size in (3, 2, 1):
        keys: Keys = tuple(word.key for word in words[at : at + size])
        if len(keys) == size and any(keys in _ways(dimension) for dimension in _DIMENSIONS):
            return at + size
    text = words[at].text
    return at + 1 if text in word_list("traits") or text in word_list("kinds") else None


def _negation(words: Sequence[Word], value: int, *, after: int) -> int | None:
    """Return where the negation of words[value] begins; None: it is wanted."""
    at = value - 1
    while at >= 0 and value - at <= _REACH and words[at].text in word_list("negated_links"):
        at -= 1
    if at < 0:
        return None
    if at and f"{words[at - 1].text}_{words[at].text}" in word_list("negating_pairs"):
        return at - 1
    if words[at].text in word_list("negations"):
        before = {word.text for word in words[max(0, at - _REACH) : at]}
        return None if before & word_list("wishes") else at
    goes_on = at == after and words[at].text in word_list("listing")
    return at if goes_on else None  # "sans laine ou cuir"


def _ways(dimension: Dimension) -> dict[Keys, frozenset[Keys]]:
    return shared_sayings().by_dimension[dimension]
