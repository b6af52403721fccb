"""Rank the readings of a mention, and measure how far the best is ahead of the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

CLEAR = 0.15
"""Margin from which the best reading needs no question back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[T]):
    """Hold a reading of a mention, and its score in [0, 1]; 1: everything that was said fits."""

    value: T
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Generic[T]):
    """Hold the readings of a mention, best first; empty: nothing fits."""

    candidates: tuple[Candidate[T], ...] = ()

    @property
    def best(self) -> T | None:
        """Return the first reading; None: there is none."""
        return self.candidates[0].value if self.candidates else None

    @property
    def margin(self) -> float:
        """Return the distance in score from the first reading to the second, in [0, 1].

        A second reading that is not there counts as score 0; without any reading the margin is 0.
        """
        if not self.candidates:
            return 0.0
        second = self.candidates[1].score if len(self.candidates) > 1 else 0.0
        return self.candidates[0].score - second

    @property
    def is_clear(self) -> bool:
        """Return whether the first reading may be taken without a question to the customer."""
        return self.margin >= CLEAR

    @property
    def close(self) -> tuple[T, ...]:
        """Return the readings to choose from: those less than `CLEAR` behind the first."""
        if not self.candidates:
            return ()
        least = self.candidates[0].score - CLEAR
        return tuple(c.value for c in self.candidates if c.score > least)


def rank(candidates: Iterable[Candidate[T]]) -> Ranking[T]:
    """Return the candidates best first; candidates of one score stay in the order given."""
    return Ranking(candidates=tuple(sorted(candidates, key=lambda c: -c.score)))
