"""Write a message as a customer types it: in a mood, with slips of the finger, in pieces. Pure."""

import unicodedata
from collections.abc import Sequence
from random import Random

import regex

from assistant.conversation.message import Language
from assistant.improvement.rehearsal.saved_scenario import Mood, Trait
from retrieval.text.resource_files import load_yaml

_ROWS: dict[Language, tuple[str, ...]] = {
    "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn"),
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
}
"""Letters that are neighbours on the keyboards of both languages."""

_SLIPS = 0.2
"""Share of the long words with a slip: about one in a message.

10 to 15 % of the queries of search engines have an error, and they are shorter.
Source: Cucerzan and Brill, "Spelling correction as an iterative process", EMNLP 2004.
"""
_LONG = 5  # letters of a word that a slip leaves readable
_CLAUSE = regex.compile(r"(?<=[,.;:!?])\s+")


def style(
    text: str, *, language: Language, mood: Mood, traits: Sequence[Trait], first: bool, draw: Random
) -> tuple[str, ...]:
    """Return the messages that a customer types for `text`; `first`: it opens the talk.

    Numbers, addresses and codes stay as they are: a customer copies them.
    """
    said = _in_mood(text, language, mood, draw) if first else text
    if Trait.NO_ACCENTS in traits:
        said = without_accents(said)
    if Trait.LOWER_CASE in traits:
        said = " ".join(word if _is_copied(word) else word.lower() for word in said.split(" "))
    if Trait.TYPOS in traits:
        said = " ".join(_slipped(word, language, draw) for word in said.split(" "))
    if Trait.PIECES in traits:
        return tuple(filter(None, map(str.strip, _CLAUSE.split(said))))
    return (said,)


def without_accents(text: str) -> str:
    """Return `text` without the marks on its letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


def _in_mood(text: str, language: Language, mood: Mood, draw: Random) -> str:
    words = load_yaml("assistant.improvement.rehearsal", f"customer.{language}.yml")["moods"]
    frames: list[str] = words[mood]
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    frame = draw.choice(frames)
    return text if frame == "{text}" else frame.replace("{text}", ended)


def _is_copied(word: str) -> bool:
    return any(one.isdigit() or one == "@" for one in word)


def _slipped(word: str, language: Language, draw: Random) -> str:
    """Return a word with a letter doubled, dropped, swapped or taken for its neighbour, or none."""
    if draw.random() >= _SLIPS or len(word) < _LONG or not word.isalpha():
        return word
    at = draw.randrange(1, len(word) - 1)
    match draw.randrange(4):
        case 0:
            return word[:at] + word[at] + word[at:]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + _neighbour(word[at], language, draw) + word[at + 1 :]


def _neighbour(letter: str, language: Language, draw: Random) -> str:
    for row in _ROWS[language]:
        if (at := row.find(letter.lower())) >= 0:
            return draw.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return letter
