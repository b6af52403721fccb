"""Behaviour that every store of turns in shadow has."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn
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


class ShadowBookContract:
    @pytest.fixture
    def book(self) -> ShadowBook:
        raise NotImplementedError

    async def test_has_nothing_at_first(self, book: ShadowBook) -> None:
        assert await book.position() == 0
        assert await book.last_run() is None
        assert list(await book.all()) == []
        assert await book.get("aa") is None

    async def test_keeps_each_turn_once_and_how_far_the_log_was_read(
        self, book: ShadowBook
    ) -> None:
        await book.keep([TURN], [], position=7)
        assert await book.move(WAITING, expected=ShadowState.UNTAKEN)
        await book.keep([TURN], [], position=9)

        assert list(await book.all()) == [WAITING]
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
