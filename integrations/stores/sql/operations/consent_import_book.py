"""Implement the port `ImportBook` on the event log's database."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState
from integrations.stores.sql.archive.archive_tables import OPTED_OUT, archive_parts
from integrations.stores.sql.channels.channel_tables import channel_contacts as contacts
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.operations.outreach_tables import consents as changes
from integrations.stores.sql.operations.outreach_tables import imports, stops
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware, events

_SAME = (contacts.c.channel == imports.c.channel) & (contacts.c.phone == imports.c.phone)
_STOPPABLE = (ContactPurpose.SERVICE, ContactPurpose.MARKETING)


class SqlImportBook:
    """Keep imported consents that many processes may have open; `key`: the installation's."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database, self._key = database, key

    async def keep(self, consents: Sequence[ImportedConsent], at: datetime, by: str) -> int:
        work = partial(_keep, key=self._key, consents=consents, at=at, by=by)
        return await self._database.write(work)

    async def matched(
        self, *, limit: int
    ) -> Sequence[tuple[ImportedConsent, Sequence[ConversationId]]]:
        return await self._database.read(partial(_matched, key=self._key, limit=limit))

    async def settle(
        self, imported: ImportedConsent, state: ImportState, conversation_id: ConversationId
    ) -> None:
        mine = imports.c.import_id == imported.import_id
        values = {"state": state, "conversation_id": conversation_id}
        await change(self._database, update(imports).where(mine).values(values))

    async def counts(self) -> Mapping[ImportState, int]:
        counted = select(imports.c.state, func.count().label("rows")).group_by(imports.c.state)
        found = {row.state: row.rows for row in await fetch(self._database, counted)}
        return {state: found.get(state, 0) for state in ImportState}


def hold_imported_consents(database: Database, key: bytes) -> SqlHolding:
    """Return the `Holding` of the imported consents of a person.

    An erased contact who said STOP is remembered by a keyed hash of the number, so that the same
    file read again does not bring the consent back.
    """
    remove = partial(_erase, key=key)
    return SqlHolding(name="consents", database=database, read=_of_person, remove=remove)


def _matched(
    connection: Connection, *, key: bytes, limit: int
) -> list[tuple[ImportedConsent, Sequence[ConversationId]]]:
    waiting = (
        select(imports)
        .where(imports.c.state == ImportState.WAITING)
        .where(select(contacts.c.conversation_id).where(_SAME).exists())
        .order_by(imports.c.import_id)
        .limit(limit)
    )
    found: list[tuple[ImportedConsent, Sequence[ConversationId]]] = []
    for row in connection.execute(waiting).all():
        one = _imported(row)
        if not _is_stopped(connection, one, key):
            mine = contacts.c.channel == row.channel, contacts.c.phone == row.phone
            talks = select(contacts.c.conversation_id).where(*mine)
            ids = connection.execute(talks.order_by(contacts.c.conversation_id)).scalars()
            found.append((one, tuple(ConversationId(known) for known in ids)))
    return found


def _imported(row: Row) -> ImportedConsent:  # type: ignore[type-arg]  # columns are `imports`
    return ImportedConsent(
        phone=row.phone,
        purpose=ContactPurpose(row.purpose),
        channel=ChannelKind(row.channel),
        given_at=aware(row.given_at),
        confirmed_at=aware(row.confirmed_at) if row.confirmed_at else None,
        source=row.source,
        text_version=row.text_version,
        proof=row.proof,
    )


def _mark(key: bytes, phone: str) -> str:
    derived = hmac.digest(key, b"stopped contact 1", "sha256")
    return hmac.new(derived, phone.encode(), hashlib.sha256).hexdigest()


def _is_stopped(connection: Connection, one: ImportedConsent, key: bytes) -> bool:
    mine = stops.c.mark == _mark(key, one.phone), stops.c.purpose == one.purpose
    return connection.execute(select(stops.c.mark).where(*mine)).first() is not None


def _keep(
    connection: Connection,
    *,
    key: bytes,
    consents: Sequence[ImportedConsent],
    at: datetime,
    by: str,
) -> int:
    return sum(
        insert_new(
            connection,
            imports,
            {
                "import_id": one.import_id,
                "phone": one.phone,
                "purpose": one.purpose,
                "channel": one.channel,
                "given_at": one.given_at,
                "confirmed_at": one.confirmed_at,
                "source": one.source,
                "text_version": one.text_version,
                "proof": one.proof,
                "state": ImportState.WAITING,
                "conversation_id": "",
                "imported_at": at,
                "imported_by": by,
            },
        )
        for one in consents
        if not _is_stopped(connection, one, key)
    )


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    rows = connection.execute(select(imports).where(_theirs(person)))
    return [
        {
            "phone": row.phone,
            "purpose": row.purpose,
            "given_at": aware(row.given_at).isoformat(),
            "source": row.source,
            "text_version": row.text_version,
            "proof": row.proof,
            "state": row.state,
        }
        for row in rows
    ]


def _erase(connection: Connection, person: Person, *, key: bytes) -> int:
    for phone, purpose in _stopped(connection, person):
        insert_new(connection, stops, {"mark": _mark(key, phone), "purpose": purpose})
    return connection.execute(delete(imports).where(_theirs(person))).rowcount


def _stopped(connection: Connection, person: Person) -> Iterable[tuple[str, str]]:
    """Return the numbers of a person that may not be written to again, each with a purpose."""
    stopped = imports.c.state == ImportState.STOPPED
    settled = select(imports.c.phone, imports.c.purpose).where(_theirs(person), stopped)
    phones = select(contacts.c.phone).where(
        contacts.c.conversation_id.in_(person.conversations), contacts.c.phone.is_not(None)
    )
    said = phones.join(events, events.c.conversation_id == contacts.c.conversation_id)
    of_old = phones.join(
        archive_parts, archive_parts.c.conversation_id == contacts.c.conversation_id
    )
    ended = said.where(events.c.type == OPTED_OUT).union(of_old.where(archive_parts.c.opted_out))
    withdrawn = (
        phones.add_columns(changes.c.purpose)
        .join(changes, changes.c.conversation_id == contacts.c.conversation_id)
        .where(changes.c.stage == ConsentStage.WITHDRAWN)
    )
    everything = connection.execute(ended).scalars().all()
    return {
        *((row.phone, row.purpose) for row in connection.execute(settled)),
        *((row.phone, row.purpose) for row in connection.execute(withdrawn)),
        *((phone, purpose) for phone in everything for purpose in _STOPPABLE),
    }


def _theirs(person: Person):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SQLAlchemy's own
    """Return the condition of a person's rows: by their contact, or by a row that was settled."""
    talks = person.conversations
    told = select(contacts.c.phone).where(
        contacts.c.conversation_id.in_(talks), contacts.c.phone.is_not(None)
    )
    return or_(imports.c.conversation_id.in_(talks), imports.c.phone.in_(told))
