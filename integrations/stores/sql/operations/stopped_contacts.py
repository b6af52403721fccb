"""Remember contacts who were erased, by a keyed hash of their number."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select

from assistant.conversation.consents import ContactPurpose
from assistant.outreach.consent_imports.imported_consent import ImportedConsent
from integrations.stores.sql.channels.channel_tables import channel_contacts as contacts
from integrations.stores.sql.operations.outreach_tables import stops
from integrations.stores.sql.shared_statements import insert_new, insert_or_update
from integrations.stores.sql.tables import aware, events

_OPTED_OUT = "contact_opted_out"  # the type of the event
STOPPABLE = (ContactPurpose.SERVICE, ContactPurpose.MARKETING)


def mark_stopped(
    connection: Connection, key: bytes, phone: str, purpose: str, until: datetime | None
) -> None:
    """Remember that no consent of a number counts, or none that was given by `until`.

    A mark that is there for good stays.
    """
    row = {"mark": _mark(key, phone), "purpose": purpose, "until": until}
    if until is None:
        insert_or_update(connection, stops, row)
    elif not insert_new(connection, stops, row):
        mine = stops.c.mark == row["mark"], stops.c.purpose == purpose
        older = stops.update().where(*mine, stops.c.until < until)
        connection.execute(older.values(until=until))


def stopped_among(
    connection: Connection, consents: Sequence[ImportedConsent], key: bytes
) -> frozenset[str]:
    """Return the ids of the consents that may not count: of a stopped number, or too old."""
    derived = _derived(key)
    by_mark = {one.import_id: _marked(derived, one.phone) for one in consents}
    found = select(stops).where(stops.c.mark.in_(set(by_mark.values())))
    until = {(row.mark, row.purpose): row.until for row in connection.execute(found)}

    def stopped() -> Iterable[str]:
        for one in consents:
            named = by_mark[one.import_id], one.purpose
            if named in until:
                last = until[named]
                if last is None or one.given_at <= aware(last):
                    yield one.import_id

    return frozenset(stopped())


def opted_out_numbers(named: ColumnElement[bool]) -> Select[str]:
    """Return the query for the numbers among contacts that said STOP, also long ago."""
    phones = select(contacts.c.phone).where(named)
    said = phones.join(events, events.c.conversation_id == contacts.c.conversation_id)
    return said.where(events.c.type == _OPTED_OUT).distinct()


def _mark(key: bytes, phone: str) -> str:
    return _marked(_derived(key), phone)


def _derived(key: bytes) -> bytes:
    return hmac.digest(key, b"stopped contact 1", "sha256")


def _marked(derived: bytes, phone: str) -> str:
    return hmac.new(derived, phone.encode(), hashlib.sha256).hexdigest()
