"""Find and erase the conversations that change sets were made of."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.changes.change_erasure import without_conversations
from assistant.improvement.changes.change_set import ChangeSet
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.change_tables import change_sets
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import put_version


def hold_change_sets(database: Database) -> SqlHolding:
    """Return the holding of the messages that change sets name by their ids."""
    return SqlHolding(name="change_sets", database=database, read=_messages, remove=_erase)


def _of(connection: Connection, person: Person, *, lock: bool = False) -> Sequence[ChangeSet]:
    if not person.conversations:
        return ()
    named = (
        change_sets.c.content.contains(f'"{one}"', autoescape=True) for one in person.conversations
    )
    found = select(change_sets.c.content).where(or_(*named)).order_by(change_sets.c.change_id)
    rows = connection.execute(found.with_for_update() if lock else found)
    return [decode(row.content, ChangeSet) for row in rows]


def _messages(connection: Connection, person: Person) -> list[KeptRecord]:
    return [
        {"change_id": change.change_id, "message_id": one.message_id, "at": one.at}
        for change in _of(connection, person)
        for one in change.signals
        if one.conversation_id in person.conversations
    ]


def _erase(connection: Connection, person: Person) -> int:
    """Erase the messages; an open proposal that has no other question goes with them."""
    erased = 0
    for change in _of(connection, person, lock=True):  # nobody moves them meanwhile
        left = without_conversations(change, person.conversations)
        this = change_sets.c.change_id == change.change_id
        if left is None:
            connection.execute(delete(change_sets).where(this))
        elif left != change:
            row = {
                "change_id": left.change_id,
                "version": left.version,
                "content": encode(left),
            }
            put_version(connection, change_sets, row, change.version)
        erased += len(change.signals) - (len(left.signals) if left else 0)
    return erased
