"""Take turns in shadow: the assistant does the person's work beside them, without any effect."""

from dataclasses import dataclass, replace

from assistant.conversation.events import OperationDone
from assistant.improvement.autonomy.autonomy_board import shadowed_since, with_level
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_comparison import is_grave, judge, with_result
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn
from assistant.improvement.replay.recorded_turn import RecordedTurn, turns_of
from assistant.kit.fault_log import report
from assistant.messages.trials.trial import Trials
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level
from assistant.ports import Clock, EventLog, Record, UnknownConversationError

MOST_TURNS = 200
"""Turns that one process takes: some ten seconds."""


def lifted(table: AutonomyTable) -> AutonomyTable:
    """Return a table in which the assistant goes alone where it is in shadow. Pure."""
    for subject in shadowed_since(table, ()):
        table = with_level(table, subject, Level.AUTOMATE)
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowRunner:
    """Take the turns that wait to be taken; each is stored once it is whole."""

    log: EventLog
    book: ShadowBook
    trials: Trials  # under the `lifted` table
    clock: Clock

    async def take(self, *, most: int = MOST_TURNS) -> int:
        """Take turns, oldest first, and return how many.

        Raises:
            LogUnavailableError: the log or the book cannot be used.
        """
        waiting = await self.book.in_state(ShadowState.UNTAKEN, limit=most)
        for turn in waiting:
            await self.book.move(await self._taken(turn), expected=ShadowState.UNTAKEN)
        await self.book.note_run(self.clock.now())
        return len(waiting)

    async def _taken(self, turn: ShadowTurn) -> ShadowTurn:
        """Return a turn with the work of the assistant, and its judgement if it has one.

        It is passed over in a conversation with anything grave, where it failed, and where the
        shop was changed in this conversation since: on an order that is another, nothing compares.
        """
        passed = replace(turn, state=ShadowState.PASSED)
        try:
            record = await self.log.read(turn.conversation_id)
        except UnknownConversationError:
            return passed
        recorded = _find(turn, record)
        if recorded is None or is_grave(record.past) or _moved_on(turn, record):
            return passed
        try:
            followed = await self.trials.retake(recorded.before, recorded.at)
        except Exception as error:  # noqa: BLE001 - one turn that fails does not end the others
            report("shadow.passed_over", error)
            return passed
        taken = with_result(turn, followed)
        if taken.state is not ShadowState.WAITS:
            return taken
        return judge(taken, record.past) or taken


def _find(turn: ShadowTurn, record: Record) -> RecordedTurn | None:
    for one in turns_of(record.past):
        if turn.message_id in {wrote.message_id for wrote in one.before.to_answer}:
            return one
    return None


def _moved_on(turn: ShadowTurn, record: Record) -> bool:
    if turn.subject.kind != "operation":
        return False
    return any(isinstance(one, OperationDone) and one.at >= turn.at for one in record.past)
