"""What the same weeks of the year before let one expect of these."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

YEAR = 52
"""Weeks between a week and the same of the year before."""

PRIOR = 10.0
"""Counts that a season must outweigh: with fewer a year ago, nothing is taken for a season."""

_WIDEST = 4.0  # times more or less; more than that is no season to trust after one year


def seasonal_factors(counts: Array, exposure: Array, *, weeks: int) -> Array:
    """Return, for the last `weeks` weeks of counts (T, W), the season's factor: shape (T, weeks).

    A factor of 2 says that the rate was twice that of these `weeks` weeks taken together, a year
    before, in the week itself and its neighbours. All are 1 without a whole year and a week before
    it. `exposure` is of shape (W,).
    """
    things, known = counts.shape
    first = known - weeks - YEAR
    if first < 1:
        return np.ones((things, weeks))
    ago, sessions = counts[:, first - 1 : -YEAR + 1], exposure[first - 1 : -YEAR + 1]
    window = np.ones(3)
    near = np.apply_along_axis(lambda row: np.convolve(row, window, "valid"), 1, ago)
    near_sessions = np.convolve(sessions, window, "valid")
    usual = ago[:, 1:-1].sum(axis=1, keepdims=True) / sessions[1:-1].sum()
    expected = usual * near_sessions
    return np.asarray(np.clip((near + PRIOR) / (expected + PRIOR), 1 / _WIDEST, _WIDEST))
