"""Find the turns of rows in shadow in the event log, and judge them by the work of people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationReleased,
    ConversationResolved,
    CustomerWrote,
    OperationDone,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.autonomy_board import shadowed_since
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_comparison import judge
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn, begun_in
from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.autonomy.ports import AutonomyTables
from assistant.ports import Clock, EventLog, UnknownConversationError

_PAGE = 1_000  # events
_PAGES = 20  # at most at once: old ones are passed over quickly
_HISTORY = 500  # tables looked back at
_WAITING = 1_000  # turns of one page's conversations

KEPT = timedelta(days=30)
"""How long a decided turn is kept at least, for people who look into it."""

_NEVER = datetime.min.replace(tzinfo=UTC)

_ENDS = (
    ConversationErased,
    ConversationMerged,
    ConversationReleased,
    ConversationResolved,
    CustomerWrote,
    OperationDone,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowRound:
    """Read on where the round before ended, in one worker of many; a turn is kept once.

    It takes no turn itself: the assistant does, in a process of its own (`shadow_runner.py`).
    """

    log: EventLog
    tables: AutonomyTables
    book: ShadowBook
    clock: Clock

    async def collect(self) -> int:
        """Keep and judge turns of the next events of the log; return how many events there were.

        Nothing is read while no row is in shadow.

        Raises:
            LogUnavailableError: the log, the tables or the book cannot be used.
        """
        newest = await self.tables.current()
        table = newest.table if newest else load_table()
        if not shadowed_since(table, ()):
            return 0
        rows, read = shadowed_since(table, await self.tables.history(limit=_HISTORY)), 0
        for _ in range(_PAGES):
            stored = await self.log.tail(await self.book.position(), limit=_PAGE)
            if not stored:
                break
            events = [one.event for one in stored]
            judged = await self._judged({one.conversation_id for one in events if _tells(one)})
            await self.book.keep(begun_in(events, rows), judged, position=stored[-1].position)
            read += len(stored)
        return read

    async def prune(self) -> int:
        """Delete decided turns that count for nothing any more; return how many.

        Of a row in shadow the turns since it is as it is count, and those before do not.

        Raises:
            LogUnavailableError: the tables or the book cannot be used.
        """
        newest, old = await self.tables.current(), self.clock.now() - KEPT
        table = newest.table if newest else load_table()
        rows = shadowed_since(table, await self.tables.history(limit=_HISTORY))
        before = {one: min(since, old) for one, since in rows.items() if since is not None}
        before |= dict.fromkeys((one for one, since in rows.items() if since is None), _NEVER)
        return await self.book.prune(before, others=old)

    async def _judged(self, touched: Collection[ConversationId]) -> Sequence[ShadowTurn]:
        if not touched:
            return ()
        waits = ShadowState.WAITS
        waiting = await self.book.in_state(waits, limit=_WAITING, of=touched)
        judged = [await judged_now(self.log, one) for one in waiting]
        return [one for one in judged if one.state is not waits]


async def judged_now(log: EventLog, turn: ShadowTurn) -> ShadowTurn:
    """Return a turn that waits as the person's work judges it; it still waits if they are at it."""
    try:
        record = await log.read(turn.conversation_id)
    except UnknownConversationError:
        return turn
    return judge(turn, record.past) or turn


def _tells(event: ConversationEvent) -> bool:
    """Tell whether an event may end the work of a person, or is part of it."""
    by_agent = isinstance(event, ReplyWritten) and event.author is Author.AGENT
    return by_agent or isinstance(event, _ENDS)
