"""Read the log."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from assistant.conversation.events import CustomerWrote, EventUnread, StoredEvent
from assistant.conversation.ids import SHARDS, AccountId, ConversationId
from assistant.conversation.ownership import Stage
from assistant.ports import Accepted, Record, UnknownConversationError
from integrations.stores.sql.log.unread_events import stored as read_row
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.tables import conversations, events

ERASED = "erased"  # beside each `Stage`: nothing is written to it any more

STORED = select(events.c.position, events.c.sequence, events.c.payload)
_ACCEPTED = STORED.where(
    events.c.account_id == bindparam("account"),
    events.c.provider_message_id == bindparam("provider_message"),
)
_TAIL = (
    STORED.where(events.c.position > bindparam("after"))
    .order_by(events.c.position)
    .limit(bindparam("most"))
)
_SAFE_TAIL = _TAIL.where(events.c.position <= bindparam("safe"))
_SHARDS_TAIL = _SAFE_TAIL.where(
    func.conversation_shard(events.c.conversation_id).in_(bindparam("shards", expanding=True))
)
_NEWEST = select(func.max(events.c.position))
_LAST_SAFE_POSITION = select(func.last_safe_event_position())
# One statement, so that the version is that of the events, with no transaction around it.
_READ = PreparedStatement(
    select(
        conversations.c.version,
        conversations.c.status,
        events.c.position,
        events.c.sequence,
        events.c.payload,
    )
    .outerjoin(
        events,
        (events.c.conversation_id == conversations.c.conversation_id)
        & (events.c.sequence > bindparam("after")),
    )
    .where(conversations.c.conversation_id == bindparam("conversation"))
    .order_by(events.c.sequence)
)


def find_accepted(
    connection: Connection, event: CustomerWrote, account_id: AccountId, provider_message_id: str
) -> Accepted | None:
    """Return the result of the first acceptance of a message, whose repeat is `event`."""
    first = find_event(connection, account_id, provider_message_id)
    if first is None:
        return None
    found = first.event
    if not isinstance(found, CustomerWrote | EventUnread) or not found.message_id:
        return None
    return Accepted(
        message_id=found.message_id,
        sequence=first.sequence,
        is_new=False,
        differs=isinstance(found, CustomerWrote)
        and (found.text, found.attachments) != (event.text, event.attachments),
    )


def find_event(
    connection: Connection, account_id: AccountId, provider_message_id: str
) -> StoredEvent | None:
    """Return the message that was stored under an id."""
    key = {"account": account_id, "provider_message": provider_message_id}
    row = connection.execute(_ACCEPTED, key).one_or_none()
    return None if row is None else read_row(connection, *row)


def read(connection: Connection, conversation_id: ConversationId, after: int) -> Record:
    """Return a conversation's events after a sequence."""
    parameters = {"conversation": conversation_id, "after": after}
    rows = _READ.all(connection, parameters)
    if not rows:
        raise UnknownConversationError(conversation_id)
    version, status, *_ = rows[0]
    kept = (Stage.RESOLVED if status == ERASED else Stage(status)).status
    later = _events(connection, [row[2:] for row in rows if row[2] is not None])
    return Record(events=later, version=version, status=kept)


def tail(connection: Connection, after: int, limit: int) -> tuple[StoredEvent, ...]:
    """Return the log's events after a position, up to where nothing can appear any more."""
    parameters = {"after": after, "most": limit}
    if connection.dialect.name == "postgresql":
        # A statement before the other: the first migration says why.
        safe = connection.execute(_LAST_SAFE_POSITION).scalar_one()
        rows = connection.execute(_SAFE_TAIL, {**parameters, "safe": safe})
    else:
        rows = connection.execute(_TAIL, parameters)
    return _events(connection, rows.all())


def newest_position(connection: Connection) -> int:
    """Return the position of the log's newest event; 0: there is none."""
    return connection.execute(_NEWEST).scalar() or 0


def safe_end(connection: Connection) -> int:
    """Return the log's last position, or the one before the first that may still appear."""
    if connection.dialect.name == "postgresql":
        # A statement before the other, as below.
        safe: int = connection.execute(_LAST_SAFE_POSITION).scalar_one()
        return min(safe, newest_position(connection))
    return newest_position(connection)


def tail_of_shards(
    connection: Connection, shards: Collection[int], *, after: int, until: int, limit: int
) -> tuple[tuple[StoredEvent, ...], int]:
    """Return up to `limit` events of some shards, and the position up to which these are all.

    `until` must not be behind `safe_end`.
    """
    parameters = {"after": after, "safe": until, "most": limit}
    if len(shards) == SHARDS:
        rows = connection.execute(_SAFE_TAIL, parameters)
    else:
        rows = connection.execute(_SHARDS_TAIL, {**parameters, "shards": sorted(shards)})
    found = _events(connection, rows.all())
    return found, found[-1].position if len(found) == limit else until


def _events(connection: Connection, rows: Iterable[Sequence[Any]]) -> tuple[StoredEvent, ...]:
    return tuple(read_row(connection, *row) for row in rows)
