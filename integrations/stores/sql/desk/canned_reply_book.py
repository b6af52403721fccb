"""Implement the port `CannedReplies` on the event log's database."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from assistant.conversation.ids import TeamId
from assistant.desk.canned_replies import CannedReply, ShortcutTakenError
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.desk.case_tables import canned_replies
from integrations.stores.sql.shared_statements import insert_or_update

_EVERYBODY = ""  # as a team: NULL would be unlike itself, and a shortcut there twice


class SqlCannedReplies:
    """Keep `CannedReplies` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, teams: Collection[TeamId] | None = None) -> Sequence[CannedReply]:
        found = select(canned_replies)
        if teams is not None:
            found = found.where(canned_replies.c.team.in_([_EVERYBODY, *teams]))
        replies = [_reply(row) for row in await fetch(self._database, found)]
        return sorted(replies, key=lambda reply: (reply.shortcut, reply.team or ""))

    async def keep(self, reply: CannedReply) -> None:
        row = {
            "reply_id": reply.reply_id,
            "shortcut": reply.shortcut,
            "team": reply.team or _EVERYBODY,
            "title": reply.title,
            "text_fr": reply.text_fr,
            "text_en": reply.text_en,
        }
        try:
            await self._database.write(partial(insert_or_update, table=canned_replies, row=row))
        except IntegrityError as error:
            raise ShortcutTakenError(reply.shortcut) from error

    async def drop(self, reply_id: str) -> None:
        gone = delete(canned_replies).where(canned_replies.c.reply_id == reply_id)
        await change(self._database, gone)


def _reply(row: Any) -> CannedReply:  # noqa: ANN401 - a row of SQLAlchemy's
    return CannedReply(
        reply_id=row.reply_id,
        shortcut=row.shortcut,
        title=row.title,
        text_fr=row.text_fr,
        text_en=row.text_en,
        team=TeamId(row.team) if row.team else None,
    )
