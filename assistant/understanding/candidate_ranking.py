"""Readings of one mention, best first, and how far the best is ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

CLEAR = 0.15
"""Margin from which the best reading needs no question back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[T]):
    """One reading; `score` in [0, 1], 1: everything said fits."""

    value: T
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Generic[T]):
    """Readings, best first; empty: nothing fits."""

    candidates: tuple[Candidate[T], ...] = ()

    @property
    def best(self) -> T | None:
        """The first reading; None: there is none."""
        return self.candidates[0].value if self.candidates else None

    @property
    def margin(self) -> float:
        """How far the first is ahead of the second, in [0, 1]; 0 where there is none."""
        if not self.candidates:
            return 0.0
        second = self.candidates[1].score if len(self.candidates) > 1 else 0.0
        return self.candidates[0].score - second

    @property
    def is_clear(self) -> bool:
        """Whether the first may be taken without asking."""
        return self.margin >= CLEAR

    @property
    def close(self) -> tuple[T, ...]:
        """The readings to choose from: those less than `CLEAR` behind the first."""
        if not self.candidates:
            return ()
        least = self.candidates[0].score - CLEAR
        return tuple(c.value for c in self.candidates if c.score > least)


def rank(candidates: Iterable[Candidate[T]]) -> Ranking[T]:
    """Return the candidates best first; equals stay in the order given."""
    return Ranking(candidates=tuple(sorted(candidates, key=lambda c: -c.score)))
