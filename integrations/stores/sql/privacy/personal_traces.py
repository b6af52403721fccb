"""Find, export and erase the data that the event log's database keeps of people."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from integrations.stores.sql.database import Database
from integrations.stores.sql.log.event_codec import attachments_in
from integrations.stores.sql.log.log_reading import ERASED
from integrations.stores.sql.privacy.erased_copies import scrub
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.tables import aware, conversations, events, goodwill, letters, waiting

_NAMING = ("identity_proven", "contact_address_given")
_LAST = (events.c.conversation_id == conversations.c.conversation_id) & (
    events.c.sequence == conversations.c.last_sequence
)


class SqlTraces:
    """Find `Traces` in the event log itself: an index would be one more place that names people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def naming(self, person: Person) -> Sequence[ConversationId]:
        texts = [_as_written(one) for one in (*person.customer_ids, *person.addresses)]
        if not texts:
            return []
        return await self._database.read(partial(_naming, texts=texts))

    async def idle(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        return await self._database.read(partial(_idle, before=before, limit=limit))

    async def attachments_sent(self, since: datetime) -> frozenset[str]:
        return await self._database.read(partial(_attachments_sent, since=since))

    async def scrub(self) -> None:
        await scrub(self._database)


def hold_letters(database: Database) -> SqlHolding:
    """Return a `Holding` of mail that waits for the person; sent mail is no longer kept."""
    return SqlHolding(name="letters", database=database, read=_letters, remove=_erase_letters)


def hold_stock_alerts(database: Database) -> SqlHolding:
    """Return a `Holding` of the variants that the person waits for to be back in stock."""
    return SqlHolding(name="stock_alerts", database=database, read=_alerts, remove=_erase_alerts)


def hold_goodwill(database: Database) -> SqlHolding:
    """Return the holding of the exceptions made for a person."""
    return SqlHolding(name="goodwill", database=database, read=_grants, remove=_erase_grants)


def _naming(connection: Connection, texts: Sequence[str]) -> list[ConversationId]:
    named = or_(*(events.c.payload.contains(one, autoescape=True) for one in texts))
    found = (
        select(events.c.conversation_id)
        .where(events.c.type.in_(_NAMING), named)
        .group_by(events.c.conversation_id)
        .order_by(func.min(events.c.position))
    )
    return [ConversationId(one) for one in connection.execute(found).scalars()]


def _as_written(text: str) -> str:
    """Return a text as it stands in an event's JSON."""
    return json.dumps(text, ensure_ascii=False)


def _idle(connection: Connection, before: datetime, limit: int) -> list[ConversationId]:
    left_out = (ERASED, ConversationStatus.OPEN, ConversationStatus.SNOOZED)
    found = (
        select(conversations.c.conversation_id)
        .join(events, _LAST)
        .where(events.c.at < before, conversations.c.status.not_in(left_out))
        .order_by(events.c.at)
        .limit(limit)
    )
    return [ConversationId(one) for one in connection.execute(found).scalars()]


def _attachments_sent(connection: Connection, since: datetime) -> frozenset[str]:
    """Read the events that name a file, of whichever type: one left out would cost a file."""
    found = select(events.c.payload).where(
        events.c.at >= since,
        events.c.payload.contains('"attachment_id"', autoescape=True),
    )
    rows = connection.execute(found).scalars()
    return frozenset(one for payload in rows for one in attachments_in(payload))


def _to_them(person: Person) -> Any:  # noqa: ANN401 - SQLAlchemy's own union of conditions
    return func.lower(letters.c.recipient).in_(person.addresses) & letters.c.settled.is_(None)


def _letters(connection: Connection, person: Person) -> list[KeptRecord]:
    rows = connection.execute(select(letters).where(_to_them(person)).order_by(letters.c.made_at))
    return [
        {
            "recipient": row.recipient,
            "kind": row.kind,
            "content": json.loads(row.content),
            "made_at": aware(row.made_at),
        }
        for row in rows
    ]


def _erase_letters(connection: Connection, person: Person) -> int:
    return connection.execute(delete(letters).where(_to_them(person))).rowcount


def _alerts(connection: Connection, person: Person) -> list[KeptRecord]:
    theirs = waiting.c.customer_id.in_(person.customer_ids)
    rows = connection.execute(select(waiting).where(theirs).order_by(waiting.c.asked_at))
    return [
        {
            "product_id": row.product_id,
            "variant_id": row.variant_id,
            "asked_at": aware(row.asked_at),
        }
        for row in rows
    ]


def _erase_alerts(connection: Connection, person: Person) -> int:
    theirs = waiting.c.customer_id.in_(person.customer_ids)
    return connection.execute(delete(waiting).where(theirs)).rowcount


def _grants(connection: Connection, person: Person) -> list[KeptRecord]:
    theirs = goodwill.c.customer_id.in_(person.customer_ids)
    rows = connection.execute(select(goodwill).where(theirs).order_by(goodwill.c.at))
    return [
        {
            "operation": row.operation,
            "order_id": row.order_id,
            "amount_minor": row.amount_minor,
            "currency": row.currency,
            "at": aware(row.at),
        }
        for row in rows
    ]


def _erase_grants(connection: Connection, person: Person) -> int:
    theirs = goodwill.c.customer_id.in_(person.customer_ids)
    return connection.execute(delete(goodwill).where(theirs)).rowcount
