"""Say which effect figures allow to assert, and which one may stand. Pure."""

from collections.abc import Callable, Iterator, Mapping

from assistant.improvement.assertions.assertion import AssertedThing, Predicate
from assistant.improvement.assertions.observed_figures import ObservedThing
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


def before_and_after(
    make: Callable[..., AssertedThing], less: Rate, verdict: str, before: float
) -> Iterator[ObservedThing]:
    """Yield the effects on a share that was `before`, and should fall; of too few there are none.

    `less` is the difference by which it fell, `make` makes an assertion of a predicate.
    """
    if verdict != EffectVerdict.TOO_FEW:
        firm = effect_between(verdict, less, before)
        yield from told_effects(make, less, firm, least_of(before))


def told_effects(
    make: Callable[..., AssertedThing], better: Rate, firm: Predicate | None, least: float
) -> Iterator[ObservedThing]:
    """Yield the effect that figures show firmly; without one, those that may stand."""
    if firm is not None:
        yield ObservedThing(make(predicate=firm))
        return
    for predicate in standing_effects(better, least):
        yield ObservedThing(make(predicate=predicate), is_firm=False)


def effect_between(verdict: str, less: Rate, before: float) -> Predicate | None:
    """Return the predicate of an effect on a share; None: its interval does not tell."""
    if verdict == EffectVerdict.UNDECIDED and lies_within(less, least_of(before)):
        return Predicate.HAS_NO_EFFECT
    return _BY_VERDICT.get(verdict)


def least_of(before: float) -> float:
    """Return the least difference worth having of a share that was `before`, [0, 1]."""
    return min(LEAST, LEAST_PART * before)


def lies_within(difference: Rate, least: float) -> bool:
    """Return whether a difference is surely less than the least that is worth having."""
    return -least < difference.low and difference.high < least


def standing_effects(better: Rate, least: float) -> Iterator[Predicate]:
    """Yield the effects that an open assertion may go on to state: its value is still of them."""
    if better.value:
        yield Predicate.HELPS if better.value > 0 else Predicate.HARMS
    if abs(better.value) < least:
        yield Predicate.HAS_NO_EFFECT
