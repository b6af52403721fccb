"""Words of the shop's own things, looked for in a message: typos and other languages forgiven."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.understanding.word_lists import word_list
from assistant.understanding.text import Word, keys_of, split
from assistant.understanding.constraints.option_values import Dimension, shared_sayings

TYPO_LENGTH = 5
LONG = 9  # letters from which two may be wrong

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhrasePlace:
    """words[start:end] of a message, and how surely they say it, in (0, 1]."""

    start: int
    end: int
    score: float


def find_phrase(words: Sequence[Word], keys: Keys) -> tuple[PhrasePlace, ...]:
    """Return where `keys` are said one after the other."""
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
    """Return the keys of a title that say something, each once."""
    stops = word_list("title_stops")
    return tuple(dict.fromkeys(key for key in keys_of(title) if key not in stops))


def ways_to_say(value: str) -> frozenset[Keys]:
    """Return an option's value as keys, in French, in English and as the shop spells it."""
    sayings = shared_sayings()
    found = {keys_of(value)}
    for dimension in (Dimension.COLOUR, Dimension.MATERIAL, Dimension.SIZE):
        found |= sayings.ways(dimension, value)
    return frozenset(keys for keys in found if keys)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text; values in braces and quotes are words like others."""
    return split(text)


def first(places: Iterable[PhrasePlace]) -> PhrasePlace | None:
    """Return the best place, of equals the first."""
    return max(places, key=lambda p: (p.score, p.end - p.start, -p.start), default=None)
