"""Find which assertions dispute each other, and which say the same. Pure.

An effect whose sides were drawn at random disputes one that compares the weeks before and after,
never the other way round: seasons and other changes are in the latter.
"""

from collections.abc import Iterable, Sequence

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    Assertion,
    AssertionDispute,
    AssertionState,
    DisputeCause,
    Predicate,
    Settlement,
)
from assistant.improvement.assertions.predicate_table import (
    CAUSES,
    EFFECTS,
    MAIN_CAUSES,
    matter_of,
)

_BY_EFFECT = {
    Predicate.HELPS: DisputeCause.HELP,
    Predicate.HAS_NO_EFFECT: DisputeCause.NO_EFFECT,
    Predicate.HARMS: DisputeCause.HARM,
}


def find_disputes(one: Assertion, every: Iterable[Assertion]) -> tuple[AssertionDispute, ...]:
    """Return the disputes of an assertion by those that stand, in the order of their ids."""
    found = (
        AssertionDispute(by=other.assertion_id, cause=cause)
        for other in every
        if stands(other) and (cause := dispute_cause(one, other)) is not None
    )
    return tuple(sorted(found, key=lambda dispute: dispute.by))


def stands(one: Assertion) -> bool:
    """Return whether an assertion counts against others: it is open, or a person upheld it."""
    if one.state is AssertionState.SETTLED:
        return one.settlement is Settlement.UPHELD
    return one.state is not AssertionState.WITHDRAWN


def dispute_cause(one: Assertion, other: Assertion) -> DisputeCause | None:
    """Return the reason why another assertion disputes one; None: it does not."""
    mine, theirs = one.thing, other.thing
    if mine.part is theirs.part or mine.subject != theirs.subject:
        return None
    if mine.predicate in MAIN_CAUSES:
        return _other_cause(one, other)
    if mine.evidence.kind.is_drawn and not theirs.evidence.kind.is_drawn:
        return None
    if _deny_each_other(mine, theirs):
        return _BY_EFFECT[theirs.predicate]
    is_same = (mine.predicate, mine.measure) == (theirs.predicate, theirs.measure)
    if is_same and mine.evidence.is_apart(theirs.evidence):
        return DisputeCause.APART
    return None


def find_agreeing(one: Assertion, every: Iterable[Assertion]) -> Sequence[Assertion]:
    """Return the assertions of other parts that stand, and say the same about the same subject."""
    return [
        other
        for other in every
        if stands(other)
        and other.thing.part is not one.thing.part
        and other.thing.subject == one.thing.subject
        and matter_of(other.thing) is matter_of(one.thing)
        and _are_of_one_kind(other.thing, one.thing)
        and dispute_cause(one, other) is None
    ]


_OF_RETURNS = frozenset({AssertedMeasure.PIECES_RETURNED, AssertedMeasure.RETURNED})


def _deny_each_other(mine: AssertedThing, theirs: AssertedThing) -> bool:
    """Tell whether one of two effects is wrong, or does not tell all.

    Good and harm deny each other, whatever they are measured by: one change cannot be both kept and
    taken back. No effect on returns denies an effect on returns alone.
    """
    both = {mine.predicate, theirs.predicate}
    if not both <= EFFECTS or len(both) == 1:
        return False
    return _are_of_one_kind(mine, theirs) or Predicate.HAS_NO_EFFECT not in both


def _are_of_one_kind(mine: AssertedThing, theirs: AssertedThing) -> bool:
    """Tell whether both effects are on returns, or neither is."""
    return (mine.measure in _OF_RETURNS) is (theirs.measure in _OF_RETURNS)


def _other_cause(one: Assertion, other: Assertion) -> DisputeCause | None:
    """Return the dispute of another main cause, or of something newer that concerns more."""
    matter = matter_of(other.thing)
    is_rival = matter in CAUSES and matter is not matter_of(one.thing)
    if is_rival and other.thing.predicate in MAIN_CAUSES:
        return DisputeCause.OTHER_MAIN
    is_newer = other.posted_at > one.posted_at
    is_more = other.thing.weight > one.thing.weight
    return DisputeCause.OTHER_CAUSE if is_rival and is_newer and is_more else None
