"""The log is read for turns in shadow, and the work of people judges those that wait."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.autonomy_board import with_level, with_shadow
from assistant.improvement.autonomy.shadow_comparison import with_result
from assistant.improvement.autonomy.shadow_round import KEPT, ShadowRound
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn
from assistant.operations.autonomy.autonomy_table import Level, Topic, load_table, topic_subject
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.event_log import MemoryEventLog
from tests.contract.shadow_book import JUDGED
from tests.support.memory.shadow_book import MemoryShadowBook
from tests.support.seeds.conversation_events import NOON, started
from tests.unit.assistant.improvement.autonomy.test_shadow_comparison import (
    ASSISTANT,
    HANDED,
    RESOLVED,
    by_mara,
)

C1, RETURNS = ConversationId("c1"), topic_subject(Topic.RETURNS)


@dataclass
class Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Log:
    """A log in which returns go to people, in shadow or not."""

    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    tables: MemoryAutonomyTables = field(default_factory=MemoryAutonomyTables)
    book: MemoryShadowBook = field(default_factory=MemoryShadowBook)
    now: datetime = NOON

    @property
    def round(self) -> ShadowRound:
        return ShadowRound(log=self.log, tables=self.tables, book=self.book, clock=Clock(self.now))

    async def put(self, *, shadow: bool) -> None:
        theirs = with_level(load_table(), RETURNS, Level.HUMAN_ONLY)
        version = await self.tables.version()
        table = with_shadow(theirs, RETURNS, on=shadow)
        await self.tables.put(table, expected_version=version, at=NOON, by="zoe")

    async def write(self, *events: ConversationEvent) -> None:
        await self.log.append(C1, list(events))

    async def turn(self) -> ShadowTurn:
        (one,) = self.book.all()
        return one


@pytest.fixture
async def house() -> Log:
    made = Log()
    await made.log.start(started())
    return made


class TestTheRound:
    async def test_reads_nothing_while_no_row_is_in_shadow(self, house: Log) -> None:
        await house.put(shadow=False)
        await house.write(HANDED)

        assert await house.round.collect() == 0
        assert await house.book.position() == 0

    async def test_keeps_a_turn_and_judges_it_once_the_person_is_done(self, house: Log) -> None:
        await house.put(shadow=True)
        await house.write(HANDED)
        await house.round.collect()
        turn = await house.turn()
        await house.book.move(with_result(turn, (ASSISTANT,)), expected=ShadowState.UNTAKEN)

        await house.write(by_mara("Vous avez 30 jours."))
        await house.round.collect()
        at_it = await house.turn()
        await house.write(RESOLVED)
        await house.round.collect()

        assert at_it.state is ShadowState.WAITS
        assert (await house.turn()).state is ShadowState.AGREED

    async def test_keeps_a_judgement_that_a_click_gave(self, house: Log) -> None:
        await house.put(shadow=True)
        await house.write(HANDED, by_mara("14 jours."), RESOLVED)
        await house.round.collect()
        turn = await house.turn()
        clicked = replace(turn, state=ShadowState.MISSED, judged_at=NOON)
        await house.book.move(clicked, expected=ShadowState.UNTAKEN)

        await house.write(RESOLVED)
        await house.round.collect()

        assert await house.turn() == clicked

    async def test_prunes_what_was_decided_before_the_row_was_as_it_is(self, house: Log) -> None:
        at = {"aa": NOON - timedelta(days=1), "bb": NOON + timedelta(days=1)}
        decided = [replace(JUDGED, turn_id=name, judged_at=one) for name, one in at.items()]
        await house.book.keep(decided, [], position=1)
        await house.put(shadow=True)
        assert await house.round.prune() == 0  # people may look into it for a while

        house.now = NOON + 9 * KEPT

        assert await house.round.prune() == 1
        assert [one.turn_id for one in house.book.all()] == ["bb"]
        assert (await house.book.counts())[RETURNS].judged == 2

    async def test_prunes_all_that_was_decided_on_a_row_that_left_the_shadow(
        self, house: Log
    ) -> None:
        await house.book.keep([replace(JUDGED, judged_at=NOON)], [], position=1)
        await house.put(shadow=False)
        house.now = NOON + KEPT
        assert await house.round.prune() == 0

        house.now += timedelta(seconds=1)

        assert await house.round.prune() == 1
