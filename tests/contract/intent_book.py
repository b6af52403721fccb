"""What every book of outreach does. Inherit `IntentBookContract` and override `book`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from assistant.conversation.ids import ConversationId, CustomerId
from assistant.outreach.followed_orders import FollowedOrders
from assistant.outreach.intents import (
    AmountTally,
    IntentState,
    OutreachIntent,
    OutreachOutcome,
    TriggerSwitch,
)
from assistant.outreach.ports import IntentBook, OutcomeBook, SwitchBook
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import TriggerName

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEEK_AGO = NOON - timedelta(days=7)


class OutreachBook(IntentBook, OutcomeBook, SwitchBook, Protocol):
    """All three books: one adapter keeps them."""


def intent(
    cause: str = "1042",
    *,
    trigger: TriggerName = TriggerName.PARCEL_LATE,
    customer: str = "lea",
    minutes: int = 0,
    state: IntentState = IntentState.WAITING,
    conversation: str = "",
) -> OutreachIntent:
    due = NOON + timedelta(minutes=minutes)
    return OutreachIntent(
        trigger=trigger,
        customer_id=CustomerId(customer),
        cause=cause,
        conversation_id=ConversationId(conversation or ("c1" if customer == "lea" else customer)),
        state=state,
        noted_at=NOON,
        due_at=due,
        expires_at=due + timedelta(days=3),
    )


BEGUN = intent("begun:", state=IntentState.KNOWN)


class IntentBookContract:
    @pytest.fixture
    def book(self) -> OutreachBook:
        raise NotImplementedError

    async def test_a_cause_that_its_conversation_ended_waits_in_another_one(
        self, book: OutreachBook
    ) -> None:
        first, other = intent(), intent(conversation="c2", minutes=5)
        await book.note(BEGUN, [first])
        assert await book.note(BEGUN, [other]) == 0  # it waits in the first
        await book.settle(replace(first, state=IntentState.REFUSED, reason="opted_out"))
        assert await book.note(BEGUN, [other]) == 0  # a STOP is heard everywhere

        second = intent("1043")
        await book.note(BEGUN, [second])
        await book.settle(replace(second, state=IntentState.REFUSED, reason="no_consent"))
        assert await book.note(BEGUN, [second]) == 0  # the same conversation
        known = replace(intent("1043", conversation="c2"), state=IntentState.KNOWN)
        assert await book.note(BEGUN, [known]) == 0
        taken = intent("1043", conversation="c2", minutes=5)
        assert await book.note(BEGUN, [taken]) == 1
        assert await book.due(NOON + timedelta(hours=1), limit=9) == [taken]

    async def test_a_cause_is_noted_once_however_often_it_is_told(self, book: OutreachBook) -> None:
        assert not await book.has(BEGUN)
        assert await book.note(BEGUN, [intent(), intent("1043")]) == 2
        again = replace(intent(), conversation_id=ConversationId("c2"), noted_at=NOON)
        assert await book.note(BEGUN, [again, intent("1044")]) == 1

        assert await book.has(BEGUN)
        assert len(await book.due(NOON, limit=9)) == 3
        assert {one.conversation_id for one in await book.due(NOON, limit=9)} == {"c1"}

    async def test_what_is_due_comes_in_order_and_what_is_settled_no_more(
        self, book: OutreachBook
    ) -> None:
        found = [intent("b", minutes=1), intent("a"), intent("c", minutes=3)]
        held = intent("d", state=IntentState.HELD_OUT)
        await book.note(BEGUN, [*found, held])

        at = NOON + timedelta(minutes=2)
        assert [one.cause for one in await book.due(at, limit=9)] == ["a", "b"]
        assert await book.due(at, limit=1) == [intent("a")]

        await book.settle(replace(intent("a"), state=IntentState.REFUSED, reason="no_consent"))
        await book.delay(intent("b", minutes=1), NOON + timedelta(minutes=9))
        assert await book.due(at, limit=9) == []

    async def test_no_more_are_reserved_in_a_week_than_the_cap_over_all_triggers(
        self, book: OutreachBook
    ) -> None:
        mine = [intent("a"), intent("b", trigger=TriggerName.BACK_IN_STOCK), intent("c")]
        theirs = intent("a", customer="tom")
        await book.note(BEGUN, [*mine, theirs])

        told = await asyncio.gather(
            *(book.reserve(one, NOON, since=WEEK_AGO, most=2) for one in (*mine, theirs))
        )
        assert sum(told[:3]) == 2
        assert told[3]

    async def test_what_was_written_before_the_customer_was_known_counts(
        self, book: OutreachBook
    ) -> None:
        unknown = intent("q", customer="conversation:c2", conversation="c2")
        known = intent("a", conversation="c2")  # of lea, who proved who she is meanwhile
        await book.note(BEGUN, [unknown, known, intent("b")])
        assert await book.reserve(unknown, NOON, since=WEEK_AGO, most=1)
        assert not await book.reserve(intent("b"), NOON, since=WEEK_AGO, most=1)

    async def test_what_was_written_in_a_talk_that_turns_out_to_be_theirs_counts(
        self, book: OutreachBook
    ) -> None:
        unknown = intent("q", customer="conversation:c2", conversation="c2")
        await book.note(BEGUN, [unknown, intent("b")])
        assert await book.reserve(unknown, NOON, since=WEEK_AGO, most=1)
        talks = [ConversationId("c2"), ConversationId("c9")]
        assert not await book.reserve(intent("b"), NOON, since=WEEK_AGO, most=1, talks=talks)

    async def test_a_repeat_counts_once_and_a_week_later_there_is_room(
        self, book: OutreachBook
    ) -> None:
        await book.note(BEGUN, [intent("a"), intent("b")])
        assert await book.reserve(intent("a"), NOON, since=WEEK_AGO, most=1)
        assert await book.reserve(intent("a"), NOON, since=WEEK_AGO, most=1)
        assert not await book.reserve(intent("b"), NOON, since=WEEK_AGO, most=1)
        assert [one.state for one in await book.due(NOON, limit=9)] == ["writing", "waiting"]

        later = NOON + timedelta(days=7)
        assert await book.reserve(intent("b"), later, since=NOON, most=1)

    async def test_what_is_put_back_counts_no_more(self, book: OutreachBook) -> None:
        await book.note(BEGUN, [intent("a"), intent("b")])
        await book.reserve(intent("a"), NOON, since=WEEK_AGO, most=1)
        await book.settle(intent("a"))
        assert await book.reserve(intent("b"), NOON, since=WEEK_AGO, most=1)

    async def test_what_was_settled_is_not_reserved(self, book: OutreachBook) -> None:
        await book.note(BEGUN, [intent()])
        await book.settle(replace(intent(), state=IntentState.REFUSED, reason="opted_out"))
        assert not await book.reserve(intent(), NOON, since=WEEK_AGO, most=1)

    async def test_what_is_written_stays_so_whatever_a_slower_process_says(
        self, book: OutreachBook
    ) -> None:
        await book.note(BEGUN, [intent()])
        written = replace(intent(), state=IntentState.WRITTEN, written_at=NOON)
        await book.settle(written)
        await book.settle(replace(intent(), reason="cap"))
        assert await book.due(NOON + timedelta(days=9), limit=9) == []
        assert [one.state for one in await book.states()] == ["written"]

    async def test_a_trigger_is_turned_by_the_last_word(self, book: OutreachBook) -> None:
        on = TriggerSwitch(
            trigger=TriggerName.PARCEL_LATE, is_on=True, holdout=0.2, at=NOON, by="ops"
        )
        assert await book.switches() == []
        await book.turn(on)
        await book.turn(replace(on, is_on=False))
        assert await book.switches() == [replace(on, is_on=False)]

    async def test_each_customer_is_followed_once_by_their_first_intent(
        self, book: OutreachBook
    ) -> None:
        held = intent("a", customer="tom", state=IntentState.HELD_OUT)
        first, second = intent("a"), replace(intent("b"), noted_at=NOON + timedelta(days=1))
        await book.note(BEGUN, [first, second, held])
        assert await book.unfollowed(NOON - timedelta(seconds=1), limit=9) == []
        found = await book.unfollowed(NOON + timedelta(days=2), limit=9)
        assert {(one.customer_id, one.cause) for one in found} == {("lea", "a"), ("tom", "a")}

        contacted = frozenset({OutreachEffect.CONTACTED})
        await book.keep(OutreachOutcome(intent=first, effects=contacted))
        await book.keep(OutreachOutcome(intent=first, effects=frozenset()))
        await book.keep(OutreachOutcome(intent=held, effects=frozenset()))
        assert await book.unfollowed(NOON + timedelta(days=2), limit=9) == []
        tallies = {one.held_out: one for one in await book.tallies()}
        assert {one.held_percent for one in tallies.values()} == {None}
        assert tallies[False].with_effect == {OutreachEffect.CONTACTED: 1}
        assert (tallies[True].customers, dict(tallies[True].with_effect)) == (1, {})

    async def test_a_trigger_that_is_turned_on_again_counts_customers_anew(
        self, book: OutreachBook
    ) -> None:
        off = TriggerSwitch.off(TriggerName.PARCEL_LATE, 0.1, NOON - timedelta(days=9))
        first_on = off.turned(is_on=True, holdout=0.1, at=NOON - timedelta(days=1), by="ops")
        await book.turn(first_on)
        await book.note(BEGUN, [intent("a"), intent("a", customer="tom")])
        for one in await book.unfollowed(NOON, limit=9):
            await book.keep(OutreachOutcome(intent=one, effects=frozenset()))
        turned_off = first_on.turned(is_on=False, holdout=0.1, at=NOON, by="ops")
        await book.turn(turned_off)
        assert [one.customers for one in await book.tallies()] == [2]  # as it was judged

        again = NOON + timedelta(days=30)
        await book.turn(turned_off.turned(is_on=True, holdout=0.1, at=again, by="ops"))
        assert await book.switches() == [replace(first_on, at=again, began_at=again)]
        assert await book.tallies() == []
        assert await book.unfollowed(again, limit=9) == []
        later = replace(intent("b"), noted_at=again + timedelta(days=1))
        await book.note(BEGUN, [later])
        assert await book.unfollowed(again + timedelta(days=2), limit=9) == [later]
        contacted = frozenset({OutreachEffect.CONTACTED})
        await book.keep(OutreachOutcome(intent=later, effects=contacted))
        await book.keep(OutreachOutcome(intent=later, effects=frozenset()))
        (tally,) = await book.tallies()
        assert (tally.customers, tally.with_effect) == (1, {OutreachEffect.CONTACTED: 1})
        assert await book.unfollowed(again + timedelta(days=2), limit=9) == []

    async def test_sides_are_counted_within_the_share_of_the_draw(self, book: OutreachBook) -> None:
        drawn = {"lea": 10, "tom": 10, "ann": 50, "max": None}
        noted = [replace(intent("a", customer=who), held_percent=n) for who, n in drawn.items()]
        await book.note(BEGUN, noted)
        for one in await book.unfollowed(NOON, limit=9):
            await book.keep(OutreachOutcome(intent=one, effects=frozenset()))
        tallies = {one.held_percent: one.customers for one in await book.tallies()}
        assert tallies == {10: 2, 50: 1, None: 1}

    async def test_amounts_are_summed_of_customers_whose_orders_are_known(
        self, book: OutreachBook
    ) -> None:
        bought = {
            "lea": FollowedOrders(orders=1, paid_minor=4_000, margin_minor=1_500),
            "tom": FollowedOrders(orders=1, paid_minor=3_000_000_000, margin_minor=None),
            "ann": FollowedOrders(orders=0, paid_minor=0, margin_minor=0),
            "max": None,
        }
        noted = [replace(intent("a", customer=who), held_percent=10) for who in bought]
        await book.note(BEGUN, noted)
        for one in await book.unfollowed(NOON, limit=9):
            found = bought[one.customer_id]
            effects = frozenset({OutreachEffect.ORDERED} if found and found.orders else ())
            await book.keep(OutreachOutcome(intent=one, effects=effects, bought=found))
        (tally,) = await book.tallies()
        assert tally.customers == 4
        assert tally.amounts == AmountTally(
            customers=3,
            payers=2,
            paid=3_000_004_000,
            paid_squares=3e9**2 + 4_000**2,
            with_margin=2,
            margin=1_500,
            margin_squares=1_500**2,
        )

    async def test_states_are_counted_without_what_was_known_before(
        self, book: OutreachBook
    ) -> None:
        refused = replace(intent("c"), state=IntentState.REFUSED, reason="cap")
        await book.note(BEGUN, [intent("a"), intent("b"), refused])
        counted = {(one.state, one.reason): one.intents for one in await book.states()}
        assert counted == {("waiting", ""): 2, ("refused", "cap"): 1}
