"""Implement the port of runs on the event log's database."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.replay.replay_tally import ReplayedTurn
from assistant.improvement.runs.ports import RunConflictError
from assistant.improvement.runs.trial_run import TrialRun
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.trial_run_tables import replay_turns as kept
from integrations.stores.sql.insights.trial_run_tables import trial_runs as runs
from integrations.stores.sql.log.log_reading import ERASED
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import put_version
from integrations.stores.sql.tables import conversations


class SqlTrialRuns:
    """Keep `TrialRuns` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, run: TrialRun, *, expected_version: int | None) -> None:
        row = {
            "run_id": run.run_id,
            "version": run.version,
            "asked_at": run.asked_at,
            "going": run.is_going,
            "in_force": run.candidate is None and run.seen is not None,
            "replays": run.span is not None,
            "content": encode(run),
        }
        put = partial(put_version, table=runs, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise RunConflictError(run.run_id)

    async def get(self, run_id: str) -> TrialRun | None:
        return await self._first(select(runs.c.content).where(runs.c.run_id == run_id))

    async def next_waiting(self, *, replays: bool) -> TrialRun | None:
        waiting = select(runs.c.content).where(runs.c.going, runs.c.replays.is_(replays))
        return await self._first(waiting.order_by(runs.c.asked_at).limit(1))

    async def latest(self) -> TrialRun | None:
        newest = select(runs.c.content).where(runs.c.in_force)
        return await self._first(newest.order_by(runs.c.asked_at.desc()).limit(1))

    async def history(self, *, limit: int, replays: bool | None = None) -> Sequence[TrialRun]:
        newest = select(runs.c.content).order_by(runs.c.asked_at.desc()).limit(limit)
        if replays is not None:
            newest = newest.where(runs.c.replays.is_(replays))
        return [decode(row.content, TrialRun) for row in await fetch(self._database, newest)]

    async def _first(self, query: Select[Any]) -> TrialRun | None:
        rows = await fetch(self._database, query)
        return decode(rows[0].content, TrialRun) if rows else None

    async def keep_turns(self, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
        await self._database.write(partial(_keep, run_id=run_id, turns=turns))

    async def turns(self, run_id: str) -> Sequence[ReplayedTurn]:
        of_run = select(kept.c.content).where(kept.c.run_id == run_id).order_by(kept.c.place)
        return [decode(row.content, ReplayedTurn) for row in await fetch(self._database, of_run)]

    async def forget(self, *, keep: int, replays: bool) -> int:
        return await self._database.write(partial(_forget, keep=keep, replays=replays))


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


def _forget(connection: Connection, keep: int, *, replays: bool) -> int:
    ended = select(runs.c.run_id).where(~runs.c.going, runs.c.replays.is_(replays))
    newest_first = ended.order_by(runs.c.asked_at.desc())
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
