from dataclasses import replace

import pytest

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import AnswerState, WayOfAsking
from assistant.console.verified.verified_changes import (
    AnswerRefusedError,
    VerifiedChanges,
    new_id,
)
from assistant.desk.staff.audit_chain import Action
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.verified_answers import verified

GIFT = verified("Can I return a gift?", language="en", answer_id="gift")
NO = replace(GIFT, texts={"en": "No."})


@pytest.fixture
def changes() -> VerifiedChanges:
    return VerifiedChanges(book=MemoryVerifiedBook(), audit=MemoryAudit(), clock=HandClock())


class TestAChange:
    async def test_is_a_new_version_in_the_audit(self, changes: VerifiedChanges) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")
        await changes.write(NO, expected_version=1, by="anna")

        deeds = [one.deed for one in await changes.audit.read()]
        assert [(one.action, one.actor, one.subject) for one in deeds] == [
            (Action.ANSWER_CHANGED, "zoe", "gift"),
            (Action.ANSWER_CHANGED, "anna", "gift"),
        ]
        assert deeds[1].detail == {"version": "2", "state": "live"}

    async def test_that_changes_nothing_makes_no_version(self, changes: VerifiedChanges) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")

        again = await changes.write(GIFT, expected_version=1, by="anna")

        assert (again.version, again.by) == (1, "zoe")

    async def test_takes_personal_data_and_doubles_out_of_the_ways(
        self, changes: VerifiedChanges
    ) -> None:
        ways = ("mail zoe@lune.example", "mail max@lune.example")
        asked = tuple(WayOfAsking(language="en", text=way) for way in ways)

        put = await changes.write(replace(GIFT, ways=asked), expected_version=0, by="zoe")

        [way] = put.answer.ways
        assert "@" not in way.text

    async def test_to_an_older_version_is_refused(self, changes: VerifiedChanges) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")

        with pytest.raises(VerifiedConflictError):
            await changes.write(NO, expected_version=0, by="anna")
        with pytest.raises(VerifiedConflictError):
            await changes.turn(GIFT.answer_id, AnswerState.OFF, expected_version=3, by="anna")

    async def test_with_a_fault_is_refused(self, changes: VerifiedChanges) -> None:
        with pytest.raises(AnswerRefusedError) as refused:
            await changes.write(replace(GIFT, texts={}), expected_version=0, by="zoe")

        assert [one.field for one in refused.value.faults] == ["text_en"]


class TestTurning:
    async def test_off_and_on_keeps_the_words(self, changes: VerifiedChanges) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")

        off = await changes.turn(GIFT.answer_id, AnswerState.OFF, expected_version=1, by="zoe")
        on = await changes.turn(GIFT.answer_id, AnswerState.LIVE, expected_version=2, by="zoe")

        assert off.answer == replace(GIFT, state=AnswerState.OFF)
        assert on.answer == GIFT

    async def test_on_is_refused_where_another_has_the_way_meanwhile(
        self, changes: VerifiedChanges
    ) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")
        await changes.turn(GIFT.answer_id, AnswerState.OFF, expected_version=1, by="zoe")
        await changes.write(replace(GIFT, answer_id=new_id()), expected_version=0, by="zoe")

        with pytest.raises(AnswerRefusedError):
            await changes.turn(GIFT.answer_id, AnswerState.LIVE, expected_version=2, by="zoe")


class TestTakingBack:
    async def test_puts_an_earlier_version_as_a_new_one(self, changes: VerifiedChanges) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")
        await changes.write(NO, expected_version=1, by="zoe")

        back = await changes.take_back(GIFT.answer_id, 1, expected_version=2, by="anna")

        assert (back.version, back.answer, back.takes_back) == (3, GIFT, 1)

    async def test_of_a_version_that_never_was_is_refused(self, changes: VerifiedChanges) -> None:
        await changes.write(GIFT, expected_version=0, by="zoe")

        with pytest.raises(VerifiedConflictError):
            await changes.take_back(GIFT.answer_id, 7, expected_version=1, by="anna")
