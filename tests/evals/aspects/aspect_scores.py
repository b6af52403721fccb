"""Measure how well aspects are read: micro-averaged F1 on labelled sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from assistant.insights.aspects.aspect_labels import Aspect, LabelledSentence
from assistant.insights.aspects.aspect_reader import AspectReader

Pairs = frozenset[tuple[Aspect, int]]


@dataclass(slots=True, kw_only=True)
class AspectTally:
    """Count the aspects that were read rightly, read wrongly and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, told: frozenset[object], true: frozenset[object]) -> None:
        """Count one sentence."""
        self.right += len(told & true)
        self.wrong += len(told - true)
        self.missed += len(true - told)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, in [0, 1]; 0 if nothing is there."""
        all_ = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / all_ if all_ else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectScores:
    """Hold the scores that a reader reached on some sentences."""

    pairs: AspectTally = field(default_factory=AspectTally)  # aspect and polarity
    negative: AspectTally = field(default_factory=AspectTally)  # aspects that are not content
    aspects: AspectTally = field(default_factory=AspectTally)  # whatever the polarity
    of_aspect: Mapping[Aspect, AspectTally] = field(
        default_factory=lambda: {a: AspectTally() for a in Aspect}
    )

    @classmethod
    def of(cls, reader: AspectReader, sentences: Iterable[LabelledSentence]) -> Self:
        """Read every sentence and compare."""
        judged = cls()
        for sentence in sentences:
            told: Pairs = frozenset((s.aspect, s.polarity) for s in reader.read(sentence.text))
            true: Pairs = frozenset(sentence.aspects.items())
            judged.pairs.add(told, true)
            judged.negative.add(_negative(told), _negative(true))
            judged.aspects.add(frozenset(a for a, _ in told), frozenset(a for a, _ in true))
            for aspect, tally in judged.of_aspect.items():
                tally.add(_of(aspect, told), _of(aspect, true))
        return judged


def _negative(pairs: Pairs) -> Pairs:
    return frozenset(pair for pair in pairs if pair[1] < 0)


def _of(aspect: Aspect, pairs: Pairs) -> Pairs:
    return frozenset(pair for pair in pairs if pair[0] is aspect)
