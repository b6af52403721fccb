"""Read the log, of which old events are in the archive; see `archive.archived_events`.

Each read asks for the events of the log first: an event that is moved meanwhile is then found in
the archive.
"""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, bindparam, func, select

from assistant.conversation.events import CustomerWrote, EventUnread, StoredEvent
from assistant.conversation.ids import SHARDS, AccountId, ConversationId, shard_of
from assistant.conversation.ownership import Stage
from assistant.ports import Accepted, Record, UnknownConversationError
from integrations.stores.sql.archive.archived_events import (
    ArchivedEvent,
    LiveEvent,
    SegmentsNeededError,
    earlier_events,
    find_message,
    merge,
    newest_position,
    segments_after,
)
from integrations.stores.sql.log.unread_events import archived
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
_LAST_SAFE_POSITION = select(func.last_safe_event_position())
# One statement, so that the version is that of the events, with no transaction around it.
_READ = PreparedStatement(
    select(
        conversations.c.version,
        conversations.c.status,
        conversations.c.last_sequence,
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
    """Return the message that was stored under an id, wherever it is kept now."""
    key = {"account": account_id, "provider_message": provider_message_id}
    row = connection.execute(_ACCEPTED, key).one_or_none()
    if row is not None:
        return read_row(connection, *row)
    old = find_message(connection, account_id, provider_message_id)
    return archived(old) if old else None


def read(connection: Connection, conversation_id: ConversationId, after: int) -> Record:
    """Return a conversation's events after a sequence."""
    parameters = {"conversation": conversation_id, "after": after}
    rows = _READ.all(connection, parameters)
    if not rows:
        raise UnknownConversationError(conversation_id)
    version, status, last, *_ = rows[0]
    live = [row[3:] for row in rows if row[3] is not None]
    first = live[0][1] if live else last + 1
    earlier = list[ArchivedEvent]()
    if first > after + 1:
        earlier = earlier_events(connection, conversation_id, after=after, before=first)
    kept = (Stage.RESOLVED if status == ERASED else Stage(status)).status
    return Record(
        events=(*map(archived, earlier), *(read_row(connection, *row) for row in live)),
        version=version,
        status=kept,
    )


def tail(connection: Connection, after: int, limit: int) -> tuple[StoredEvent, ...]:
    """Return the log's events after a position, up to where nothing can appear any more."""
    places = segments_after(connection, after)
    live = _tail(connection, after, limit)
    if segments_after(connection, after) != places:
        raise SegmentsNeededError  # events moved meanwhile: ask again
    if not places:
        return tuple(read_row(connection, *row) for row in live)
    found, _ = merge(places, live, after=after, limit=limit)
    return tuple(map(_event(connection), found))


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
    places = segments_after(connection, after)
    parameters = {"after": after, "safe": until, "most": limit}
    if len(shards) == SHARDS:
        rows = connection.execute(_SAFE_TAIL, parameters)
    else:
        rows = connection.execute(_SHARDS_TAIL, {**parameters, "shards": sorted(shards)})
    live: list[LiveEvent] = [tuple(row) for row in rows]
    if segments_after(connection, after) != places:
        raise SegmentsNeededError  # events moved meanwhile: ask again
    found, end = merge(
        places,
        live,
        after=after,
        limit=limit,
        until=until,
        wanted=lambda conversation_id: shard_of(conversation_id) in shards,
    )
    return tuple(map(_event(connection), found)), end


def _event(connection: Connection) -> Callable[[ArchivedEvent | LiveEvent], StoredEvent]:
    return lambda row: (
        archived(row) if isinstance(row, ArchivedEvent) else read_row(connection, *row)
    )


def _tail(connection: Connection, after: int, limit: int) -> list[LiveEvent]:
    parameters = {"after": after, "most": limit}
    if connection.dialect.name == "postgresql":
        # A statement before the other: the first migration says why.
        safe = connection.execute(_LAST_SAFE_POSITION).scalar_one()
        rows = connection.execute(_SAFE_TAIL, {**parameters, "safe": safe})
    else:
        rows = connection.execute(_TAIL, parameters)
    return [tuple(row) for row in rows]
