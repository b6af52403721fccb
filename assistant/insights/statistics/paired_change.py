"""Compare how often the same things succeed before and after a change."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtri
from scipy.stats import binomtest

from assistant.insights.statistics.intervals import LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedChange:
    """Hold the counts of pairs, of which some succeed only before or only after a change."""

    pairs: int = 0
    before: int = 0  # that succeed before
    gained: int = 0  # that succeed after alone
    lost: int = 0  # that succeed before alone

    def __add__(self, other: "PairedChange") -> "PairedChange":
        return PairedChange(
            pairs=self.pairs + other.pairs,
            before=self.before + other.before,
            gained=self.gained + other.gained,
            lost=self.lost + other.lost,
        )

    @property
    def after(self) -> int:
        """Return how many succeed after the change."""
        return self.before + self.gained - self.lost

    @property
    def p_value(self) -> float:
        """Return the two-sided p of McNemar's exact test, in [0, 1]; 1: no pair changed."""
        changed = self.gained + self.lost
        return float(binomtest(self.gained, changed).pvalue) if changed else 1.0

    @property
    def difference(self) -> tuple[float, float, float]:
        """Return the change of the share, in [-1, 1], and its interval at `LEVEL`.

        Source: Agresti and Min, Statistics in Medicine 2005: half a pair is added to each of the
        four counts, and the interval of Wald is computed of these.
        """
        if not self.pairs:
            return 0.0, -1.0, 1.0
        n, gained, lost = self.pairs + 2.0, self.gained + 0.5, self.lost + 0.5
        middle = (gained - lost) / n
        error = sqrt(max(0.0, gained + lost - (gained - lost) ** 2 / n)) / n
        half = float(ndtri((1 + LEVEL) / 2)) * error
        value = (self.gained - self.lost) / self.pairs
        return value, max(-1.0, middle - half), min(1.0, middle + half)


def paired(*, before: bool, after: bool) -> PairedChange:
    """Return the counts of one pair."""
    return PairedChange(
        pairs=1, before=int(before), gained=int(after and not before), lost=int(before > after)
    )
