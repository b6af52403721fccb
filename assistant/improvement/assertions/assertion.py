"""Hold an assertion: a typed statement of one part of the product, with its evidence. Pure.

posted <-> disputed -> settled (upheld, rejected, unknown)       posted or disputed -> withdrawn

An assertion has no field for words. Its names are of closed lists, its references are ids, and all
the rest is numbers and times. So no words of a customer, and none of another part, can get in.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

AssertionId = NewType("AssertionId", str)
"""Identifies an assertion: hex digits, for it stands in addresses of pages."""

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:./#-]{0,79}")


class AssertingPart(StrEnum):
    """Name the parts of the product that post assertions."""

    SERVICE = "service"  # what customers ask, and what becomes of it
    MERCHANDISING = "merchandising"  # what is sought, missing or wrong with products and pages
    QUALITY = "quality"  # the checks of every conversation
    EXPERIMENTS = "experiments"  # what a change is worth
    OUTREACH = "outreach"  # what messages that the shop writes first are worth


class SubjectKind(StrEnum):
    """Name the kinds of subjects of an assertion; the comment names the thing referred to."""

    PRODUCT = "product"  # a product of the catalogue
    TOPIC = "topic"  # a topic that a build found
    DEMAND = "demand"  # an insight: its thing is named there, and not here
    PAGE = "page"  # an insight, in the same way
    CHECK = "check"  # a `QualityName`
    TRIGGER = "trigger"  # a `TriggerName`
    CHANGE = "change"  # a change set
    WORK = "work"  # an insight that people worked on


class Predicate(StrEnum):
    """Name the statements that can be made; each is declared in `predicate_table`."""

    UNANSWERED_MORE = "unanswered_more"
    HANDED_OVER_MORE = "handed_over_more"
    MAIN_CAUSE = "main_cause"  # of the complaints about a product
    RETURNED_FOR = "returned_for"  # the main cause of the returns of a product
    HAS_NO_PAGE = "has_no_page"
    IS_SOUGHT = "is_sought"
    IS_SOLD_OUT = "is_sold_out"
    SIZE_CONFUSES = "size_confuses"
    HAS_DEFECT = "has_defect"
    IS_TOO_DEAR = "is_too_dear"
    PAGE_LACKS = "page_lacks"
    SETTLES_LESS = "settles_less"
    FAILS_MORE = "fails_more"
    HELPS = "helps"
    HAS_NO_EFFECT = "has_no_effect"
    HARMS = "harms"


class AssertedMeasure(StrEnum):
    """Name the thing that is counted, where a predicate can be about several."""

    NONE = "none"
    UNANSWERED = "unanswered"  # a question stayed open
    FREQUENCY = "frequency"  # of the insight that was worked on
    RESOLVED = "resolved"  # of a visitor of an experiment, as are the next ones
    HANDED_OVER = "handed_over"
    DISLIKED = "disliked"
    COMPLAINED = "complained"  # of the outreach's customers, too, as are the next ones
    WAITED = "waited"
    CONTACTED = "contacted"
    ORDERED = "ordered"
    RETURNED = "returned"
    STOPPED = "stopped"
    SIZE = "size"  # of complaints about a product, as are the next ones
    DEFECT = "defect"
    PRICE = "price"
    TOO_SMALL = "too_small"  # of returns of a product, as are the next ones, size and defect
    TOO_LARGE = "too_large"
    DESCRIPTION = "description"
    PIECES_RETURNED = "pieces_returned"  # of the pieces of a product that were sold


class EvidenceKind(StrEnum):
    """Name the kinds of evidence; the comment names the thing referred to."""

    INSIGHT = "insight"
    REPORT = "report"  # the topic of its line
    COMPLAINTS = "complaints"  # the product
    RETURNS = "returns"  # the product
    CHECK = "check"  # the check of quality
    CHANGE = "change"  # a change set: the weeks before and after
    WORK = "work"  # an insight: the weeks before and after people worked on it
    SALES = "sales"  # the product, whose pieces were sold before and after work on it
    EXPERIMENT = "experiment"
    LEDGER = "ledger"  # the trigger

    @property
    def is_drawn(self) -> bool:
        """Return whether sides were drawn at random: chance and season are in no difference."""
        return self in {EvidenceKind.EXPERIMENT, EvidenceKind.LEDGER}


class AssertionState(StrEnum):
    """Name the states of an assertion."""

    POSTED = "posted"
    DISPUTED = "disputed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"  # by its own part, whose evidence is gone


class Settlement(StrEnum):
    """Name the words of a person on an assertion."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    UNKNOWN = "unknown"  # the evidence does not tell


class DisputeCause(StrEnum):
    """Name the reasons why one assertion disputes another."""

    NO_EFFECT = "no_effect"  # an effect that is measured at nothing
    HARM = "harm"  # an effect that is measured as harm
    HELP = "help"  # an effect that is measured as good
    APART = "apart"  # both intervals have nothing in common
    OTHER_CAUSE = "other_cause"  # something newer concerns more conversations
    OTHER_MAIN = "other_main"  # of complaints another cause is the main one than of returns


