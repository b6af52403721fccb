"""What every `CaseBook` does. Inherit `CaseBookContract` and override `book`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.ids import ConversationId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.ports import CaseBook
from assistant.desk.helpdesk.types import HelpdeskCaseId, MirroredCase
from tests.support.seeds.conversation_events import LATER, NOON

C1, C2 = ConversationId("c1"), ConversationId("c2")
CASE = HelpdeskCaseId("101")


class CaseBookContract:
    @pytest.fixture
    def book(self) -> CaseBook:
        raise NotImplementedError

    @pytest.fixture
    async def kept(self, book: CaseBook) -> MirroredCase:
        await book.take_in(5, opens=[C1], touches=[C1], now=NOON)
        (kept,) = await book.due(NOON, limit=9)
        return kept

    async def test_begins_before_the_first_event(self, book: CaseBook) -> None:
        assert await book.position() == 0
        assert list(await book.due(LATER, limit=9)) == []

    async def test_keeps_how_far_the_log_was_read(self, book: CaseBook) -> None:
        await book.take_in(5, opens=[], touches=[], now=NOON)
        await book.take_in(9, opens=[], touches=[], now=NOON)

        assert await book.position() == 9

    async def test_what_opens_is_due_once_however_often_it_opens(self, book: CaseBook) -> None:
        await book.take_in(5, opens=[C1], touches=[], now=NOON)
        await book.take_in(6, opens=[C1, C2], touches=[], now=NOON)

        due = await book.due(NOON, limit=9)

        assert [one.conversation_id for one in due] == [C1, C2]
        assert len(await book.due(NOON, limit=1)) == 1

    async def test_what_never_opened_is_not_touched(self, book: CaseBook) -> None:
        await book.take_in(5, opens=[], touches=[C1], now=NOON)

        assert list(await book.due(LATER, limit=9)) == []

    async def test_what_is_settled_is_due_again_once_it_is_touched(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        await book.settle(kept)
        assert list(await book.due(LATER, limit=9)) == []

        await book.take_in(6, opens=[], touches=[C1], now=NOON)

        assert [one.conversation_id for one in await book.due(NOON, limit=9)] == [C1]

    async def test_what_was_touched_meanwhile_is_not_settled(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        await book.take_in(6, opens=[], touches=[C1], now=NOON)

        await book.settle(kept)

        assert [one.conversation_id for one in await book.due(NOON, limit=9)] == [C1]

    async def test_what_is_saved_is_found_by_its_case(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        known = replace(kept, case_id=CASE, mirrored=7, heard=1003, status=ConversationStatus.OPEN)

        await book.save(known)

        assert await book.of_case(CASE) == known
        assert await book.of_case(HelpdeskCaseId("102")) is None
        assert list(await book.due(NOON, limit=9)) == [known]

    async def test_what_is_postponed_is_due_later_and_not_because_it_is_touched(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        later = NOON + timedelta(seconds=30)
        await book.postpone(kept, until=later)
        await book.take_in(6, opens=[C1], touches=[C1], now=NOON)

        assert list(await book.due(NOON, limit=9)) == []
        (due,) = await book.due(later, limit=9)
        assert due.tries == 1

    async def test_tries_are_counted_until_it_is_settled(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        await book.postpone(kept, until=NOON)
        await book.postpone(kept, until=NOON)
        (tried,) = await book.due(NOON, limit=9)
        assert tried.tries == 2

        await book.settle(tried)
        await book.take_in(6, opens=[], touches=[C1], now=NOON)

        (again,) = await book.due(NOON, limit=9)
        assert again.tries == 0

    async def test_a_case_that_is_to_be_looked_at_is_due(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        await book.save(replace(kept, case_id=CASE))
        await book.settle(kept)

        known = await book.look_at([CASE, HelpdeskCaseId("102")], now=NOON)

        assert known == 1
        assert [one.case_id for one in await book.due(NOON, limit=9)] == [CASE]
        assert await book.look_at([], now=NOON) == 0

    async def test_what_is_forgotten_is_gone(self, book: CaseBook, kept: MirroredCase) -> None:
        await book.save(replace(kept, case_id=CASE))

        await book.forget(C1)
        await book.forget(C1)
        await book.save(replace(kept, case_id=CASE))

        assert await book.of_case(CASE) is None
        assert list(await book.due(LATER, limit=9)) == []

    async def test_says_where_something_was_given_up(
        self, book: CaseBook, kept: MirroredCase
    ) -> None:
        assert list(await book.failures()) == []

        await book.save(replace(kept, failure="the inbox is gone"))

        assert [one.failure for one in await book.failures()] == ["the inbox is gone"]
