"""Run the log's statements, on a connection that the caller opened.

Nothing here commits. A write locks its conversation's row and no other, so no two writers wait
for each other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.conversation.events import (
    FENCING,
    OWNERSHIP,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.ownership import Stage, move
from assistant.ports import Accepted, UnknownConversationError, VersionConflictError
from integrations.stores.sql.log.event_codec import encode
from integrations.stores.sql.log.log_reading import ERASED, STORED, read
from integrations.stores.sql.log.pending_rows import (
    ANSWER,
    DELIVERY,
    ORDER,
    PERSON,
    answered_rows,
    carried_out_rows,
    delivered_rows,
    waits_rows,
    whom,
)
from integrations.stores.sql.log.stuck_tables import trials
from integrations.stores.sql.log.unread_events import stored as read_row
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import accepted_once, conversations, events, pending

_ID = list(accepted_once.columns)
_HAS_ID = events.c.provider_message_id.is_not(None)
_EVENT: dict[str, Any] = {
    name: bindparam(name, type_=events.c[name].type)
    for name in ("conversation_id", "sequence", "at", "type", "payload")
}
_MESSAGE = _EVENT | {
    name: bindparam(name, type_=events.c[name].type)
    for name in ("account_id", "provider_message_id")
}
_ONCE: dict[str, Any] = {"index_elements": _ID, "index_where": _HAS_ID}
_ACCEPT = PreparedStatement(
    postgresql.insert(events)
    .values(_MESSAGE)
    .on_conflict_do_nothing(**_ONCE)
    .returning(events.c.position),
    sqlite=sqlite.insert(events)
    .values(_MESSAGE)
    .on_conflict_do_nothing(**_ONCE)
    .returning(events.c.position),
)
_ADVANCING = (
    update(conversations)
    .where(
        conversations.c.conversation_id == bindparam("conversation"),
        conversations.c.status != ERASED,
    )
    .values(
        last_sequence=conversations.c.last_sequence + bindparam("stored"),
        version=conversations.c.version + bindparam("fenced"),
    )
    .returning(conversations.c.last_sequence, conversations.c.status)
)
_FROM_VERSION = conversations.c.version == bindparam("expected")
_AFTER_LAST = conversations.c.last_sequence == bindparam("expected_last")
_ADVANCES = {
    frozenset[str](): PreparedStatement(_ADVANCING),
    frozenset({"expected"}): PreparedStatement(_ADVANCING.where(_FROM_VERSION)),
    frozenset({"expected_last"}): PreparedStatement(_ADVANCING.where(_AFTER_LAST)),
    frozenset({"expected", "expected_last"}): PreparedStatement(
        _ADVANCING.where(_FROM_VERSION, _AFTER_LAST)
    ),
}
_STORE = PreparedStatement(
    insert(events).values(_EVENT).returning(events.c.sequence, events.c.position)
)
_WAIT = PreparedStatement(
    insert(pending).values({c.name: bindparam(c.name) for c in pending.columns})
)
_OF_THE_CUSTOMER = (pending.c.waits_for == ANSWER) | (pending.c.waits_for == PERSON)
_OF_THE_MESSAGE = (
    pending.c.conversation_id == bindparam("conversation"),
    pending.c.message_id == bindparam("message"),
)
_ANSWERED = PreparedStatement(delete(pending).where(*_OF_THE_MESSAGE, _OF_THE_CUSTOMER))
_DELIVERED = PreparedStatement(
    delete(pending).where(*_OF_THE_MESSAGE, pending.c.waits_for == DELIVERY)
)
_CARRIED_OUT = PreparedStatement(
    delete(pending).where(*_OF_THE_MESSAGE, pending.c.waits_for == ORDER)
)
_LEFT = PreparedStatement(
    select(pending.c.position)
    .where(pending.c.conversation_id == bindparam("conversation"), _OF_THE_CUSTOMER)
    .limit(1)
)
MOVE = PreparedStatement(
    update(conversations)
    .where(conversations.c.conversation_id == bindparam("conversation"))
    .values(status=bindparam("now"))
)
_WAIT_FOR = PreparedStatement(
    update(pending)
    .where(pending.c.conversation_id == bindparam("conversation"), _OF_THE_CUSTOMER)
    .values(waits_for=bindparam("whom"))
)

_LEFT_TO_PEOPLE = PreparedStatement(
    update(pending).where(*_OF_THE_MESSAGE, _OF_THE_CUSTOMER).values(waits_for=PERSON)
)

_MOVING = (ReplyWritten, *OWNERSHIP)

_VERSION = select(conversations.c.version).where(
    conversations.c.conversation_id == bindparam("conversation"),
    conversations.c.status != ERASED,
)
_LAST = select(conversations.c.conversation_id, conversations.c.last_sequence).where(
    conversations.c.conversation_id.in_(bindparam("conversations", expanding=True))
)
_UNANSWERED = (
    select(pending.c.conversation_id)
    .where(pending.c.waits_for.in_((ANSWER, ORDER)), pending.c.at < bindparam("before"))
    .group_by(pending.c.conversation_id)
    .order_by(func.min(pending.c.at), func.min(pending.c.position))
    .limit(bindparam("most"))
)
_UNDELIVERED = (
    STORED.join(pending, pending.c.position == events.c.position)
    .where(pending.c.waits_for == DELIVERY, pending.c.at < bindparam("before"))
    .order_by(pending.c.at, pending.c.position)
    .limit(bindparam("most"))
)


class NothingNewError(Exception):
    """Say that a message is known, or its conversation is not: roll back, then look."""


def start(connection: Connection, event: ConversationStarted) -> StoredEvent:
    """Open a conversation, or return the event that opened it."""
    row = {
        "conversation_id": event.conversation_id,
        "version": 0,
        "last_sequence": 1,
        "status": Stage.PENDING,
    }
    if insert_new(connection, conversations, row):
        return _store(connection, [event], first=1)[0]
    return read(connection, event.conversation_id, after=0).events[0]


def accept(
    connection: Connection, event: CustomerWrote, account_id: AccountId, provider_message_id: str
) -> Accepted:
    """Store a message; three statements, because a customer's request waits for them.

    Raises:
        NothingNewError: the transaction must be rolled back.
    """
    advanced = lock(connection, event.conversation_id, stored=1, fenced=False)
    if advanced is None:
        raise NothingNewError
    sequence, was = advanced
    row = _row(event, sequence)
    row |= {"account_id": account_id, "provider_message_id": provider_message_id}
    stored = _ACCEPT.all(connection, row)
    if not stored:
        raise NothingNewError
    message = StoredEvent(position=stored[0][0], sequence=sequence, event=event)
    now = move(was, event, unanswered=True)
    _WAIT.run(connection, waits_rows(message, now))
    if now is not was:
        MOVE.run(connection, [{"conversation": event.conversation_id, "now": now}])
    return Accepted(message_id=event.message_id, sequence=sequence, is_new=True)


def append(
    connection: Connection,
    conversation_id: ConversationId,
    new: Sequence[ConversationEvent],
    expected_version: int | None,
    expected_last: int | None = None,
) -> tuple[StoredEvent, ...]:
    """Store `new` after comparing version and sequence, in the statement that locks the row."""
    fenced = any(isinstance(event, FENCING) for event in new)
    advanced = lock(
        connection,
        conversation_id,
        stored=len(new),
        fenced=fenced,
        expected=expected_version,
        expected_last=expected_last,
    )
    if advanced is None:
        known = connection.execute(_VERSION, {"conversation": conversation_id}).one_or_none()
        raise (VersionConflictError if known else UnknownConversationError)(conversation_id)
    last, was = advanced
    stored = _store(connection, new, first=last - len(new) + 1)
    _WAIT.run(connection, [row for each in stored for row in waits_rows(each, was)])
    _ANSWERED.run(connection, [row for each in new for row in answered_rows(each)])
    _DELIVERED.run(connection, [row for each in new for row in delivered_rows(each)])
    _CARRIED_OUT.run(connection, [row for each in new for row in carried_out_rows(each)])
    if any(isinstance(event, _MOVING) for event in new):
        _change_hands(connection, conversation_id, new, was)
    return stored


def last_sequences(
    connection: Connection, conversation_ids: Sequence[ConversationId]
) -> dict[ConversationId, int]:
    """Return the last sequence of each conversation that there is."""
    rows = connection.execute(_LAST, {"conversations": conversation_ids})
    return {ConversationId(row.conversation_id): row.last_sequence for row in rows}


def unanswered(connection: Connection, before: datetime, limit: int) -> tuple[ConversationId, ...]:
    """Return conversations that wait for an answer, the longest wait first."""
    rows = connection.execute(_UNANSWERED, {"before": before, "most": limit})
    return tuple(ConversationId(row.conversation_id) for row in rows)


def undelivered(connection: Connection, before: datetime, limit: int) -> tuple[StoredEvent, ...]:
    """Return replies that wait for delivery, the longest wait first."""
    rows = connection.execute(_UNDELIVERED, {"before": before, "most": limit})
    return tuple(read_row(connection, *row) for row in rows)


def try_row(connection: Connection, row: Mapping[str, str]) -> None:
    """Write a row and delete it again, in one transaction: nobody ever sees it."""
    connection.execute(insert(trials), row)
    connection.execute(delete(trials).where(trials.c.name == row["name"]))


def probe(connection: Connection) -> None:
    """Read from a table of the log."""
    connection.execute(_VERSION, {"conversation": ""})


def lock(
    connection: Connection,
    conversation_id: ConversationId,
    *,
    stored: int,
    fenced: bool,
    expected: int | None = None,
    expected_last: int | None = None,
) -> tuple[int, Stage] | None:
    """Lock the conversation and make room; return its last sequence and whose it is.

    None: nothing matches.
    """
    parameters = {"conversation": conversation_id, "stored": stored, "fenced": int(fenced)}
    given = {"expected": expected, "expected_last": expected_last}
    expectations = {name: value for name, value in given.items() if value is not None}
    advance = _ADVANCES[frozenset(expectations)]
    advanced = advance.all(connection, {**parameters, **expectations})
    if not advanced:
        return None
    last_sequence, status = advanced[0]
    return last_sequence, Stage(status)


def _store(
    connection: Connection, new: Sequence[ConversationEvent], *, first: int
) -> tuple[StoredEvent, ...]:
    if not new:
        return ()
    rows = [_row(event, sequence) for sequence, event in enumerate(new, first)]
    positions: dict[int, int] = dict(_STORE.each(connection, rows))
    return tuple(
        StoredEvent(position=positions[sequence], sequence=sequence, event=event)
        for sequence, event in enumerate(new, first)
    )


def _change_hands(
    connection: Connection,
    conversation_id: ConversationId,
    new: Sequence[ConversationEvent],
    was: Stage,
) -> None:
    """Store the conversation's new stage, and let its waiting messages wait for its new owner.

    While a person was only asked, the messages that led there wait for them, and no others.
    """
    key = {"conversation": conversation_id}
    unanswered = bool(_LEFT.all(connection, key))
    now = was
    for event in new:
        now = move(now, event, unanswered=unanswered)
    if now is not was:
        MOVE.run(connection, [{**key, "now": now}])
        _WAIT_FOR.run(connection, [{**key, "whom": whom(now)}])
    if now is Stage.ASKED:
        asking = (event for event in new if isinstance(event, HandoffRequested))
        left = [{**key, "message": one} for event in asking for one in event.messages]
        _LEFT_TO_PEOPLE.run(connection, left)


def _row(event: ConversationEvent, sequence: int) -> dict[str, Any]:
    return {
        "conversation_id": event.conversation_id,
        "sequence": sequence,
        "at": event.at,
        "type": event.type,
        "payload": encode(event),
    }
