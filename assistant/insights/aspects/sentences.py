"""Sentences with their aspects, to learn from and to be judged by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.insights.aspects.files import load_yaml
from assistant.insights.aspects.labels import Aspect

_POLARITIES = {"-": -1, "0": 0, "+": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """One text and how it speaks of which aspects; empty: of none."""

    text: str
    aspects: Mapping[Aspect, int]
    place: float  # in its group, in [0, 1): the same in both languages for the same subject


def shipped() -> tuple[LabelledSentence, ...]:
    """Return the sentences that ship with the assistant."""
    files = ("sentences.fr.yml", "sentences.en.yml")
    return tuple(one for file in files for one in parse(load_yaml(file)))


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
