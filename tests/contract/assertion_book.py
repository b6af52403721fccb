"""What every `AssertionBook` does. Inherit `AssertionBookContract` and override `book`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.assertions import assertion_moves
from assistant.improvement.assertions.assertion import (
    AssertionDeed,
    AssertionId,
    Became,
    Consequence,
    Settlement,
)
from assistant.improvement.assertions.ports import (
    AssertionBook,
    AssertionConflictError,
    UnknownAssertionError,
)
from tests.support.seeds.assertion_seeds import COMPLAINED, LOWERED, NOTHING, asserted
from tests.support.seeds.conversation_events import NOON


class AssertionBookContract:
    @pytest.fixture
    def book(self) -> AssertionBook:
        raise NotImplementedError

    async def test_there_are_none_at_first(self, book: AssertionBook) -> None:
        assert list(await book.all()) == []
        with pytest.raises(UnknownAssertionError):
            await book.get(AssertionId("none"))

    async def test_an_assertion_comes_back_with_all_of_its_moves(self, book: AssertionBook) -> None:
        disputed = assertion_moves.renew([], [LOWERED, NOTHING], now=NOON)[0]
        settled = assertion_moves.settle(
            disputed, Settlement.REJECTED, by="zoé", reason="chance", at=NOON
        )
        became = Became(kind=Consequence.CHANGE, reference="c0ffee")
        full = assertion_moves.become(settled, became, by="zoé", at=NOON)

        await book.put(full, expected_version=None)

        assert await book.get(full.assertion_id) == full
        assert [*await book.all()] == [full]

    async def test_the_one_posted_last_comes_first(self, book: AssertionBook) -> None:
        old = asserted(COMPLAINED)
        new = asserted(LOWERED, posted_at=NOON + timedelta(days=1))
        for one in (old, new):
            await book.put(one, expected_version=None)

        assert [*await book.all()] == [new, old]

    async def test_moves_are_added_and_those_before_stay(self, book: AssertionBook) -> None:
        first = asserted()
        await book.put(first, expected_version=None)
        settled = assertion_moves.settle(
            first, Settlement.UPHELD, by="zoé", reason="so it is", at=NOON
        )
        rewritten = replace(settled, moves=(replace(first.moves[0], by="eve"), settled.moves[1]))

        await book.put(rewritten, expected_version=first.version)

        kept = (await book.get(first.assertion_id)).moves
        assert [(one.deed, one.by) for one in kept] == [
            (AssertionDeed.POSTED, ""),
            (AssertionDeed.SETTLED, "zoé"),
        ]

    async def test_of_two_moves_on_one_version_one_is_refused(self, book: AssertionBook) -> None:
        first = asserted()
        await book.put(first, expected_version=None)
        settled = assertion_moves.settle(
            first, Settlement.UPHELD, by="zoé", reason="so it is", at=NOON
        )
        await book.put(settled, expected_version=first.version)

        with pytest.raises(AssertionConflictError):
            await book.put(settled, expected_version=first.version)
        with pytest.raises(AssertionConflictError):
            await book.put(first, expected_version=None)
        assert await book.get(first.assertion_id) == settled
