"""Read rows of the log, whichever version of the program wrote them.

An event that cannot be read becomes an `EventUnread`: its conversation is set aside, and nobody
else waits for it.
"""

import json
from typing import Any

from sqlalchemy import Connection, bindparam, select

from assistant.conversation.events import EventUnread, StoredEvent
from assistant.conversation.ids import ConversationId, MessageId
from integrations.stores.sql.log.event_codec import UnreadableEventError, decode
from integrations.stores.sql.tables import aware, events

_ROW = select(events.c.conversation_id, events.c.at, events.c.type).where(
    events.c.position == bindparam("place")
)
_MESSAGE = "customer_wrote"


def stored(connection: Connection, position: int, sequence: int, payload: str) -> StoredEvent:
    """Return the event of a row; one more statement is run for an event that cannot be read."""
    try:
        event = decode(payload)
    except UnreadableEventError:
        return StoredEvent(
            position=position, sequence=sequence, event=_unread(connection, position, payload)
        )
    return StoredEvent(position=position, sequence=sequence, event=event)


def _unread(connection: Connection, position: int, payload: str) -> EventUnread:
    row = connection.execute(_ROW, {"place": position}).one()
    fields = _fields(payload)
    message, answers = fields.get("message_id"), fields.get("answers")
    is_message = row.type == _MESSAGE and bool(message)
    return EventUnread(
        conversation_id=ConversationId(row.conversation_id),
        at=aware(row.at),
        written_type=row.type,
        payload=payload,
        message_id=MessageId(str(message)) if is_message else None,
        answers=tuple(MessageId(str(one)) for one in answers) if isinstance(answers, list) else (),
    )


def _fields(payload: str) -> dict[str, Any]:
    try:
        fields = json.loads(payload)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
