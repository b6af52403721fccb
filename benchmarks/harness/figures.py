"""Timings and what is said of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a number of timings lie, in milliseconds."""

    p50_ms: float
    p95_ms: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        """Return the spread of `seconds`.

        Raises:
            ValueError: there are none.
        """
        if not seconds:
            msg = "nothing was timed"
            raise ValueError(msg)
        ordered = sorted(seconds)
        return cls(
            p50_ms=1000 * percentile(ordered, 0.50),
            p95_ms=1000 * percentile(ordered, 0.95),
            count=len(ordered),
        )

    def row(self, name: str, floor: "Spread | None" = None) -> str:
        """Return a line of a table; with `floor`, how many times it this is."""
        line = f"  {name:<46} p50 {self.p50_ms:7.2f} ms   p95 {self.p95_ms:7.2f} ms"
        if floor is None:
            return line
        return f"{line}   {self.p50_ms / floor.p50_ms:5.2f}x   {self.p95_ms / floor.p95_ms:5.2f}x"


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of `ordered`, ascending, do not exceed.

    `share` is in (0, 1]: 0.5 is the lower median.
    """
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def middle(values: Sequence[float]) -> float:
    """Return the median; of an even number, the lower of the two in the middle."""
    return percentile(sorted(values), 0.5)
