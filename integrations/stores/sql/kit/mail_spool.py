"""Implement the port `MailSpool` on the event log's database."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.kit.mail.letter import Letter, LetterId, LetterKind, TakenLetter
from assistant.kit.mail.ports import SpoolUnavailableError
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import Database
from integrations.stores.sql.tables import aware, letters

# SQLite and PostgreSQL write "unless it is there" alike; SQLAlchemy has a construct for each.
_PUT = {
    "sqlite": sqlite.insert(letters).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(letters).on_conflict_do_nothing(),
}
_WAITS = letters.c.settled.is_(None)


class SqlMailSpool:
    """Keep a `MailSpool` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, letter: Letter) -> bool:
        with _spool_errors():
            return await self._database.write(partial(_put, letter=letter))

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenLetter]:
        with _spool_errors():
            if not await self._database.read(partial(_is_any_due, now=now)):
                return ()  # almost always; a look takes no write lock
            return await self._database.write(partial(_take, now=now, until=until, limit=limit))

    async def settle(self, letter_id: LetterId, *, how: str, at: datetime) -> None:
        values = {"settled": how, "settled_at": at, "recipient": "", "content": "{}"}
        with _spool_errors():
            await self._database.write(partial(_change, letter_id=letter_id, values=values))

    async def postpone(self, letter_id: LetterId, *, until: datetime) -> None:
        with _spool_errors():
            await self._database.write(
                partial(_change, letter_id=letter_id, values={"due_at": until})
            )

    async def forget(self, before: datetime) -> int:
        old = letters.c.settled_at < before
        with _spool_errors():
            if not await self._database.read(partial(_count, where=old)):
                return 0
            return await self._database.write(partial(_delete, where=old))


def _put(connection: Connection, letter: Letter) -> bool:
    row = {
        "letter_id": letter.letter_id,
        "recipient": letter.recipient,
        "kind": letter.kind,
        "language": letter.language,
        "content": json.dumps(dict(letter.values)),
        "made_at": letter.made_at,
        "expires_at": letter.expires_at,
        "due_at": letter.made_at,
        "attempts": 0,
    }
    return connection.execute(_PUT[connection.dialect.name], row).rowcount > 0


def _is_any_due(connection: Connection, now: datetime) -> bool:
    due = select(letters.c.letter_id).where(_WAITS, letters.c.due_at <= now).limit(1)
    return connection.execute(due).first() is not None


def _take(connection: Connection, now: datetime, until: datetime, limit: int) -> list[TakenLetter]:
    due = (
        select(letters.c.letter_id)
        .where(_WAITS, letters.c.due_at <= now)
        .order_by(letters.c.made_at, letters.c.letter_id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL; on SQLite the transaction excludes others
    )
    ids = connection.execute(due).scalars().all()
    held = (
        update(letters)
        .where(letters.c.letter_id.in_(ids))
        .values(due_at=until, attempts=letters.c.attempts + 1)
        .returning(*letters.c)
    )
    taken = [_taken(row) for row in connection.execute(held)]
    return sorted(taken, key=lambda one: (one.letter.made_at, one.letter.letter_id))


def _taken(row: Row[Any]) -> TakenLetter:
    letter = Letter(
        letter_id=LetterId(row.letter_id),
        recipient=row.recipient,
        kind=LetterKind(row.kind),
        language=row.language,
        values=json.loads(row.content),
        made_at=aware(row.made_at),
        expires_at=row.expires_at and aware(row.expires_at),
    )
    return TakenLetter(letter=letter, attempt=row.attempts)


def _change(connection: Connection, letter_id: LetterId, values: dict[str, Any]) -> None:
    changed = update(letters).where(letters.c.letter_id == letter_id, _WAITS).values(values)
    connection.execute(changed)


def _count(connection: Connection, where: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(letters).where(where)).scalar_one()


def _delete(connection: Connection, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(letters).where(where)).rowcount


@contextmanager
def _spool_errors() -> Iterator[None]:
    try:
        yield
    except LogUnavailableError as error:
        msg = "the spool's database cannot be used now"
        raise SpoolUnavailableError(msg) from error
