"""Implement the port `MailSpool` on the event log's database."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Update, delete, select, update

from assistant.kit.mail.letter import Letter, LetterId, LetterKind, TakenLetter
from assistant.kit.mail.ports import SpoolUnavailableError
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.database_errors import raised_as
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware, letters

_spool_errors = partial(raised_as, SpoolUnavailableError, "the spool's database cannot be used now")
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
            due = select(letters.c.letter_id).where(_WAITS, letters.c.due_at <= now).limit(1)
            if not await fetch(self._database, due):
                return ()  # almost always; a look takes no write lock
            return await self._database.write(partial(_take, now=now, until=until, limit=limit))

    async def settle(self, letter_id: LetterId, *, how: str, at: datetime) -> None:
        values = {"settled": how, "settled_at": at, "recipient": "", "content": "{}"}
        with _spool_errors():
            await change(self._database, _one(letter_id).values(values))

    async def postpone(self, letter_id: LetterId, *, until: datetime) -> None:
        with _spool_errors():
            await change(self._database, _one(letter_id).values(due_at=until))

    async def forget(self, before: datetime) -> int:
        old = letters.c.settled_at < before
        with _spool_errors():
            if not await fetch(self._database, select(letters.c.letter_id).where(old).limit(1)):
                return 0
            return await change(self._database, delete(letters).where(old))


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
    return insert_new(connection, letters, row) > 0


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


def _one(letter_id: LetterId) -> Update:
    return update(letters).where(letters.c.letter_id == letter_id, _WAITS)
