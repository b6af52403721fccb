"""Compare the rates of two arms by bets that hold at every look, however rare the events. Pure.

A customer scores `h (X - c)` if the draw gave them to the changed arm and `-(1 - h) (X - c)` else,
where `h` is the control's share, X is 0 or 1, and `c` a constant. The score's mean is `h (1 - h)`
times the difference of the rates, whatever season it is. So the wealth of who bets on scores is a
martingale under the true difference, and grows 1/risk-fold with a chance of `risk` at most, over
all looks (Ville 1939). The interval holds each difference against which no mixture of bets won that
much. Source: Waudby-Smith, Ramdas, JRSS B 2024, sections 4 and 5.

The observed share of a stratum stands for the drawn one, so that a long holdout beside it, which
leaves out more, is no effect. The mean of the wealth is still at most 1 at each look, given the
counts of both arms (Jensen); over all looks, simulations hold it: `test_rate_comparison.py`.

The normal mixture of `arm_comparison` needs dozens of events on each side: with one customer in a
hundred and a tenth held out, it missed in one run of eight.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.insights.statistics.arm_comparison import ArmDifference, ArmSums, compare_arms
from assistant.insights.statistics.intervals import LEVEL

Array = NDArray[np.float64]

_BETS = 2.0 ** np.arange(-6, 2)  # near the difference over the rate a bet wins most
_CENTRES = np.array([0.0, 0.2, 0.5, 0.8])  # near the rate itself a score spreads least
_WEIGHTS = np.array([4, 2, 1, 1]) / 8  # what the shop counts is mostly rare
_MOST = 0.99  # part of the wealth that one customer can lose
_HALVINGS = 24  # of [-1, 1]: to a ten-millionth


def compare_rates(
    control: ArmSums, changed: ArmSums, *, planned: float, level: float = LEVEL
) -> ArmDifference:
    """Return the difference of two arms' rates, of values that are 0 or 1, without earlier ones.

    Sums, planned sample and result are as `compare_arms` has them; no interval has width 0.

    Raises:
        ValueError: the planned sample is not positive.
    """
    found = compare_arms(control, changed, planned=planned, level=level)
    known, value = np.isfinite(found.low), np.nan_to_num(found.value)
    bar = np.log(2 / (1 - level))
    low, high = (sign * _least(control, changed, sign=sign, bar=bar) for sign in (1.0, -1.0))
    return replace(
        found,
        low=np.where(known, np.minimum(low, value), -np.inf),
        high=np.where(known, np.maximum(high, value), np.inf),
    )


def evidence_beyond(control: ArmSums, changed: ArmSums, difference: Array, *, sign: float) -> Array:
    """Return the logarithm of the evidence that the true difference lies beyond one in [-1, 1].

    `sign` is 1: above it; -1: below it. Where it does not, the chance that the evidence ever gets
    to log(1 / risk) is `risk` at most. All arrays are as of `compare_rates`; one for each of (...).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        h = np.nan_to_num(control.n / (control.n + changed.n))
    bets, centres = np.meshgrid(_BETS, _CENTRES, indexing="ij")
    axes = (-1, *(1 for _ in h.shape))
    bet, c = bets.reshape(axes), centres.reshape(axes)
    mean, weight = h * (1 - h), np.broadcast_to(_WEIGHTS / len(_BETS), bets.shape).ravel()
    hit, miss = h * (1 - c), -h * c
    other_hit, other_miss = -(1 - h) * (1 - c), (1 - h) * c
    worst = np.maximum(-other_hit, -miss) if sign > 0 else np.maximum(hit, other_miss)
    stake = sign * np.minimum(bet, _MOST / np.maximum(worst + mean, 1e-12))
    wealth = (
        changed.y * np.log1p(stake * (hit - mean * difference))
        + (changed.n - changed.y) * np.log1p(stake * (miss - mean * difference))
        + control.y * np.log1p(stake * (other_hit - mean * difference))
        + (control.n - control.y) * np.log1p(stake * (other_miss - mean * difference))
    ).sum(axis=1)
    weighed = np.log(weight).reshape(axes[:-1]) + wealth
    return np.asarray(np.logaddexp.reduce(weighed, axis=0))


def _least(control: ArmSums, changed: ArmSums, *, sign: float, bar: float) -> Array:
    """Return the bound of one side, times `sign`: the evidence falls towards it."""
    out, held = np.full(control.n.shape[1:], -1.0), np.full(control.n.shape[1:], 1.0)
    for _ in range(_HALVINGS):
        middle = (out + held) / 2
        beaten = evidence_beyond(control, changed, sign * middle, sign=sign) >= bar
        out, held = np.where(beaten, middle, out), np.where(beaten, held, middle)
    return out
