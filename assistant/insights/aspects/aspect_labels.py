"""Name the aspects there are, with the sentences and the words that ship for each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.message_words import split
from retrieval.text.resource_files import load_yaml


class Aspect(StrEnum):
    """Name the aspects that a text can speak of, content or not."""

    FIT = "fit"  # size, length, width
    QUALITY = "quality"  # material, make, how long it lasts
    DEFECT = "defect"  # broken, incomplete, the wrong thing
    COMFORT = "comfort"
    LOOK = "look"
    PRICE = "price"
    DELIVERY = "delivery"  # with its packaging
    SERVICE = "service"
    RETURNS = "returns"  # with refunds and the guarantee
    DESCRIPTION = "description"  # what the page says or does not say
    AVAILABILITY = "availability"
    PERFORMANCE = "performance"  # how well it does its job, how easily


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenAspect:
    """Hold one aspect of a text, and whether its writer is content with it."""

    aspect: Aspect
    polarity: int  # 1 content, -1 not, 0 only spoken or asked of
    confidence: float  # probability in [0, 1] that the text speaks of it


_POLARITIES = {"-": -1, "0": 0, "+": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """Hold one text with the aspects that it speaks of, which may be none."""

    text: str
    aspects: Mapping[Aspect, int]
    place: float  # in its group, in [0, 1): the same in both languages for the same subject


def shipped() -> tuple[LabelledSentence, ...]:
    """Return the sentences that ship with the assistant."""
    files = ("sentences.fr.yml", "sentences.en.yml")
    return tuple(
        one for file in files for one in parse(load_yaml("assistant.insights.aspects", file))
    )


def parse(document: Mapping[str, str]) -> Iterator[LabelledSentence]:
    """Yield the sentences of a loaded file; a key is `none` or such as "fit- look+".

    Raises:
        ValueError: a key names no aspect.
        KeyError: a key has no sign.
    """
    for key, block in document.items():
        named = [] if key == "none" else key.split()
        aspects = {Aspect(one[:-1]): _POLARITIES[one[-1]] for one in named}
        lines = block.strip().splitlines()
        for at, line in enumerate(lines):
            yield LabelledSentence(text=line.strip(), aspects=aspects, place=at / len(lines))


_SHORTEST = 3  # letters in front of "*"


def word_features(text: str) -> NDArray[np.float32]:
    """Return how much of a text's words is each aspect's: a unit vector, or zero; (aspects,)."""
    counts = np.zeros(len(Aspect), np.float32)
    exact, beginnings = _lists()
    for word in split(text):
        places = set(exact.get(word.text, ()))
        for length in range(_SHORTEST, len(word.text) + 1):
            places.update(beginnings.get(word.text[:length], ()))
        for place in places:
            counts[place] += 1 / len(places)  # a word of two aspects says half as much of each
    norm = np.float32(np.linalg.norm(counts))
    return counts / norm if norm else counts


@cache
def _lists() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the aspects' places by whole word, and by how a word begins."""
    lists: dict[str, str] = load_yaml("assistant.insights.aspects", "words.yml")
    exact: dict[str, list[int]] = {}
    beginnings: dict[str, list[int]] = {}
    for place, aspect in enumerate(Aspect):
        for word in dict.fromkeys(str(lists[aspect]).split()):
            of = beginnings if word.endswith("*") else exact
            of.setdefault(word.removesuffix("*"), []).append(place)
    return exact, beginnings
