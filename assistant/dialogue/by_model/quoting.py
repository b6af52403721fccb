"""Whether words are the customer's own: what a model hands over is looked at here first. Pure."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from assistant.understanding.text import split

ALIKE = 80.0
"""Of 100, for a word that the model spelt better than the customer did."""

MIN_LETTERS = 4
"""Of a word that may be spelt otherwise; shorter ones would be alike by chance."""


def is_quote(text: str, said: Iterable[str]) -> bool:
    """Return whether every word of `text` is one that the customer wrote, but for its spelling.

    Figures must be the same: they are numbers of orders, houses and places.
    """
    own = {word.text for message in said for word in split(message)}
    words = [word.text for word in split(text)]
    return bool(words) and all(word in own or _is_misspelt(word, own) for word in words)


def _is_misspelt(word: str, own: Iterable[str]) -> bool:
    if len(word) < MIN_LETTERS or any(letter.isdigit() for letter in word):
        return False
    return any(fuzz.ratio(word, one, score_cutoff=ALIKE) for one in own if one.isalpha())
