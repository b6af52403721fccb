"""Implement the port `ChangeBook` on the event log's database."""

from collections.abc import Collection, Sequence
from functools import partial

import structlog
from pydantic import ValidationError
from sqlalchemy import func, select

from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.change_tables import change_sets
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import put_version

log = structlog.get_logger(__name__)


class SqlChangeBook:
    """Keep a `ChangeBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, states: Collection[ChangeState] = ()) -> Sequence[ChangeSet]:
        most_first = select(change_sets.c.content).order_by(
            change_sets.c.conversations.desc(), change_sets.c.change_id
        )
        if states:
            most_first = most_first.where(change_sets.c.state.in_(states))
        rows = await fetch(self._database, most_first)
        return [one for row in rows if (one := _read(row.content)) is not None]

    async def get(self, change_id: ChangeId) -> ChangeSet:
        this = select(change_sets.c.content).where(change_sets.c.change_id == change_id)
        rows = await fetch(self._database, this)
        if not rows:
            raise UnknownChangeError(change_id)
        return decode(rows[0].content, ChangeSet)

    async def put(self, change: ChangeSet, *, expected_version: int | None) -> None:
        row = {
            "change_id": change.change_id,
            "version": change.version,
            "state": change.state,
            "unsettled": not change.is_settled,
            "conversations": change.conversations,
            "content": encode(change),
        }
        put = partial(put_version, table=change_sets, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise ChangeConflictError(change.change_id)

    async def waiting(self) -> int:
        waits = change_sets.c.state == ChangeState.PROPOSED
        [row] = await fetch(self._database, select(func.count()).where(waits))
        return int(row[0])

    async def has_unsettled(self) -> bool:
        left = select(change_sets.c.change_id).where(change_sets.c.unsettled).limit(1)
        return bool(await fetch(self._database, left))


def _read(content: str) -> ChangeSet | None:
    """Return a change set; None: another version wrote it, and this one passes over it."""
    try:
        return decode(content, ChangeSet)
    except ValidationError as error:
        log.warning("change.unread", faults=error.error_count())
        return None
