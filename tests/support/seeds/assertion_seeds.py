"""Make assertions for tests, of a shop that sells a dress."""

from dataclasses import replace
from datetime import date

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    Assertion,
    AssertionDeed,
    AssertionEvidence,
    AssertionMove,
    AssertionSubject,
    EvidenceKind,
    Predicate,
    SubjectKind,
    identify_assertion,
)
from tests.support.seeds.conversation_events import NOON

DRESS = AssertionSubject(kind=SubjectKind.PRODUCT, reference="robe-ondine")
NOTE = AssertionSubject(kind=SubjectKind.CHANGE, reference="c0ffee")


def evidence(
    kind: EvidenceKind = EvidenceKind.INSIGHT,
    low: float = 0.2,
    high: float = 0.4,
    *,
    reference: str = "1a2b3c4d5e6f7081",
) -> AssertionEvidence:
    return AssertionEvidence(
        kind=kind,
        reference=reference,
        count=30,
        of=100,
        customers=28,
        value=(low + high) / 2,
        low=low,
        high=high,
        since=date(2026, 5, 1),
        until=date(2026, 6, 1),
    )


COMPLAINED = AssertedThing(
    part=AssertingPart.SERVICE,
    predicate=Predicate.MAIN_CAUSE,
    subject=DRESS,
    measure=AssertedMeasure.SIZE,
    evidence=evidence(EvidenceKind.COMPLAINTS, 0.6, 0.8, reference="robe-ondine"),
    weight=18.0,
)
"""The service says that complaints about the dress are due to its size."""

RETURNED_SMALL = AssertedThing(
    part=AssertingPart.MERCHANDISING,
    predicate=Predicate.RETURNED_FOR,
    subject=DRESS,
    measure=AssertedMeasure.TOO_SMALL,
    evidence=evidence(EvidenceKind.RETURNS, 0.6, 0.8, reference="robe-ondine"),
    weight=18.0,
)
"""Merchandising says that the dress is sent back because it is too small."""

CONFUSES = AssertedThing(
    part=AssertingPart.MERCHANDISING,
    predicate=Predicate.SIZE_CONFUSES,
    subject=DRESS,
    evidence=evidence(),
    weight=20.0,
)
TEARS = replace(
    CONFUSES,
    predicate=Predicate.HAS_DEFECT,
    evidence=evidence(reference="5eaa5eaa5eaa5eaa"),
    weight=26.0,
)
LOWERED = AssertedThing(
    part=AssertingPart.SERVICE,
    predicate=Predicate.HELPS,
    subject=NOTE,
    measure=AssertedMeasure.UNANSWERED,
    evidence=evidence(EvidenceKind.CHANGE, 0.02, 0.09, reference="c0ffee"),
    weight=4.0,
)
"""The service says that an answer lowered open questions by 2 to 9 points, before and after."""

FEWER_BACK = AssertedThing(
    part=AssertingPart.MERCHANDISING,
    predicate=Predicate.HELPS,
    subject=NOTE,
    measure=AssertedMeasure.PIECES_RETURNED,
    evidence=evidence(EvidenceKind.SALES, 0.02, 0.09, reference="robe-ondine"),
    weight=4.0,
)
"""Merchandising says that the dress comes back less often since a note on its size."""

NOTHING = AssertedThing(
    part=AssertingPart.EXPERIMENTS,
    predicate=Predicate.HAS_NO_EFFECT,
    subject=NOTE,
    measure=AssertedMeasure.RESOLVED,
    evidence=evidence(EvidenceKind.EXPERIMENT, -0.02, 0.03, reference="e1"),
    weight=0.0,
)
"""Visitors drawn at random show nothing of it."""

SAME_BACK = replace(NOTHING, measure=AssertedMeasure.RETURNED)
"""Visitors drawn at random send as much back with it as without it."""


def asserted(thing: AssertedThing = COMPLAINED, **changes: object) -> Assertion:
    """Return an open assertion, as a round posts it."""
    made = Assertion(
        assertion_id=identify_assertion(thing.key, 0),
        version=1,
        thing=thing,
        posted_at=NOON,
        moves=(AssertionMove(deed=AssertionDeed.POSTED, at=NOON),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of an assertion
