"""Implement the port `ImportBook` on the event log's database."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import Connection, Row, Select, and_, delete, or_, select, update

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.outreach.consent_imports.imported_consent import (
    SOURCE,
    ImportedConsent,
    ImportState,
)
from assistant.outreach.consent_imports.ports import MatchedConsent
from assistant.ports import Clock
from integrations.stores.sql.channels.channel_tables import channel_contacts as contacts
from integrations.stores.sql.database import Database
from integrations.stores.sql.operations.outreach_tables import consents as changes
from integrations.stores.sql.operations.outreach_tables import imports
from integrations.stores.sql.operations.stopped_contacts import (
    STOPPABLE,
    mark_stopped,
    opted_out_numbers,
    stopped_among,
)
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.tables import aware

_SAME = (contacts.c.channel == imports.c.channel) & (contacts.c.phone == imports.c.phone)
_IN_FORCE = (ImportState.WAITING, ImportState.TAKEN)

AT_HAND = select(contacts.c.conversation_id).where(_SAME).exists()
"""The condition of a row whose contact has a conversation."""


class SqlImportBook:
    """Keep imported consents that many processes may have open; `key`: the installation's."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database, self._key = database, key

    async def matched(self, *, limit: int) -> Sequence[MatchedConsent]:
        return await self._database.read(partial(_matched, key=self._key, limit=limit))

    async def taken(self, file_id: str, *, limit: int) -> Sequence[MatchedConsent]:
        return await self._database.read(partial(_taken, file_id=file_id, limit=limit))

    async def settle(
        self, imported: ImportedConsent, state: ImportState, conversation_id: ConversationId | None
    ) -> None:
        work = partial(_settle, imported=imported, state=state, conversation_id=conversation_id)
        await self._database.write(work)


def hold_imported_consents(database: Database, key: bytes, clock: Clock) -> SqlHolding:
    """Return the `Holding` of the imported consents of a person.

    An erased contact is remembered by a keyed hash of the number, so that the same file read again
    does not bring the consent back: for good after a STOP, else against older consents.
    """

    def remove(connection: Connection, person: Person) -> int:
        for phone, purposes in _stopped(connection, person).items():
            for purpose in STOPPABLE:
                until = None if purpose in purposes else clock.now()
                mark_stopped(connection, key, phone, purpose, until)
        return connection.execute(delete(imports).where(_theirs(person))).rowcount

    return SqlHolding(name="consents", database=database, read=_of_person, remove=remove)


def _matched(connection: Connection, *, key: bytes, limit: int) -> list[MatchedConsent]:
    waiting = select(imports).where(imports.c.state == ImportState.WAITING, AT_HAND)
    found = [_imported(row) for row in _first(connection, waiting, limit)]
    stopped = stopped_among(connection, found, key)
    return [(one, () if one.import_id in stopped else _talks(connection, one)) for one in found]


def _taken(connection: Connection, *, file_id: str, limit: int) -> list[MatchedConsent]:
    other = imports.alias()
    elsewhere = select(other.c.import_id).where(
        other.c.phone == imports.c.phone,
        other.c.purpose == imports.c.purpose,
        other.c.file_id != imports.c.file_id,
        other.c.state.in_(_IN_FORCE),
    )
    taken = select(imports, elsewhere.exists().label("stays")).where(
        imports.c.file_id == file_id, imports.c.state == ImportState.TAKEN
    )
    rows = [(_imported(row), row.stays) for row in _first(connection, taken, limit)]
    return [(one, () if stays else _talks(connection, one)) for one, stays in rows]


def _first(connection: Connection, query: Select, limit: int) -> Sequence[Row]:  # type: ignore[type-arg]  # columns are `imports`
    return connection.execute(query.order_by(imports.c.import_id).limit(limit)).all()


def _talks(connection: Connection, one: ImportedConsent) -> tuple[ConversationId, ...]:
    mine = contacts.c.channel == one.channel, contacts.c.phone == one.phone
    talks = select(contacts.c.conversation_id).where(*mine)
    found = connection.execute(talks.order_by(contacts.c.conversation_id)).scalars()
    return tuple(map(ConversationId, found))


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


def _settle(
    connection: Connection,
    *,
    imported: ImportedConsent,
    state: ImportState,
    conversation_id: ConversationId | None,
) -> None:
    mine, values = imports.c.import_id == imported.import_id, {"state": str(state)}
    if conversation_id is not None:
        values["conversation_id"] = conversation_id
    if state is ImportState.WITHDRAWN:  # its proof stays, and the same row may come again
        file_id = connection.execute(select(imports.c.file_id).where(mine)).scalar() or ""
        values["import_id"] = f"{imported.import_id}:{file_id}"
    connection.execute(update(imports).where(mine).values(values))


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


def _stopped(connection: Connection, person: Person) -> Mapping[str, set[str]]:
    """Return the numbers of a person, each with the purposes that STOP or a withdrawal ended."""
    mine = contacts.c.conversation_id.in_(person.conversations), contacts.c.phone.is_not(None)
    phones = select(contacts.c.phone).where(*mine)
    found = dict[str, set[str]]()
    for phone in connection.execute(phones).scalars():
        found.setdefault(phone, set())
    for row in connection.execute(select(imports).where(_theirs(person))):
        found.setdefault(row.phone, set()).update(
            {row.purpose} if row.state == ImportState.STOPPED else ()
        )
    for phone in connection.execute(opted_out_numbers(and_(*mine))).scalars():
        found[phone].update(STOPPABLE)
    withdrawn = (
        phones.add_columns(changes.c.purpose)
        .join(changes, changes.c.conversation_id == contacts.c.conversation_id)
        .where(changes.c.stage == ConsentStage.WITHDRAWN, changes.c.source != SOURCE)
    )
    for row in connection.execute(withdrawn):
        found[row.phone].add(row.purpose)
    return found


def _theirs(person: Person):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SQLAlchemy's own
    """Return the condition of a person's rows: by their contact, or by a row that was settled."""
    talks = person.conversations
    told = select(contacts.c.phone).where(
        contacts.c.conversation_id.in_(talks), contacts.c.phone.is_not(None)
    )
    return or_(imports.c.conversation_id.in_(talks), imports.c.phone.in_(told))
