"""Hold the sums over the visitors of an experiment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.kit.experiments.experiment import VisitorMetric

NOTHING_BEFORE: Mapping[VisitorMetric, float] = dict.fromkeys(VisitorMetric, 0.0)
"""The sums of visitors of whom nothing is known from before the exposure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedDay:
    """Hold the sums over the visitors of one arm who were first exposed on one day."""

    day: date
    changed: bool
    share: float  # of the changed arm then
    visitors: int
    sums: Mapping[VisitorMetric, float]
    squares: Mapping[VisitorMetric, float]
    before: Mapping[VisitorMetric, float]  # sums of the values from before the exposure
    before_squares: Mapping[VisitorMetric, float]
    before_products: Mapping[VisitorMetric, float]  # with the metric itself
