"""Export and erase the data that the tables of channels keep of people, beside the log."""

from sqlalchemy import Connection, delete, select

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from integrations.stores.sql.channels.channel_tables import (
    channel_contacts,
    channel_media,
    channel_sends,
    set_aside,
)
from integrations.stores.sql.database import Database
from integrations.stores.sql.privacy.sql_holding import SqlHolding, rows_of
from integrations.stores.sql.tables import aware


def hold_channel_contacts(database: Database) -> SqlHolding:
    """Return a `Holding` of the contacts of channels, and of their updates that were set aside.

    Erase it before the log: somebody who writes again is a new contact.
    """
    return SqlHolding(name="channel_contacts", database=database, read=_records, remove=_erase)


def _records(connection: Connection, person: Person) -> list[KeptRecord]:
    found = select(channel_contacts).where(rows_of(channel_contacts, person))
    contacts: list[KeptRecord] = [
        {
            "channel": row.channel,
            "account_id": row.account_id,
            "user_id": row.user_id,
            "phone": row.phone,
            "name": row.name,
        }
        for row in connection.execute(found)
    ]
    aside = select(set_aside).where(set_aside.c.user_id.in_(_users(connection, person)))
    return contacts + [
        {"channel": row.channel, "kind": row.what, "content": row.raw, "at": aware(row.at)}
        for row in connection.execute(aside)
    ]


def _erase(connection: Connection, person: Person) -> int:
    users = _users(connection, person)
    erased = connection.execute(delete(set_aside).where(set_aside.c.user_id.in_(users))).rowcount
    for table in (channel_sends, channel_media):  # ids and addresses of files
        connection.execute(delete(table).where(rows_of(table, person)))
    gone = delete(channel_contacts).where(rows_of(channel_contacts, person))
    return erased + connection.execute(gone).rowcount


def _users(connection: Connection, person: Person) -> list[str]:
    found = select(channel_contacts.c.user_id).where(
        rows_of(channel_contacts, person), channel_contacts.c.user_id.is_not(None)
    )
    return list(connection.execute(found).scalars())
