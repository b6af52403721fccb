"""Implement the port of replays on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, delete, insert, select

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.replay.replay_run import ReplayConflictError, ReplayRun
from assistant.improvement.replay.replay_tally import ReplayedTurn
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.replay_tables import replay_runs as runs
from integrations.stores.sql.insights.replay_tables import replay_turns as kept
from integrations.stores.sql.log.log_reading import ERASED
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import put_version
from integrations.stores.sql.tables import conversations


class SqlReplayRuns:
    """Keep `ReplayRuns` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, run: ReplayRun, *, expected_version: int | None) -> None:
        row = {
            "run_id": run.run_id,
            "version": run.version,
            "asked_at": run.asked_at,
            "going": run.is_going,
            "content": encode(run),
        }
        put = partial(put_version, table=runs, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise ReplayConflictError(run.run_id)

    async def get(self, run_id: str) -> ReplayRun | None:
        rows = await fetch(self._database, select(runs.c.content).where(runs.c.run_id == run_id))
        return decode(rows[0].content, ReplayRun) if rows else None

    async def next_waiting(self) -> ReplayRun | None:
        waiting = select(runs.c.content).where(runs.c.going).order_by(runs.c.asked_at).limit(1)
        rows = await fetch(self._database, waiting)
        return decode(rows[0].content, ReplayRun) if rows else None

    async def history(self, *, limit: int) -> Sequence[ReplayRun]:
        newest = select(runs.c.content).order_by(runs.c.asked_at.desc()).limit(limit)
        return [decode(row.content, ReplayRun) for row in await fetch(self._database, newest)]

    async def keep_turns(self, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
        await self._database.write(partial(_keep, run_id=run_id, turns=turns))

    async def turns(self, run_id: str) -> Sequence[ReplayedTurn]:
        of_run = select(kept.c.content).where(kept.c.run_id == run_id).order_by(kept.c.place)
        return [decode(row.content, ReplayedTurn) for row in await fetch(self._database, of_run)]

    async def forget(self, *, keep: int) -> int:
        return await self._database.write(partial(_forget, keep=keep))


def hold_replays(database: Database) -> SqlHolding:
    """Return the `Holding` of turns of a person's conversations that were replayed."""
    return SqlHolding(name="replays", database=database, read=_of_person, remove=_erase)


def _keep(connection: Connection, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
    """Store turns but those of conversations that were erased meanwhile."""
    connection.execute(delete(kept).where(kept.c.run_id == run_id))
    ids = {turn.conversation_id for turn in turns}
    gone = select(conversations.c.conversation_id).where(
        conversations.c.conversation_id.in_(ids), conversations.c.status == ERASED
    )
    erased = set(connection.execute(gone).scalars())
    rows = [
        {
            "run_id": run_id,
            "place": place,
            "conversation_id": turn.conversation_id,
            "content": encode(turn),
        }
        for place, turn in enumerate(turns)
        if turn.conversation_id not in erased
    ]
    if rows:
        connection.execute(insert(kept), rows)


def _forget(connection: Connection, keep: int) -> int:
    newest_first = select(runs.c.run_id).where(~runs.c.going).order_by(runs.c.asked_at.desc())
    old = [row.run_id for row in connection.execute(newest_first.offset(keep))]
    if old:
        connection.execute(delete(kept).where(kept.c.run_id.in_(old)))
        connection.execute(delete(runs).where(runs.c.run_id.in_(old)))
    return len(old)


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    theirs = select(kept.c.content).where(kept.c.conversation_id.in_(person.conversations))
    return [{"replayed": row.content} for row in connection.execute(theirs)]


def _erase(connection: Connection, person: Person) -> int:
    theirs = delete(kept).where(kept.c.conversation_id.in_(person.conversations))
    return connection.execute(theirs).rowcount
