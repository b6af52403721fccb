"""Check that the words a model hands over are the customer's own. Pure."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from assistant.understanding.message_words import split

ALIKE = 80.0
"""Least similarity, of 100, of a word that the model spelt better than the customer."""

MIN_LETTERS = 4
"""Least length of a word that may be misspelt; shorter ones would be alike by chance."""


_EXCEPT = frozenset({"except", "sauf", "hormis", "excepte", "without", "sans"})
_BUT_NOT = frozenset(
    (link, no) for link in ("but", "and", "mais", "et") for no in ("not", "pas", "non")
)
_SMALL = frozenset(
    {"the", "my", "for", "that", "this", "la", "le", "les", "l'", "mon", "ma", "mes", "pour", "ce"}
    | {"cette", "ces"}
)


def is_quote(text: str, said: Iterable[str]) -> bool:
    """Return whether the customer wrote every word of `text`, apart from spelling.

    Figures must be the same: they are numbers of orders, houses and places.
    """
    own = {word.text for message in said for word in split(message)}
    words = [word.text for word in split(text)]
    return bool(words) and all(word in own or _is_misspelt(word, own) for word in words)


def is_excepted(text: str, said: str) -> bool:
    """Return whether a message has `text` only as an exception: "yes, but not the hat".

    "Everything except the hat" is none: there the exception stands in the text itself. Nor is
    "no, the hat", or "I don't want the hat", which may be why it is sent back.
    """
    own, words = [[word.text for word in split(one)] for one in (said, text)]
    starts = [at for at in range(len(own)) if own[at : at + len(words)] == words]
    return bool(starts) and all(_follows_exception(own, at) for at in starts)


def _follows_exception(words: list[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and words[before] in _SMALL:
        before -= 1
    if before < 0:
        return False
    return words[before] in _EXCEPT or tuple(words[max(0, before - 1) : before + 1]) in _BUT_NOT


def _is_misspelt(word: str, own: Iterable[str]) -> bool:
    if len(word) < MIN_LETTERS or any(letter.isdigit() for letter in word):
        return False
    return any(fuzz.ratio(word, one, score_cutoff=ALIKE) for one in own if one.isalpha())
