"""Implement the port `ImportBook` on the event log's database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete, func, or_, select, update

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState
from integrations.stores.sql.channels.channel_tables import channel_contacts as contacts
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.operations.outreach_tables import imports
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware

_SAME = (contacts.c.channel == imports.c.channel, contacts.c.phone == imports.c.phone)


class SqlImportBook:
    """Keep imported consents that many processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, consents: Sequence[ImportedConsent], at: datetime, by: str) -> int:
        return await self._database.write(partial(_keep, consents=consents, at=at, by=by))

    async def matched(self, *, limit: int) -> Sequence[tuple[ImportedConsent, ConversationId]]:
        waiting = (
            select(imports, contacts.c.conversation_id.label("talk"))
            .join(contacts, _SAME[0] & _SAME[1])
            .where(imports.c.state == ImportState.WAITING)
            .order_by(imports.c.import_id, contacts.c.conversation_id)
            .limit(limit)
        )
        return [
            (
                ImportedConsent(
                    phone=row.phone,
                    purpose=ContactPurpose(row.purpose),
                    channel=ChannelKind(row.channel),
                    given_at=aware(row.given_at),
                    confirmed_at=aware(row.confirmed_at) if row.confirmed_at else None,
                    source=row.source,
                    text_version=row.text_version,
                    proof=row.proof,
                ),
                ConversationId(row.talk),
            )
            for row in await fetch(self._database, waiting)
        ]

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


def hold_imported_consents(database: Database) -> SqlHolding:
    """Return the `Holding` of the imported consents of a person."""
    return SqlHolding(name="consents", database=database, read=_of_person, remove=_erase)


def _keep(
    connection: Connection, consents: Sequence[ImportedConsent], at: datetime, by: str
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


def _erase(connection: Connection, person: Person) -> int:
    return connection.execute(delete(imports).where(_theirs(person))).rowcount


def _theirs(person: Person):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SQLAlchemy's own
    theirs = select(contacts.c.phone).where(
        contacts.c.conversation_id.in_(person.conversations), contacts.c.phone.is_not(None)
    )
    return or_(imports.c.conversation_id.in_(person.conversations), imports.c.phone.in_(theirs))
