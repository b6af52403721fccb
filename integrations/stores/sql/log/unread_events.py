"""Read rows of the log, whichever version of the program wrote them.

An event that cannot be read becomes an `EventUnread`: its conversation is set aside, and nobody
else waits for it.
"""

import json
from datetime import datetime
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
        row = connection.execute(_ROW, {"place": position}).one()
        unread = _unread(row.conversation_id, aware(row.at), row.type, payload)
        return StoredEvent(position=position, sequence=sequence, event=unread)
    return StoredEvent(position=position, sequence=sequence, event=event)


def _unread(conversation_id: str, at: datetime, kind: str, payload: str) -> EventUnread:
    fields = _fields(payload)
    message, answers = fields.get("message_id"), fields.get("answers")
    is_message = kind == _MESSAGE and bool(message)
    return EventUnread(
        conversation_id=ConversationId(conversation_id),
        at=at,
        written_type=kind,
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
