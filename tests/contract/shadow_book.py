"""Behaviour that every store of turns in shadow has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_turn import ShadowCount, ShadowState, ShadowTurn
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from tests.support.seeds.conversation_events import LATER, NOON

TURN = ShadowTurn(
    turn_id="aa",
    conversation_id=ConversationId("c1"),
    message_id=MessageId("m1"),
    subject=AutonomySubject(kind="topic", name="returns"),
    at=NOON,
)
WAITING = replace(TURN, state=ShadowState.WAITS, words="Vous avez 30 jours.")
JUDGED = replace(WAITING, state=ShadowState.AGREED, judged_at=LATER, by=AgentId("mara"))


OTHER = AutonomySubject(kind="topic", name="sizing")


def count(**of: int) -> ShadowCount:
    return ShadowCount(**{"judged": 0, "waiting": 0, "open": 0, "passed": 0, **of})


class ShadowBookContract:
    @pytest.fixture
    def book(self) -> ShadowBook:
        raise NotImplementedError

    async def test_has_nothing_at_first(self, book: ShadowBook) -> None:
        assert await book.position() == 0
        assert await book.last_run() is None
        assert list(await book.ended()) == []
        assert await book.counts() == {}
        assert await book.edition() == 0
        assert await book.get("aa") is None

    async def test_keeps_each_turn_once_and_how_far_the_log_was_read(
        self, book: ShadowBook
    ) -> None:
        await book.keep([TURN], [], position=7)
        assert await book.move(WAITING, expected=ShadowState.UNTAKEN)
        await book.keep([TURN], [], position=9)

        assert await book.get("aa") == WAITING
        assert await book.counts() == {TURN.subject: count(waiting=1)}
        assert await book.position() == 9

    async def test_moves_a_turn_from_its_state_alone(self, book: ShadowBook) -> None:
        await book.keep([TURN], [], position=1)

        assert not await book.move(JUDGED, expected=ShadowState.WAITS)
        assert await book.move(WAITING, expected=ShadowState.UNTAKEN)
        await book.keep([], [JUDGED], position=2)
        await book.keep([], [replace(JUDGED, state=ShadowState.OPEN)], position=3)

        assert await book.get("aa") == JUDGED

    async def test_finds_the_turns_in_a_state_oldest_first(self, book: ShadowBook) -> None:
        later = replace(TURN, turn_id="bb", conversation_id=ConversationId("c2"), at=LATER)
        await book.keep([later, TURN], [], position=1)

        assert list(await book.in_state(ShadowState.UNTAKEN, limit=9)) == [TURN, later]
        assert list(await book.in_state(ShadowState.UNTAKEN, limit=1)) == [TURN]
        of = [ConversationId("c2")]
        assert list(await book.in_state(ShadowState.UNTAKEN, limit=9, of=of)) == [later]
        assert list(await book.in_state(ShadowState.WAITS, limit=9)) == []

    async def test_keeps_when_turns_were_last_taken(self, book: ShadowBook) -> None:
        await book.note_run(NOON)
        await book.note_run(LATER)
        await book.keep([], [], position=4)

        assert await book.last_run() == LATER
        assert await book.position() == 4

    async def test_tells_by_a_number_when_the_work_of_people_ended(self, book: ShadowBook) -> None:
        await book.keep([TURN], [], position=1)
        await book.move(WAITING, expected=ShadowState.UNTAKEN)
        before = await book.edition()
        opened = replace(JUDGED, state=ShadowState.OPEN)
        await book.keep([], [opened], position=2)
        then = await book.edition()
        assert list(await book.ended()) == [opened]
        await book.move(replace(JUDGED, state=ShadowState.PASSED), expected=ShadowState.OPEN)

        assert before < then < await book.edition()
        assert list(await book.ended()) == []

    async def test_prunes_what_is_decided_and_counts_no_more_and_keeps_the_counts(
        self, book: ShadowBook
    ) -> None:
        later = LATER + timedelta(days=1)
        kept = {
            "old": JUDGED,
            "new": replace(JUDGED, judged_at=later),
            "opened": replace(JUDGED, state=ShadowState.OPEN),
            "passed": replace(TURN, state=ShadowState.PASSED),
            "other": replace(JUDGED, subject=OTHER),
            "waits": TURN,
        }
        turns = {name: replace(one, turn_id=name) for name, one in kept.items()}
        await book.keep([*turns.values()], [], position=1)
        counts, edition = await book.counts(), await book.edition()

        assert await book.prune({TURN.subject: later}, others=later) == 3
        assert await book.prune({TURN.subject: later}, others=later) == 0

        assert await book.counts() == counts
        assert counts[TURN.subject] == count(judged=2, waiting=1, open=1, passed=1)
        assert await book.edition() > edition
        left = [name for name in turns if await book.get(name) is not None]
        assert left == ["new", "opened", "waits"]

    async def test_prunes_nothing_of_a_row_that_still_counts(self, book: ShadowBook) -> None:
        passed = replace(TURN, turn_id="bb", state=ShadowState.PASSED)
        await book.keep([JUDGED, passed], [], position=1)

        assert await book.prune({TURN.subject: NOON}, others=LATER + timedelta(days=9)) == 1

        assert await book.get("aa") == JUDGED
