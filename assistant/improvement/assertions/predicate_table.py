"""Declare each predicate once: its parts, subjects, evidence, unit and consequence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    Consequence,
    EvidenceKind,
    Predicate,
    SubjectKind,
)


class Quantity(StrEnum):
    """Name the units of an assertion's interval."""

    SHARE = "share"  # [0, 1]
    DIFFERENCE = "difference"  # of two shares, [-1, 1]; of an effect: positive is good
    PER_DAY = "per_day"  # conversations


class AssertedMatter(StrEnum):
    """Name the matters that several predicates speak of: about one subject, they say the same."""

    OPEN_QUESTIONS = "open_questions"
    PEOPLE_CALLED = "people_called"
    SIZE = "size"
    DEFECT = "defect"
    PRICE = "price"
    DEMAND = "demand"
    LACK = "lack"
    PAGE = "page"
    QUALITY = "quality"
    GOOD = "good"
    NOTHING = "nothing"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredicateRule:
    """Declare a predicate."""

    parts: frozenset[AssertingPart]
    subjects: frozenset[SubjectKind]
    evidence: frozenset[EvidenceKind]
    quantity: Quantity
    matter: AssertedMatter | None  # None: its measure says it
    becomes: Consequence  # upheld, where no more is known of it

    def allows(self, thing: AssertedThing) -> bool:
        """Return whether a part may assert this of this subject, by this evidence."""
        return (
            thing.part in self.parts
            and thing.subject.kind in self.subjects
            and thing.evidence.kind in self.evidence
        )


def matter_of(thing: AssertedThing) -> AssertedMatter:
    """Return the matter that an assertion speaks of."""
    return PREDICATES[thing.predicate].matter or _CAUSES[thing.measure]


_CAUSES: Mapping[AssertedMeasure, AssertedMatter] = {
    AssertedMeasure.SIZE: AssertedMatter.SIZE,
    AssertedMeasure.DEFECT: AssertedMatter.DEFECT,
    AssertedMeasure.PRICE: AssertedMatter.PRICE,
}

CAUSES = frozenset(_CAUSES.values())
"""The matters that can each be the main cause of complaints: about one product, they compete."""

EFFECTS = frozenset({Predicate.HELPS, Predicate.HAS_NO_EFFECT, Predicate.HARMS})
"""The predicates on the worth of a thing: of two about one thing, one is wrong."""


def _found(
    subject: SubjectKind, matter: AssertedMatter, quantity: Quantity = Quantity.SHARE
) -> PredicateRule:
    """Return the rule of a predicate that an insight gives."""
    return PredicateRule(
        parts=frozenset({AssertingPart.MERCHANDISING}),
        subjects=frozenset({subject}),
        evidence=frozenset({EvidenceKind.INSIGHT}),
        quantity=quantity,
        matter=matter,
        becomes=Consequence.INSIGHT,
    )


def _served(
    subject: SubjectKind, evidence: EvidenceKind, matter: AssertedMatter | None
) -> PredicateRule:
    """Return the rule of a predicate on the work of the service."""
    is_share = evidence is EvidenceKind.COMPLAINTS
    return PredicateRule(
        parts=frozenset({AssertingPart.SERVICE}),
        subjects=frozenset({subject}),
        evidence=frozenset({evidence}),
        quantity=Quantity.SHARE if is_share else Quantity.DIFFERENCE,
        matter=matter,
        becomes=Consequence.CHANGE,
    )


def _effect(matter: AssertedMatter) -> PredicateRule:
    """Return the rule of a predicate on the worth of a thing."""
    service, drawn = AssertingPart.SERVICE, AssertingPart.EXPERIMENTS
    return PredicateRule(
        parts=frozenset({service, drawn, AssertingPart.OUTREACH}),
        subjects=frozenset({SubjectKind.CHANGE, SubjectKind.TRIGGER, SubjectKind.WORK}),
        evidence=frozenset(
            {
                EvidenceKind.CHANGE,
                EvidenceKind.WORK,
                EvidenceKind.EXPERIMENT,
                EvidenceKind.LEDGER,
            }
        ),
        quantity=Quantity.DIFFERENCE,
        matter=matter,
        becomes=Consequence.CHANGE,
    )


PREDICATES: Mapping[Predicate, PredicateRule] = {
    Predicate.UNANSWERED_MORE: _served(
        SubjectKind.TOPIC, EvidenceKind.REPORT, AssertedMatter.OPEN_QUESTIONS
    ),
    Predicate.HANDED_OVER_MORE: _served(
        SubjectKind.TOPIC, EvidenceKind.REPORT, AssertedMatter.PEOPLE_CALLED
    ),
    Predicate.MAIN_CAUSE: _served(SubjectKind.PRODUCT, EvidenceKind.COMPLAINTS, None),
    Predicate.HAS_NO_PAGE: _found(SubjectKind.TOPIC, AssertedMatter.OPEN_QUESTIONS),
    Predicate.IS_SOUGHT: _found(SubjectKind.DEMAND, AssertedMatter.DEMAND),
    Predicate.IS_SOLD_OUT: _found(SubjectKind.PRODUCT, AssertedMatter.DEMAND, Quantity.PER_DAY),
    Predicate.SIZE_CONFUSES: _found(SubjectKind.PRODUCT, AssertedMatter.SIZE),
    Predicate.HAS_DEFECT: _found(SubjectKind.PRODUCT, AssertedMatter.DEFECT),
    Predicate.IS_TOO_DEAR: _found(SubjectKind.PRODUCT, AssertedMatter.PRICE),
    Predicate.PAGE_LACKS: _found(SubjectKind.PRODUCT, AssertedMatter.LACK),
    Predicate.SETTLES_LESS: _found(SubjectKind.PAGE, AssertedMatter.PAGE),
    Predicate.FAILS_MORE: PredicateRule(
        parts=frozenset({AssertingPart.QUALITY}),
        subjects=frozenset({SubjectKind.CHECK}),
        evidence=frozenset({EvidenceKind.CHECK}),
        quantity=Quantity.DIFFERENCE,
        matter=AssertedMatter.QUALITY,
        becomes=Consequence.CHANGE,
    ),
    Predicate.HELPS: _effect(AssertedMatter.GOOD),
    Predicate.HAS_NO_EFFECT: _effect(AssertedMatter.NOTHING),
    Predicate.HARMS: _effect(AssertedMatter.BAD),
}
