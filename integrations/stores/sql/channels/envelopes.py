"""Implement the ports `Envelopes` and `MediaQueue` on the event log's database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, MediaReference
from assistant.messages.channels.ports import DueMedia, Envelope
from assistant.messages.channels.updates import AccountContact, UnknownUpdate
from integrations.stores.sql.channels.channel_tables import channel_media as media
from integrations.stores.sql.channels.channel_tables import set_aside, webhook_envelopes
from integrations.stores.sql.database import Database, change
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware

_KEEP = PreparedStatement(
    insert(webhook_envelopes)
    .values({name: bindparam(name) for name in ("channel", "body", "at")})
    .returning(webhook_envelopes.c.envelope_id)
)
_DONE = PreparedStatement(
    delete(webhook_envelopes).where(webhook_envelopes.c.envelope_id == bindparam("envelope"))
)


class SqlEnvelopes:
    """Keep `Envelopes` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, channel: ChannelKind, body: bytes, *, at: datetime) -> Envelope:
        row = {"channel": channel.value, "body": body, "at": at}
        stored = await self._database.write(lambda connection: _KEEP.all(connection, row))
        return Envelope(envelope_id=stored[0][0], channel=channel, body=body, at=at)

    async def waiting(self, before: datetime, *, limit: int, after: int = 0) -> Sequence[Envelope]:
        work = partial(_waiting, before=before, limit=limit, after=after)
        return await self._database.read(work)

    async def done(
        self, envelope_ids: Sequence[int], *, at: datetime, aside: Sequence[UnknownUpdate] = ()
    ) -> None:
        work = partial(_done, envelope_ids=envelope_ids, at=at, aside=aside)
        await self._database.write(work)

    async def aside(self, *, limit: int) -> Sequence[UnknownUpdate]:
        return await self._database.read(partial(_aside, found=select(set_aside), limit=limit))

    async def set_aside(self, one: UnknownUpdate, *, at: datetime) -> None:
        await self._database.write(partial(_set_aside, aside=(one,), at=at))

    async def aside_of(
        self, place: AccountContact, what: str, *, limit: int
    ) -> Sequence[UnknownUpdate]:
        theirs = select(set_aside).where(
            set_aside.c.channel == place.channel.value,
            set_aside.c.account_id == place.account_id,
            set_aside.c.user_id == place.keys.user_id,
            set_aside.c.what == what,
        )
        return await self._database.read(partial(_aside, found=theirs, limit=limit))

    async def drop_before(self, before: datetime) -> int:
        return await change(self._database, delete(set_aside).where(set_aside.c.at < before))


class SqlMediaQueue:
    """Keep a `MediaQueue` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, due: DueMedia) -> None:
        await self._database.write(partial(_put, one=due))

    async def due(self, now: datetime, *, limit: int) -> Sequence[DueMedia]:
        return await self._database.read(partial(_due, now=now, limit=limit))

    async def postpone(self, message_id: MessageId, *, until: datetime) -> None:
        later = {"due_at": until, "tries": media.c.tries + 1}
        again = update(media).where(media.c.message_id == message_id).values(later)
        await change(self._database, again)

    async def done(self, message_id: MessageId) -> None:
        await change(self._database, delete(media).where(media.c.message_id == message_id))


def _waiting(connection: Connection, before: datetime, limit: int, after: int) -> list[Envelope]:
    found = select(webhook_envelopes).where(
        webhook_envelopes.c.at < before, webhook_envelopes.c.envelope_id > after
    )
    rows = connection.execute(found.order_by(webhook_envelopes.c.envelope_id).limit(limit))
    return [
        Envelope(
            envelope_id=row.envelope_id,
            channel=ChannelKind(row.channel),
            body=bytes(row.body),
            at=aware(row.at),
        )
        for row in rows
    ]


def _done(
    connection: Connection,
    envelope_ids: Sequence[int],
    at: datetime,
    aside: Sequence[UnknownUpdate],
) -> None:
    if aside:
        _set_aside(connection, aside, at)
    _DONE.run(connection, [{"envelope": one} for one in envelope_ids])


def _set_aside(connection: Connection, aside: Sequence[UnknownUpdate], at: datetime) -> None:
    rows = [asdict(one) | {"channel": one.channel.value, "at": at} for one in aside]
    connection.execute(insert(set_aside), rows)


def _aside(connection: Connection, found: Select[Any], limit: int) -> list[UnknownUpdate]:
    rows = connection.execute(found.order_by(set_aside.c.aside_id.desc()).limit(limit))
    return [
        UnknownUpdate(
            channel=ChannelKind(row.channel),
            account_id=AccountId(row.account_id),
            what=row.what,
            raw=row.raw,
            user_id=row.user_id,
        )
        for row in rows
    ]


def _put(connection: Connection, one: DueMedia) -> None:
    row = {
        "message_id": one.message_id,
        "conversation_id": one.conversation_id,
        "channel": one.channel.value,
        "account_id": one.account_id,
        "media": orjson.dumps(asdict(one.media)).decode(),
        "since": one.since,
        "tries": one.tries,
        "due_at": one.since,
    }
    insert_new(connection, media, row)


def _due(connection: Connection, now: datetime, limit: int) -> list[DueMedia]:
    found = select(media).where(media.c.due_at <= now).order_by(media.c.due_at).limit(limit)
    return list(map(_of_row, connection.execute(found)))


def _of_row(row: Row[Any]) -> DueMedia:
    return DueMedia(
        conversation_id=ConversationId(row.conversation_id),
        message_id=MessageId(row.message_id),
        channel=ChannelKind(row.channel),
        account_id=AccountId(row.account_id),
        media=MediaReference(**orjson.loads(row.media)),
        since=aware(row.since),
        tries=row.tries,
    )
