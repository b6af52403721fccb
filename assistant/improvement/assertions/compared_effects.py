"""Say which effect the weeks before and after allow to assert. Pure."""

from collections.abc import Mapping

from assistant.improvement.assertions.assertion import Predicate
from assistant.insights.insight import EffectVerdict
from assistant.insights.statistics.intervals import Rate

LEAST = 0.05
"""Least difference of two shares that is worth having, as the form of experiments proposes it."""

LEAST_PART = 0.25
"""Part of the share before that is worth having, where that is less; a convention of this project.

Of a rare thing, each interval lies within `LEAST`.
"""

_BY_VERDICT: Mapping[str, Predicate] = {
    EffectVerdict.FELL: Predicate.HELPS,
    EffectVerdict.ROSE: Predicate.HARMS,
}
"""The predicate of the effect on a thing that should get rarer; of too few nothing is asserted."""


def effect_between(verdict: str, less: Rate, before: float) -> Predicate | None:
    """Return the predicate of an effect on a share; None: its interval does not tell."""
    least = min(LEAST, LEAST_PART * before)
    if verdict == EffectVerdict.UNDECIDED and -least < less.low and less.high < least:
        return Predicate.HAS_NO_EFFECT
    return _BY_VERDICT.get(verdict)
