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
    DESCRIPTION = "description"
    DEMAND = "demand"
    LACK = "lack"
    PAGE = "page"
    QUALITY = "quality"
    GOOD = "good"
    NOTHING = "nothing"
    BAD = "bad"


Way = tuple[AssertingPart, SubjectKind, EvidenceKind]
"""A part, the kind of its subject, and the evidence by which it may assert something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredicateRule:
    """Declare a predicate."""

    ways: frozenset[Way]
    quantity: Quantity
    matter: AssertedMatter | None  # None: its measure says it
    becomes: Consequence  # upheld, where no more is known of it

    def allows(self, thing: AssertedThing) -> bool:
        """Return whether a part may assert this of this subject, by this evidence."""
        return (thing.part, thing.subject.kind, thing.evidence.kind) in self.ways


def matter_of(thing: AssertedThing) -> AssertedMatter:
    """Return the matter that an assertion speaks of."""
    return PREDICATES[thing.predicate].matter or _CAUSES[thing.measure]


_CAUSES: Mapping[AssertedMeasure, AssertedMatter] = {
    AssertedMeasure.SIZE: AssertedMatter.SIZE,
    AssertedMeasure.DEFECT: AssertedMatter.DEFECT,
    AssertedMeasure.PRICE: AssertedMatter.PRICE,
    AssertedMeasure.TOO_SMALL: AssertedMatter.SIZE,
    AssertedMeasure.TOO_LARGE: AssertedMatter.SIZE,
    AssertedMeasure.DESCRIPTION: AssertedMatter.DESCRIPTION,
}

CAUSES = frozenset(_CAUSES.values())
"""The matters that can each be the main cause of complaints or returns: they compete."""

MAIN_CAUSES = frozenset({Predicate.MAIN_CAUSE, Predicate.RETURNED_FOR})
"""The predicates on the main cause of something: of one product, two should name the same."""

EFFECTS = frozenset({Predicate.HELPS, Predicate.HAS_NO_EFFECT, Predicate.HARMS})
"""The predicates on the worth of a thing: of two about one thing, one is wrong."""


def _found(
    subject: SubjectKind, matter: AssertedMatter, quantity: Quantity = Quantity.SHARE
) -> PredicateRule:
    """Return the rule of a predicate that an insight gives."""
    way = (AssertingPart.MERCHANDISING, subject, EvidenceKind.INSIGHT)
    return PredicateRule(
        ways=frozenset({way}), quantity=quantity, matter=matter, becomes=Consequence.INSIGHT
    )


def _more(
    part: AssertingPart, subject: SubjectKind, evidence: EvidenceKind, matter: AssertedMatter
) -> PredicateRule:
    """Return the rule of a predicate on a thing that happens more often than before."""
    return PredicateRule(
        ways=frozenset({(part, subject, evidence)}),
        quantity=Quantity.DIFFERENCE,
        matter=matter,
        becomes=Consequence.CHANGE,
    )


def _main_cause(part: AssertingPart, evidence: EvidenceKind) -> PredicateRule:
    """Return the rule of a predicate on the main cause of something about a product."""
    return PredicateRule(
        ways=frozenset({(part, SubjectKind.PRODUCT, evidence)}),
        quantity=Quantity.SHARE,
        matter=None,
        becomes=Consequence.CHANGE,
    )


_EFFECTS: frozenset[Way] = frozenset(
    {
        (AssertingPart.SERVICE, SubjectKind.CHANGE, EvidenceKind.CHANGE),
        (AssertingPart.SERVICE, SubjectKind.WORK, EvidenceKind.WORK),
        (AssertingPart.MERCHANDISING, SubjectKind.CHANGE, EvidenceKind.SALES),
        (AssertingPart.MERCHANDISING, SubjectKind.WORK, EvidenceKind.SALES),
        (AssertingPart.EXPERIMENTS, SubjectKind.CHANGE, EvidenceKind.EXPERIMENT),
        (AssertingPart.QUALITY, SubjectKind.CHANGE, EvidenceKind.EXPERIMENT),
        (AssertingPart.OUTREACH, SubjectKind.TRIGGER, EvidenceKind.LEDGER),
    }
)
"""The ways to assert the worth of a thing: parts speak for what they count."""


def _effect(matter: AssertedMatter) -> PredicateRule:
    """Return the rule of a predicate on the worth of a thing."""
    return PredicateRule(
        ways=_EFFECTS,
        quantity=Quantity.DIFFERENCE,
        matter=matter,
        becomes=Consequence.CHANGE,
    )


PREDICATES: Mapping[Predicate, PredicateRule] = {
    Predicate.UNANSWERED_MORE: _more(
        AssertingPart.SERVICE,
        SubjectKind.TOPIC,
        EvidenceKind.REPORT,
        AssertedMatter.OPEN_QUESTIONS,
    ),
    Predicate.HANDED_OVER_MORE: _more(
        AssertingPart.SERVICE, SubjectKind.TOPIC, EvidenceKind.REPORT, AssertedMatter.PEOPLE_CALLED
    ),
    Predicate.MAIN_CAUSE: _main_cause(AssertingPart.SERVICE, EvidenceKind.COMPLAINTS),
    Predicate.RETURNED_FOR: _main_cause(AssertingPart.MERCHANDISING, EvidenceKind.RETURNS),
    Predicate.HAS_NO_PAGE: _found(SubjectKind.TOPIC, AssertedMatter.OPEN_QUESTIONS),
    Predicate.IS_SOUGHT: _found(SubjectKind.DEMAND, AssertedMatter.DEMAND),
    Predicate.IS_SOLD_OUT: _found(SubjectKind.PRODUCT, AssertedMatter.DEMAND, Quantity.PER_DAY),
    Predicate.SIZE_CONFUSES: _found(SubjectKind.PRODUCT, AssertedMatter.SIZE),
    Predicate.HAS_DEFECT: _found(SubjectKind.PRODUCT, AssertedMatter.DEFECT),
    Predicate.IS_TOO_DEAR: _found(SubjectKind.PRODUCT, AssertedMatter.PRICE),
    Predicate.PAGE_LACKS: _found(SubjectKind.PRODUCT, AssertedMatter.LACK),
    Predicate.SETTLES_LESS: _found(SubjectKind.PAGE, AssertedMatter.PAGE),
    Predicate.FAILS_MORE: _more(
        AssertingPart.QUALITY, SubjectKind.CHECK, EvidenceKind.CHECK, AssertedMatter.QUALITY
    ),
    Predicate.HELPS: _effect(AssertedMatter.GOOD),
    Predicate.HAS_NO_EFFECT: _effect(AssertedMatter.NOTHING),
    Predicate.HARMS: _effect(AssertedMatter.BAD),
}