class AssertionDeed(StrEnum):
    """Name the moves on an assertion, for its history and for the audit."""

    POSTED = "posted"
    RENEWED = "renewed"  # its verdict holds with figures that have nothing in common with before
    DISPUTED = "disputed"
    UNDISPUTED = "undisputed"  # the other assertion is gone
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    BECAME = "became"  # something follows from it


class Consequence(StrEnum):
    """Name the things that an assertion can become; the comment names the thing referred to."""

    INSIGHT = "insight"  # its status is another
    CHANGE = "change"  # a change set that people decide on
    EXPERIMENT = "experiment"  # the change set that a form tries on visitors
    KEPT = "kept"  # its subject, which stays as it is


def is_reference(text: str) -> bool:
    """Return whether a text can be a reference: an id in ASCII without spaces, of 80 at most."""
    return _REFERENCE.fullmatch(text) is not None


def reference_of(some_id: str) -> str:
    """Return the reference for an id: itself, or 16 hex digits for an id of other characters."""
    return some_id if is_reference(some_id) else _digest(some_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionSubject:
    """Hold the thing that an assertion is about.

    Raises:
        ValueError: the reference is no id.
    """

    kind: SubjectKind
    reference: str

    def __post_init__(self) -> None:
        _check(self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionEvidence:
    """Hold a piece of evidence: counts, with the interval that they allow.

    Raises:
        ValueError: the reference is no id.
    """

    kind: EvidenceKind
    reference: str
    count: int  # conversations, visits, visitors or customers; of a comparison: those of both sides
    of: float = 0.0  # that could have had it, in the unit of the evidence; 0: a comparison
    customers: int = 0  # distinct; 0: the counts are of customers already
    value: float  # in the unit of the predicate's quantity
    low: float
    high: float
    since: date | None = None  # the days that were counted, UTC
    until: date | None = None  # the first day that was not

    def __post_init__(self) -> None:
        _check(self.reference)

    def is_apart(self, other: "AssertionEvidence") -> bool:
        """Return whether both intervals have nothing in common."""
        return self.high < other.low or other.high < self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionDispute:
    """Hold the dispute of another assertion."""

    by: AssertionId
    cause: DisputeCause


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionMove:
    """Hold one move on an assertion."""

    deed: AssertionDeed
    at: datetime  # aware, UTC
    by: str = ""  # an agent's id; "": by itself
    other: str = ""  # the assertion that disputes, or the thing that it became
    reason: str = ""  # of the person who settled it, without personal data; no program reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """Hold the thing that follows from a settled assertion."""

    kind: Consequence
    reference: str

    def __post_init__(self) -> None:
        _check(self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertedThing:
    """Hold the content of an assertion, as its part makes it of the newest figures."""

    part: AssertingPart
    predicate: Predicate
    subject: AssertionSubject
    measure: AssertedMeasure = AssertedMeasure.NONE
    evidence: AssertionEvidence
    weight: float  # conversations or customers that it concerns at the least: the rank

    @property
    def key(self) -> str:
        """Return the key that is the same for the same thing asserted of the same evidence."""
        subject, evidence = self.subject, self.evidence
        parts = (self.part, self.predicate, subject.kind, subject.reference, self.measure)
        return _digest(*parts, evidence.kind, evidence.reference)

    @property
    def insight_id(self) -> str:
        """Return the id of the insight that it is found by, or whose work it is about; "": none."""
        if self.evidence.kind is EvidenceKind.INSIGHT:
            return self.evidence.reference
        return self.subject.reference if self.subject.kind is SubjectKind.WORK else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """Hold an assertion with its life. It names no customer."""

    assertion_id: AssertionId
    version: int  # grows with every move: a move made on an older one is refused
    thing: AssertedThing
    state: AssertionState = AssertionState.POSTED
    posted_at: datetime  # aware, UTC
    disputes: tuple[AssertionDispute, ...] = ()
    settlement: Settlement | None = None  # None: not settled
    became: Became | None = None
    moves: tuple[AssertionMove, ...] = ()  # the oldest first; the store only appends

    @property
    def is_open(self) -> bool:
        """Return whether a person may settle it."""
        return self.state in {AssertionState.POSTED, AssertionState.DISPUTED}

    @property
    def moved_at(self) -> datetime:
        """Return the time of the last move."""
        return self.moves[-1].at if self.moves else self.posted_at

    def with_move(self, move: AssertionMove, **changes: object) -> "Assertion":
        """Return the assertion after one more move."""
        moved = replace(self, version=self.version + 1, moves=(*self.moves, move))
        return replace(moved, **changes)  # type: ignore[arg-type]  # fields of an assertion


def identify_assertion(key: str, times: int) -> AssertionId:
    """Return the id of the assertion of a key that was settled so many times before."""
    return AssertionId(_digest(key, str(times)))


def newest_by_key(every: Iterable[Assertion]) -> Mapping[str, Assertion]:
    """Return the assertion of each key that was posted last."""
    in_turn = sorted(every, key=lambda one: one.posted_at)
    return {one.thing.key: one for one in in_turn}


def _check(reference: str) -> None:
    if not is_reference(reference):
        msg = "an assertion refers by an id of ASCII letters, digits and _:./#-"
        raise ValueError(msg)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
