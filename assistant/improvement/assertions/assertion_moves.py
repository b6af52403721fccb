"""Move assertions: by a round of new figures, and as people settle them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.improvement.assertions.assertion import (
    AssertedThing,
    AssertingPart,
    Assertion,
    AssertionDeed,
    AssertionDispute,
    AssertionId,
    AssertionMove,
    AssertionState,
    Became,
    Settlement,
    identify_assertion,
    newest_by_key,
)
from assistant.improvement.assertions.assertion_disputes import find_disputes
from assistant.improvement.assertions.predicate_table import PREDICATES
from assistant.understanding.personal_data.removal import remove_personal_data

QUIET = timedelta(weeks=8)
"""Time after a settlement in which the same is not posted again, as of rejected change sets."""

MOST = 12
"""Most open assertions of a part, the heaviest: more than people settle in a week."""


class AssertionRefusal(StrEnum):
    """Name the reasons why a move on an assertion is refused."""

    MOVED = "moved"  # it is settled or withdrawn
    NO_REASON = "no_reason"


class AssertionRefusedError(Exception):
    """Say that an assertion cannot be moved as it is."""

    def __init__(self, why: AssertionRefusal) -> None:
        super().__init__(why)
        self.why = why


def renew(
    known: Sequence[Assertion],
    made: Iterable[AssertedThing],
    *,
    standing: Iterable[AssertedThing] = (),
    now: datetime,
) -> list[Assertion]:
    """Return the assertions that are new or moved, after a round of new figures.

    `made` is everything that the parts assert by them; `standing` is shown too weakly to be posted,
    and enough for an open assertion to stay. One that is among neither is withdrawn; one that was
    settled is not posted again for `QUIET`, nor of the same figures.

    Raises:
        ValueError: a part asserts something that the table does not let it.
    """
    every = by_id(known)
    newest, things, weak = newest_by_key(known), _checked(made), _checked(standing)
    for key, one in newest.items():
        if one.is_open:
            thing = things.get(key) or weak.get(key)
            every[one.assertion_id] = _renewed(one, thing, now) if thing else _withdrawn(one, now)
    for thing in _fresh(things, newest, every.values(), now):
        times = sum(one.thing.key == thing.key for one in known)
        new = _posted(thing, times, newest.get(thing.key), now)
        every[new.assertion_id] = new
    return moved_from(known, _with_disputes(every.values(), now))


def review_disputes(known: Sequence[Assertion], *, now: datetime) -> list[Assertion]:
    """Return the assertions that are disputed, or no more, after another one was settled."""
    return moved_from(known, _with_disputes(known, now))


def moved_from(known: Iterable[Assertion], after: Iterable[Assertion]) -> list[Assertion]:
    """Return the assertions that are not among those known, as they are now."""
    before = by_id(known)
    return [one for one in after if one != before.get(one.assertion_id)]


def settle(
    one: Assertion, settlement: Settlement, *, by: str, reason: str, at: datetime
) -> Assertion:
    """Return an assertion that a person settled.

    Raises:
        AssertionRefusedError: it is open no more, or there is no reason.
    """
    if not one.is_open:
        raise AssertionRefusedError(AssertionRefusal.MOVED)
    if not reason.strip():
        raise AssertionRefusedError(AssertionRefusal.NO_REASON)
    words = remove_personal_data(reason.strip()).text
    move = AssertionMove(
        deed=AssertionDeed.SETTLED, at=at, by=by, other=str(settlement), reason=words
    )
    return one.with_move(move, state=AssertionState.SETTLED, settlement=settlement)


def become(one: Assertion, became: Became, *, by: str, at: datetime) -> Assertion:
    """Return a settled assertion with the thing that follows from it.

    Raises:
        AssertionRefusedError: it is not settled, or something follows from it already.
    """
    if one.state is not AssertionState.SETTLED or one.became is not None:
        raise AssertionRefusedError(AssertionRefusal.MOVED)
    move = AssertionMove(deed=AssertionDeed.BECAME, at=at, by=by, other=became.reference)
    return one.with_move(move, became=became)


def _checked(made: Iterable[AssertedThing]) -> dict[str, AssertedThing]:
    things = {one.key: one for one in made}
    for one in things.values():
        if not PREDICATES[one.predicate].allows(one):
            msg = f"{one.part} cannot assert {one.predicate} of a {one.subject.kind}"
            raise ValueError(msg)
    return things


def _fresh(
    things: Mapping[str, AssertedThing],
    newest: Mapping[str, Assertion],
    every: Iterable[Assertion],
    now: datetime,
) -> list[AssertedThing]:
    """Return the things to post: of each part the heaviest, as many as it may have open."""
    room = dict.fromkeys(AssertingPart, MOST)
    for one in every:
        room[one.thing.part] -= one.is_open
    fresh = []
    for thing in sorted(things.values(), key=lambda one: (-one.weight, one.key)):
        last = newest.get(thing.key)
        if room[thing.part] > 0 and (last is None or _may_return(last, thing, now)):
            room[thing.part] -= 1
            fresh.append(thing)
    return fresh


def _may_return(last: Assertion, thing: AssertedThing, now: datetime) -> bool:
    """Return whether the same may be posted again: a settled one, of other figures alone."""
    if last.state is AssertionState.SETTLED:
        return now - last.moved_at >= QUIET and thing.evidence != last.thing.evidence
    return last.state is AssertionState.WITHDRAWN


def _posted(thing: AssertedThing, times: int, last: Assertion | None, now: datetime) -> Assertion:
    """Return a new assertion; one that was withdrawn is posted again."""
    if last is not None and last.state is AssertionState.WITHDRAWN:
        move = AssertionMove(deed=AssertionDeed.POSTED, at=now)
        back = {"state": AssertionState.POSTED, "thing": thing, "posted_at": now}
        return last.with_move(move, **back)
    return Assertion(
        assertion_id=identify_assertion(thing.key, times),
        version=1,
        thing=thing,
        posted_at=now,
        moves=(AssertionMove(deed=AssertionDeed.POSTED, at=now),),
    )


def _renewed(one: Assertion, thing: AssertedThing, now: datetime) -> Assertion:
    """Return an assertion with newer figures; its history tells where they lie apart."""
    if thing == one.thing:
        return one
    if thing.evidence.is_apart(one.thing.evidence):
        return one.with_move(AssertionMove(deed=AssertionDeed.RENEWED, at=now), thing=thing)
    return replace(one, version=one.version + 1, thing=thing)


def _with_disputes(every: Collection[Assertion], now: datetime) -> list[Assertion]:
    return [_disputed(one, every, now) for one in every]


def _disputed(one: Assertion, every: Iterable[Assertion], now: datetime) -> Assertion:
    """Return an open assertion with the disputes that there are now."""
    if not one.is_open:
        return one
    disputes = find_disputes(one, every)
    moved = replace(one, disputes=disputes)
    for dispute in disputes:
        if dispute not in one.disputes:
            moved = _told(moved, AssertionDeed.DISPUTED, dispute, now)
    for dispute in one.disputes:
        if dispute not in disputes:
            moved = _told(moved, AssertionDeed.UNDISPUTED, dispute, now)
    state = AssertionState.DISPUTED if disputes else AssertionState.POSTED
    return replace(moved, state=state)


def _told(
    one: Assertion, deed: AssertionDeed, dispute: AssertionDispute, now: datetime
) -> Assertion:
    return one.with_move(AssertionMove(deed=deed, at=now, other=dispute.by))


def _withdrawn(one: Assertion, now: datetime) -> Assertion:
    move = AssertionMove(deed=AssertionDeed.WITHDRAWN, at=now)
    return one.with_move(move, state=AssertionState.WITHDRAWN, disputes=())


def open_first(every: Iterable[Assertion]) -> list[Assertion]:
    """Return assertions as people read them: disputed, posted, settled, withdrawn, by weight."""
    order = (
        AssertionState.DISPUTED,
        AssertionState.POSTED,
        AssertionState.SETTLED,
        AssertionState.WITHDRAWN,
    )
    return sorted(every, key=lambda one: (order.index(one.state), -one.thing.weight))


def by_id(every: Iterable[Assertion]) -> dict[AssertionId, Assertion]:
    """Return assertions by their ids."""
    return {one.assertion_id: one for one in every}
