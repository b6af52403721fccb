"""What every `ChangeBook` does. Inherit `ChangeBookContract` and override `book`."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_set import (
    ChangeEffect,
    ChangeId,
    ChangeState,
)
from assistant.improvement.changes.ports import (
    ChangeBook,
    ChangeConflictError,
    UnknownChangeError,
)
from tests.support.seeds.change_seeds import NOON, change_set


class ChangeBookContract:
    @pytest.fixture
    def book(self) -> ChangeBook:
        raise NotImplementedError

    async def test_there_are_none_at_first(self, book: ChangeBook) -> None:
        assert list(await book.all()) == []
        assert not await book.has_unsettled()
        assert await book.waiting() == 0
        with pytest.raises(UnknownChangeError):
            await book.get(ChangeId("none"))

    async def test_a_change_comes_back_as_it_was_put(self, book: ChangeBook) -> None:
        moved = change_moves.approve(change_set(), "", by="zoé", at=NOON)
        effect = ChangeEffect(
            before=9,
            of_before=40,
            after=1,
            of_after=38,
            difference=-0.2,
            low=-0.3,
            high=-0.1,
            verdict="fell",
            days=28,
        )
        full = replace(moved, quiet_until=date(2027, 1, 1), published="2", effect=effect)

        await book.put(full, expected_version=None)

        assert await book.get(full.change_id) == full

    async def test_the_one_that_touches_most_comes_first(self, book: ChangeBook) -> None:
        for change_id, touched in (("few", 1), ("most", 30), ("more", 7)):
            one = change_set(change_id=change_id, conversations=touched)
            await book.put(one, expected_version=None)

        assert [one.change_id for one in await book.all()] == ["most", "more", "few"]

    async def test_can_be_asked_for_by_their_states(self, book: ChangeBook) -> None:
        await book.put(change_set(change_id="open"), expected_version=None)
        gone = change_moves.reject(change_set(change_id="gone"), by="zoé", at=NOON, reason="no")
        await book.put(gone, expected_version=None)

        assert await book.all((ChangeState.REJECTED,)) == [gone]
        assert await book.waiting() == 1
        assert len(await book.all((ChangeState.PROPOSED, ChangeState.REJECTED))) == 2

    async def test_tells_whether_a_process_left_something_off(self, book: ChangeBook) -> None:
        first = change_set()
        await book.put(first, expected_version=None)
        approved = change_moves.approve(first, "", by="zoé", at=NOON)
        await book.put(approved, expected_version=first.version)
        assert await book.has_unsettled()

        live = change_moves.publish(approved, "1", at=NOON)
        await book.put(live, expected_version=approved.version)

        assert not await book.has_unsettled()

    async def test_a_move_on_an_older_version_is_refused(self, book: ChangeBook) -> None:
        first = change_set()
        await book.put(first, expected_version=None)
        await book.put(replace(first, version=2), expected_version=1)

        with pytest.raises(ChangeConflictError):
            await book.put(replace(first, version=2, about="late"), expected_version=1)
        with pytest.raises(ChangeConflictError):
            await book.put(first, expected_version=None)

    async def test_of_many_at_once_one_is_put(self, book: ChangeBook) -> None:
        puts = [book.put(change_set(), expected_version=None) for _ in range(8)]

        ended = await asyncio.gather(*puts, return_exceptions=True)

        assert ended.count(None) == 1
        assert sum(isinstance(one, ChangeConflictError) for one in ended) == 7
