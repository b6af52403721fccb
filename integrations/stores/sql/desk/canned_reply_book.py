"""Implement the port `CannedReplies` on the event log's database."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from assistant.conversation.ids import TeamId
from assistant.desk.canned_replies import CannedReply, ShortcutTakenError
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk.case_tables import canned_replies

_EVERYBODY = ""  # as a team: NULL would be unlike itself, and a shortcut there twice


class SqlCannedReplies:
    """Keep `CannedReplies` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, teams: Collection[TeamId] | None = None) -> Sequence[CannedReply]:
        return await self._database.read(partial(_all, teams=teams))

    async def keep(self, reply: CannedReply) -> None:
        try:
            await self._database.write(partial(_keep, reply=reply))
        except IntegrityError as error:
            raise ShortcutTakenError(reply.shortcut) from error

    async def drop(self, reply_id: str) -> None:
        await self._database.write(partial(_drop, reply_id=reply_id))


def _all(connection: Connection, teams: Collection[TeamId] | None) -> list[CannedReply]:
    found = select(canned_replies)
    if teams is not None:
        found = found.where(canned_replies.c.team.in_([_EVERYBODY, *teams]))
    replies = [_reply(row) for row in connection.execute(found)]
    return sorted(replies, key=lambda reply: (reply.shortcut, reply.team or ""))


def _keep(connection: Connection, reply: CannedReply) -> None:
    """Put a reply in the place of the old one, in the same transaction on PostgreSQL too."""
    _drop(connection, reply.reply_id)
    row = {
        "reply_id": reply.reply_id,
        "shortcut": reply.shortcut,
        "team": reply.team or _EVERYBODY,
        "title": reply.title,
        "text_fr": reply.text_fr,
        "text_en": reply.text_en,
    }
    connection.execute(insert(canned_replies), row)


def _drop(connection: Connection, reply_id: str) -> None:
    connection.execute(delete(canned_replies).where(canned_replies.c.reply_id == reply_id))


def _reply(row: Any) -> CannedReply:  # noqa: ANN401 - a row of SQLAlchemy's
    return CannedReply(
        reply_id=row.reply_id,
        shortcut=row.shortcut,
        title=row.title,
        text_fr=row.text_fr,
        text_en=row.text_en,
        team=TeamId(row.team) if row.team else None,
    )
