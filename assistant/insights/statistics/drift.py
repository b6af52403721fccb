"""Slow change that no single week gives away: a one-sided CUSUM on standardised counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRIFT_SLACK = 0.5
"""k, in standard deviations: half of the change that is to be found soonest."""

DRIFT_LIMIT = 5.0
"""h, in standard deviations: with `DRIFT_SLACK`, one false alarm in 930 weeks of one thing.

Source: Montgomery, Introduction to Statistical Quality Control, table 9.3.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drift:
    """What the weeks add up to, for each of T things."""

    reached: Array  # (T,), the sum at the last week, in standard deviations
    began: NDArray[np.int64]  # (T,), week that the sum has risen since; -1: it has not


def find_drift(counts: Array, expected: Array, *, overdispersion: float = 1.0) -> Drift:
    """Add up how far counts (T, W) lie above what was expected of them (T, W), in order of weeks.

    `overdispersion` is variance over mean. A thing drifts where `reached` exceeds `DRIFT_LIMIT`.
    """
    spread = np.sqrt(np.maximum(expected, 0.5) * overdispersion)
    residuals = (counts - expected) / spread
    total = np.zeros(len(counts))
    began = np.full(len(counts), -1, np.int64)
    for week in range(counts.shape[1]):
        risen = total + residuals[:, week] - DRIFT_SLACK
        began = np.where(risen <= 0, -1, np.where(began < 0, week, began))
        total = np.maximum(risen, 0.0)
    return Drift(reached=total, began=began)
