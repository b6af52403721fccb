"""Hold the newest figures of all parts, and the things that they show. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.improvement.assertions.assertion import (
    AssertedThing,
    AssertionEvidence,
    AssertionSubject,
    EvidenceKind,
    Predicate,
    SubjectKind,
    reference_of,
)
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.outreach.message_ledger import TriggerLedger
from assistant.insights.imports.return_figures import ReturnCauseLine, ReturnEffect
from assistant.insights.insight import Insight, Kind, Window
from assistant.insights.queries.complaint_query import ComplaintLine
from assistant.insights.queries.quality_views import CheckLine
from assistant.insights.queries.report_views import WorkLine
from assistant.insights.statistics.intervals import Rate
from assistant.kit.experiments.experiment import Experiment

FOUND: Mapping[Kind, tuple[Predicate, SubjectKind]] = {
    Kind.UNMET_DEMAND: (Predicate.IS_SOUGHT, SubjectKind.DEMAND),
    Kind.OUT_OF_STOCK_DEMAND: (Predicate.IS_SOLD_OUT, SubjectKind.PRODUCT),
    Kind.MISSING_ATTRIBUTE: (Predicate.PAGE_LACKS, SubjectKind.PRODUCT),
    Kind.SIZE_CONFUSION: (Predicate.SIZE_CONFUSES, SubjectKind.PRODUCT),
    Kind.CONTENT_GAP: (Predicate.HAS_NO_PAGE, SubjectKind.TOPIC),
    Kind.PRICE_OBJECTION: (Predicate.IS_TOO_DEAR, SubjectKind.PRODUCT),
    Kind.DEFECT_CLUSTER: (Predicate.HAS_DEFECT, SubjectKind.PRODUCT),
    Kind.POLICY_FRICTION: (Predicate.SETTLES_LESS, SubjectKind.PAGE),
}
"""The predicate of each type of insight that says what is to be done; others stay insights."""


MAINLY = 0.5
"""Share that one cause surely exceeds, to be called the main one of complaints or returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedFigures:
    """Hold the newest figures of all parts."""

    found: Sequence[Insight] = ()  # by the last build
    faded: Sequence[Insight] = ()  # by a build of the last days, and not by the last one
    measured: Sequence[Insight] = ()  # whose effect is known
    topics: Sequence[WorkLine] = ()  # of the report
    window: Window  # of the report
    complaints: Sequence[ComplaintLine] = ()
    complaint_window: Window  # of the returns, too
    returns: Sequence[ReturnCauseLine] = ()
    return_effects: Mapping[SubjectKind, Sequence[ReturnEffect]] = field(default_factory=dict)
    checks: Sequence[CheckLine] = ()
    check_window: Window
    changes: Sequence[ChangeSet] = ()  # published
    closed: Collection[str] = ()  # ids of change sets taken back, rejected or expired
    experiments: Sequence[Experiment] = ()
    ledgers: Sequence[TriggerLedger] = ()


@dataclass(frozen=True, slots=True)
class ObservedThing:
    """Hold a thing that figures show."""

    thing: AssertedThing
    is_firm: bool = True  # False: too weakly to be posted, and enough for an open one to stand


def surely(difference: Rate) -> float:
    """Return the size of a difference at the end of its interval that is nearer to nothing."""
    return max(0.0, difference.low, -difference.high)


def subject_of(kind: SubjectKind, some_id: str) -> AssertionSubject:
    """Return the subject of an id."""
    return AssertionSubject(kind=kind, reference=reference_of(some_id))


def evidence_of(
    kind: EvidenceKind,
    some_id: str,
    rate: Rate,
    window: Window | None,
    *,
    count: int,
    of: float = 0.0,
    customers: int = 0,
) -> AssertionEvidence:
    """Return evidence with the interval of a rate; `of` 0: a comparison."""
    return AssertionEvidence(
        kind=kind,
        reference=reference_of(some_id),
        count=count,
        of=of,
        customers=customers,
        value=rate.value,
        low=rate.low,
        high=rate.high,
        since=window.since if window else None,
        until=window.until if window else None,
    )
