"""Erase a conversation in place: no word of it stays in its rows."""

from sqlalchemy import Connection, bindparam, delete, select, update

from assistant.conversation.events import ConversationErased
from assistant.conversation.redaction import redact
from assistant.ports import UnknownConversationError
from integrations.stores.sql.log.event_codec import encode
from integrations.stores.sql.log.log_reading import ERASED
from integrations.stores.sql.log.log_statements import MOVE, append, lock
from integrations.stores.sql.log.stuck_tables import stuck_work
from integrations.stores.sql.log.unread_events import stored
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.returned_segments import expect_in_log
from integrations.stores.sql.tables import conversations, events, pending

_STATUS = PreparedStatement(
    select(conversations.c.status).where(
        conversations.c.conversation_id == bindparam("conversation")
    )
)
_EVERY = select(events.c.position, events.c.sequence, events.c.payload).where(
    events.c.conversation_id == bindparam("conversation")
)
_REDACT = (
    update(events)
    .where(events.c.position == bindparam("place"))
    .values(payload=bindparam("redacted"), account_id=None, provider_message_id=None)
)
_NOTHING_WAITS = delete(pending).where(pending.c.conversation_id == bindparam("conversation"))

_NOT_STUCK = delete(stuck_work).where(stuck_work.c.conversation_id == bindparam("conversation"))


def erase(connection: Connection, event: ConversationErased) -> None:
    """Redact every event of a conversation, and store `event` as its last.

    Raises:
        UnknownConversationError: the conversation was never started.
        LogUnavailableError: events of it are in a file.
    """
    key = {"conversation": event.conversation_id}
    status = _STATUS.all(connection, key)
    if not status:
        raise UnknownConversationError(event.conversation_id)
    if status[0][0] == ERASED:
        return
    lock(connection, event.conversation_id, stored=0, fenced=False)
    expect_in_log(connection, event.conversation_id)
    rows = connection.execute(_EVERY, key).all()
    left = [(row.position, encode(redact(stored(connection, *row).event))) for row in rows]
    connection.execute(_REDACT, [{"place": place, "redacted": payload} for place, payload in left])
    connection.execute(_NOTHING_WAITS, key)
    connection.execute(_NOT_STUCK, key)
    append(connection, event.conversation_id, [event], None)
    MOVE.run(connection, [{**key, "now": ERASED}])
