"""Hold the visitors of an experiment, and the sums over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assistant.kit.experiments.experiment import VisitorMetric


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedDay:
    """Hold the sums over the visitors of one arm who were first exposed on one day."""

    day: date
    changed: bool
    share: float  # of the changed arm then
    visitors: int
    sums: Mapping[VisitorMetric, float]
    squares: Mapping[VisitorMetric, float]
    before: float  # sum of what visits before say: 1 resolved, -1 not, 0 there were none
    before_squares: float
    before_products: float  # with `VisitorMetric.RESOLVED`


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedVisitor:
    """Hold a visitor as the newest build has them, by one of their contacts."""

    visitor: str  # key
    contact: str  # key on one channel
    exposed_at: datetime  # first; aware, UTC
    began: datetime  # the visit of that exposure
    changed: bool
    share: float  # of the changed arm then
    harms: frozenset[VisitorMetric]  # that events alone tell
