"""Split a message into words, folded for comparison, and tell content from grammar."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.understanding.word_lists import word_list

_FOLDED = str.maketrans(
    {
        chr(code): unicodedata.normalize("NFD", chr(code))[0].lower()
        for code in range(0x00C0, 0x0250)
    }
    | {"’": "'", "‘": "'", "ʼ": "'", "×": "x"}  # noqa: RUF001 (what keyboards type)
    | {"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}  # of a button that was tapped
)

# In order: a size like 140x200 cm; a quantity with its unit; an elided French word (the size M of
# "m'envoyer" is none); a word, with the apostrophe of "don't" inside.
_WORD = re.compile(
    r"\d+(?:[.,]\d+)?\s?x\s?\d+(?:[.,]\d+)?(?:\s?(?:cm|mm))?\b"
    r"|\d+(?:[.,]\d+)?\s?(?:ml|cl|kg|mg|cm|mm|gb|go|tb|oz|lbs?|g|w|l)\b"
    r"|\d+(?:[.,]\d+)?\w*"
    r"|(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|presqu)'(?=\w)"
    r"|[^\W\d_][\w]*(?:'[^\W\d_]+)?"
)
_SPACE_OR_UNIT = re.compile(r"\s+|cm$")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Hold a word of a text, in its folded form and as a key."""

    text: str  # lower case, no accents: "Robes" -> "robes", "l'" keeps its apostrophe
    key: str  # without the ending of number and gender: "robes" -> "rob"
    start: int  # offset into the text
    end: int


REACH = 80
"""Letters in front of a value within which words say what it is: a whole text is read once."""


def fold(text: str) -> str:
    """Return `text` in lower case and without accents, of the same length."""
    folded = text.translate(_FOLDED)
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


def same_words(text: str, other: str) -> bool:
    """Return whether two texts are the same but for capitals, accents, apostrophes and spaces."""
    return fold(text).split() == fold(other).split()


def as_written(word: str, text: str) -> str:
    """Return a folded word as it stands in a text, with its accents; else as it is."""
    places = (one for one in split(text) if one.text == word)
    return next((text[one.start : one.end] for one in places), word)


def before(text: str, at: int) -> str:
    """Return the words in front of a place in a text, as far as any phrase reaches back."""
    return text[max(0, at - REACH) : at]


@lru_cache(maxsize=256)  # one message is split for its language, its filters and its products
def split(text: str) -> tuple[Word, ...]:
    """Return the words of a text, in order."""
    folded = fold(text)
    found = []
    for match in _WORD.finditer(folded):
        word = match[0].replace("œ", "oe")
        if word[0].isdigit():
            word = _SPACE_OR_UNIT.sub("", word) if "x" in word else word.replace(" ", "")
        found.append(Word(word, key_of(word), match.start(), match.end()))
    return tuple(found)


@lru_cache(maxsize=65_536)
def key_of(word: str) -> str:
    """Return a folded word without its ending of number and gender, in French and English alike.

    "robes", "robe" -> "rob"; "bijoux" -> "bijou"; "dresses" -> "dress"; "scarves" -> "scarv", as
    "scarf". A key is for comparing only; words of three letters or fewer stay as they are.
    """
    if len(word) <= 3 or not word.isalpha():  # noqa: PLR2004 (see above)
        return word
    key = word
    if key.endswith(("aux", "eux", "oux")) or (key[-1] == "s" and key[-2] != "s"):
        key = key[:-1]
    key = key.rstrip("e")
    if key.endswith(("nn", "tt", "ll")):
        key = key[:-1]
    if key.endswith("y"):
        return key[:-1] + "i"
    return key[:-1] + "v" if key.endswith("f") else key


@lru_cache(maxsize=65_536)
def keys_of(text: str) -> tuple[str, ...]:
    """Return the keys of a text's words."""
    return tuple(word.key for word in split(text))


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return `text` without the given (start, end) spans, with tidy blanks and commas."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    kept.append(text[at:])
    return _tidy(" ".join(kept))


def _tidy(text: str) -> str:
    joined = re.sub(r"\s+([?!.,;:])", r"\1", " ".join(text.split()))
    return re.sub(r"([,;:.])(?:\s*[,;:.?!])+", r"\1", joined).strip(" ,;:-")


def is_content(words: Sequence[Word]) -> bool:
    """Tell whether any word is a word of content, not of grammar."""
    empty = empty_words()
    return any(word.text not in empty for word in words)


def content(words: Sequence[Word]) -> list[Word]:
    """Return the words of content: those of the thing that is looked for or asked about."""
    empty = empty_words()
    return [word for word in words if word.text not in empty]


@cache
def empty_words() -> frozenset[str]:
    """Return the words of grammar, of asking ("je cherche", "please") and question words."""
    return word_list("grammar") | word_list("request") | word_list("question")
