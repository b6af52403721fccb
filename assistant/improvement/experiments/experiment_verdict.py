"""Judge an experiment by its figures so far. Pure.

The intervals hold at every look, so whoever looks each day, and stops as soon as something shows,
is misled no more often than who looks once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assistant.insights.statistics.arm_comparison import (
    RATIO_RISK,
    ArmDifference,
    ArmSums,
    compare_arms,
)

LEAST_DAYS = 14
"""Days before it is said that there is no difference: two of each day of the week."""

LASTING_DAYS = 28
"""Days before it is said that a change is better, and the planned sample is waited for, too.

Bad news is acted on at once. Good news waits, for an effect of novelty fades: what is better for
some weeks is told as such, with its interval, and people may go on with it all the same.
"""

MOST_INFORMATION = 2.0
"""Planned samples after which it is said that nothing could be shown."""

NOVELTY = 0.2
"""Part of the days whose visitors may have liked what was new: those after it show it, too."""

GUARD_RISK = 0.05
"""Most chance that a harmless change is stopped, by any of its guards at any look."""

_GUARD_HASTE = 10.0  # guards are sharpest at this part of the planned sample: harm is seen soon


class ExperimentVerdict(StrEnum):
    """Name the verdicts on an experiment."""

    SPLIT_WRONG = "split_wrong"  # visitors were not split as they should be: no number is true
    HARMFUL = "harmful"  # a guard shows harm
    WORSE = "worse"
    TURNED = "turned"  # worse since everybody but those held back gets it
    TOO_EARLY = "too_early"
    BETTER_SO_FAR = "better_so_far"  # it has to last until the planned sample
    FADING = "fading"  # better in all, and not surely after the first days
    NO_DIFFERENCE = "no_difference"  # none worth having
    BETTER = "better"
    NOT_SHOWN = "not_shown"  # after twice the planned sample, it can be both

    @property
    def stops(self) -> bool:
        """Return whether the change is taken away from visitors at once, by the program itself."""
        return self in {
            ExperimentVerdict.SPLIT_WRONG,
            ExperimentVerdict.HARMFUL,
            ExperimentVerdict.WORSE,
            ExperimentVerdict.TURNED,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentLook:
    """Hold the figures that a verdict is made of; differences are positive where it is better."""

    days: int  # whole ones since the first visitor
    value: float  # difference of the means, in the metric's unit
    low: float  # interval that holds at every look; -inf: nothing is known yet
    high: float
    newer_low: float  # of the visitors after `NOVELTY` of the days
    information: float  # 1: the planned sample is there
    ratio_p: float  # chance that a right split looks like this, at any look
    harmed: tuple[str, ...] = ()  # guards that show harm
    turned: bool = False  # the metric shows harm among the visitors of the last stage


def may_tell_good_news(information: float, days: int) -> bool:
    """Return whether the planned sample is there, and the change was there long enough to last."""
    return information >= 1 and days >= LASTING_DAYS


def judge(look: ExperimentLook, *, least: float) -> ExperimentVerdict:
    """Return the verdict of a look; `least` is the least difference worth having, positive."""
    if look.ratio_p < RATIO_RISK:
        return ExperimentVerdict.SPLIT_WRONG
    if look.harmed:
        return ExperimentVerdict.HARMFUL
    if look.high < 0:
        return ExperimentVerdict.WORSE
    if look.turned:
        return ExperimentVerdict.TURNED
    if look.days >= LEAST_DAYS and -least < look.low and look.high < least:
        return ExperimentVerdict.NO_DIFFERENCE
    return _good_news(look) if look.low > 0 else _nothing_yet(look)


def _good_news(look: ExperimentLook) -> ExperimentVerdict:
    if not may_tell_good_news(look.information, look.days):
        return ExperimentVerdict.BETTER_SO_FAR
    return ExperimentVerdict.BETTER if look.newer_low > 0 else ExperimentVerdict.FADING


def _nothing_yet(look: ExperimentLook) -> ExperimentVerdict:
    ended = look.information >= MOST_INFORMATION and look.days >= LEAST_DAYS
    return ExperimentVerdict.NOT_SHOWN if ended else ExperimentVerdict.TOO_EARLY


def guard_difference(
    control: ArmSums, changed: ArmSums, *, planned: float, guards: int
) -> ArmDifference:
    """Return the difference of a guard, one of `guards`, that share the risk of a false stop."""
    level = 1 - 2 * GUARD_RISK / guards  # only one of the two sides is harm
    return compare_arms(control, changed, planned=planned / _GUARD_HASTE, level=level)


def harmed_guards(
    differences: Mapping[str, ArmDifference], higher: Mapping[str, bool]
) -> list[str]:
    """Return the names of the guards that show harm; `higher` tells where more is better."""
    return [
        name
        for name, one in differences.items()
        if bool(np.all(one.high < 0 if higher[name] else one.low > 0))
    ]
