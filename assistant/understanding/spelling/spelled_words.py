"""Find the words that a misspelt one may mean, by their letters and by their sounds."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.conversation.message import Language
from retrieval.text.resource_files import load_yaml

SOUND = 0.5  # of a letter: a word that only sounds like another one
SPELT = 0.2  # of a letter, for each letter between two words that sound alike
INITIAL = 0.5  # of a letter more, where the first letter is wrong
ENDING = 1.0  # letters more, where the last letter alone is another: it may be another form
TURNED = 0.8  # of a letter: two letters in the wrong order
TOO_MANY = 0.2  # of a letter more, for each letter that the right word does not have


@dataclass(frozen=True, slots=True, kw_only=True)
class NearWord:
    """Hold a word that a misspelt one may mean."""

    word: str
    cost: float  # letters that are wrong; less where the two sound alike
    likelihood: float  # logarithm of the word's share in texts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpelledWords:
    """Hold words that are spelled right, the likeliest first."""

    words: Sequence[str]  # in lower case
    exact: frozenset[str]  # the same
    plain: Sequence[str]  # their plain forms
    sounds: Sequence[str]
    likelihoods: NDArray[np.float32]
    places: Mapping[str, int]  # of the likeliest word of each plain form
    by_sound: Mapping[str, Sequence[int]]
    letters: NDArray[np.uint32]  # one bit a letter
    lengths: NDArray[np.int16]  # of the plain forms

    @classmethod
    def build(
        cls, words: Sequence[str], sounds: Sequence[str], likelihoods: NDArray[np.float32]
    ) -> "SpelledWords":
        """Index words, the likeliest first."""
        plain = plain_forms(words)
        places: dict[str, int] = {}
        by_sound: dict[str, list[int]] = defaultdict(list)
        for place, (form, sound) in enumerate(zip(plain, sounds, strict=True)):
            places.setdefault(form, place)
            by_sound[sound].append(place)
        return cls(
            words=words,
            exact=frozenset(words),
            plain=plain,
            sounds=sounds,
            likelihoods=likelihoods,
            places=places,
            by_sound=dict(by_sound),
            letters=_letters_of(plain),
            lengths=np.fromiter(map(len, plain), np.int16, len(plain)),
        )

    def spelled(self, plain: str) -> str | None:
        """Return the likeliest word of a plain form; None: there is no such word."""
        place = self.places.get(plain)
        return None if place is None else self.words[place]

    def likelihood(self, plain: str) -> float | None:
        """Return the likelihood of the likeliest word of a plain form."""
        place = self.places.get(plain)
        return None if place is None else float(self.likelihoods[place])

    def near(self, plain: str, sound: str, *, farthest: int) -> Iterator[NearWord]:
        """Yield the words that sound like a plain form, or have up to `farthest` other letters."""
        for place in {*self._of_letters(plain, farthest), *self.by_sound.get(sound, ())}:
            yield NearWord(
                word=self.words[place],
                cost=self._cost(place, plain, sound),
                likelihood=float(self.likelihoods[place]),
            )

    def _of_letters(self, plain: str, farthest: int) -> Iterator[int]:
        """Yield the places of the words that have few other letters than a plain form."""
        apart = np.bitwise_count(self.letters ^ _letters_of((plain,))) <= 2 * farthest
        (places,) = np.nonzero(apart & (abs(self.lengths - len(plain)) <= farthest))
        near = process.extract(
            plain,
            [self.plain[place] for place in places.tolist()],
            scorer=OSA.distance,
            processor=None,
            score_cutoff=farthest,
            limit=None,
        )
        return (int(places[at]) for _, _, at in near)

    def _cost(self, place: int, plain: str, sound: str) -> float:
        right = self.plain[place]
        letters = OSA.distance(plain, right)
        sounds = OSA.distance(sound, self.sounds[place])
        wrong = TURNED if letters == 1 and sorted(plain) == sorted(right) else float(letters)
        cost = min(wrong, SOUND + sounds + SPELT * letters)
        if plain[0] != right[0] and sound[:1] != self.sounds[place][:1]:
            cost += INITIAL
        if letters == 1 and len(plain) == len(right) and plain[:-1] == right[:-1]:
            cost += ENDING
        return cost + TOO_MANY * max(len(plain) - len(right), 0)


def plain_forms(words: Sequence[str]) -> list[str]:
    """Return words in lower case, without accents and apostrophes: "didn't" -> "didnt"."""
    if not words:
        return []
    letters = unicodedata.normalize("NFKD", "\n".join(words).lower())
    letters = letters.replace("œ", "oe").replace("æ", "ae")
    return re.sub(r"[^\w\n-]", "", letters).split("\n")


def sounds_of(plain: Sequence[str], language: Language) -> list[str]:
    """Return how plain forms sound, roughly: "chapo" and "chapeau" are one."""
    if not plain:
        return []
    joined = "\n".join(plain)
    for written, spoken in _sounds(language):
        joined = written.sub(spoken, joined)
    return joined.split("\n")


@cache
def _sounds(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    table = load_yaml("assistant.understanding", "spelling.yml")["sounds"][language]
    return tuple((re.compile(written, re.MULTILINE), spoken) for written, spoken in table)


def _letters_of(plain: Sequence[str]) -> NDArray[np.uint32]:
    """Return the letters of plain forms, one bit each."""
    if not plain:
        return np.zeros(0, np.uint32)
    codes = np.frombuffer("\n".join(["", *plain]).encode("utf-32-le"), np.uint32)
    breaks = codes == ord("\n")
    bits = np.where(breaks, 0, np.uint32(1) << (codes % 31)).astype(np.uint32)
    letters: NDArray[np.uint32] = np.bitwise_or.reduceat(bits, np.flatnonzero(breaks))
    return letters
