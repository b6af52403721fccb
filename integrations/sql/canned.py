"""The port `CannedReplies` on the database of the event log."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Column, Connection, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.canned.ports import ShortcutTakenError
from assistant.canned.types import Canned, CannedId
from assistant.conversation.message import Language
from integrations.sql.database import Database
from integrations.sql.tables import metadata

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("canned_id", Text, primary_key=True),
    Column("shortcut", Text, nullable=False, unique=True),
    Column("fr", Text, nullable=False),  # "": not offered
    Column("en", Text, nullable=False),
)


class SqlCanned:
    """A `CannedReplies` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Canned]:
        return sorted(await self._database.read(_all), key=lambda one: one.shortcut)

    async def keep(self, canned: Canned) -> None:
        try:
            await self._database.write(partial(_keep, canned=canned))
        except IntegrityError:
            raise ShortcutTakenError(canned.shortcut) from None

    async def drop(self, canned_id: CannedId) -> None:
        gone = delete(canned_replies).where(canned_replies.c.canned_id == canned_id)
        await self._database.write(lambda connection: connection.execute(gone))


def _all(connection: Connection) -> list[Canned]:
    found = []
    for row in connection.execute(select(canned_replies)):
        both: dict[Language, str] = {"fr": row.fr, "en": row.en}
        texts = {language: text for language, text in both.items() if text}
        found.append(Canned(canned_id=row.canned_id, shortcut=row.shortcut, texts=texts))
    return found


def _keep(connection: Connection, canned: Canned) -> None:
    this = canned_replies.c.canned_id == canned.canned_id
    values = {
        "shortcut": canned.shortcut,
        "fr": canned.texts.get("fr", ""),
        "en": canned.texts.get("en", ""),
    }
    if not connection.execute(update(canned_replies).where(this).values(values)).rowcount:
        connection.execute(insert(canned_replies).values(canned_id=canned.canned_id, **values))
