"""Which aspects the words of a text speak of: what the model sees beside its vector."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.insights.aspects.files import load_yaml
from assistant.insights.aspects.labels import Aspect
from assistant.understanding.text import split

_SHORTEST = 3  # letters in front of "*"


def word_features(text: str) -> NDArray[np.float32]:
    """Return how much of a text's words is each aspect's, a unit vector or zero, shape (aspects,)."""
    counts = np.zeros(len(Aspect), np.float32)
    exact, beginnings = _lists()
    for word in split(text):
        places = set(exact.get(word.text, ()))
        for length in range(_SHORTEST, len(word.text) + 1):
            places.update(beginnings.get(word.text[:length], ()))
        for place in places:
            counts[place] += 1 / len(places)  # a word of two aspects says half as much of each
    length = np.linalg.norm(counts)
    return counts / length if length else counts


@cache
def _lists() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the aspects' places by whole word, and by how a word begins."""
    lists: dict[str, str] = load_yaml("words.yml")
    exact: dict[str, list[int]] = {}
    beginnings: dict[str, list[int]] = {}
    for place, aspect in enumerate(Aspect):
        for word in dict.fromkeys(str(lists[aspect]).split()):
            of = beginnings if word.endswith("*") else exact
            of.setdefault(word.removesuffix("*"), []).append(place)
    return exact, beginnings
