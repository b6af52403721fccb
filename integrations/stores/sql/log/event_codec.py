"""Convert events to JSON text and back.

Fields that an old payload lacks take their defaults; fields that this version does not know are
left out. What cannot be read at all `unread_events` keeps.
"""

import json
import re
from collections.abc import Iterable
from typing import Annotated, cast

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from assistant.conversation.events import ConversationEvent, EventUnread
from assistant.conversation.gist import files_of
from assistant.ports import PortError

_ADAPTER: TypeAdapter[ConversationEvent] = TypeAdapter(
    Annotated[ConversationEvent, Field(discriminator="type")]
)

_ATTACHMENT = re.compile(r'"attachment_id":\s*"([^"]+)"')


class UnreadableEventError(PortError):
    """Say that the log holds an event that this version cannot read."""


def encode(event: ConversationEvent) -> str:
    r"""Return `event` as JSON, in which U+0000 is the six characters `\u0000`.

    Half a surrogate pair, which is no text and which no database holds, becomes "?". An event
    that was not read is written as it was found.
    """
    if isinstance(event, EventUnread):
        return event.payload
    try:
        return _ADAPTER.dump_json(event).decode()
    except PydanticSerializationError:
        fields = _ADAPTER.dump_python(event, mode="json")
        return json.dumps(fields, ensure_ascii=False).encode(errors="replace").decode()


def decode(payload: str) -> ConversationEvent:
    """Return the event that `payload` was made from.

    Raises:
        UnreadableEventError: the type is of a newer version, or a field is missing or wrong.
    """
    try:
        return _ADAPTER.validate_json(payload)
    except ValidationError as error:
        raise UnreadableEventError(_explain(error)) from error


def attachments_in(payload: str) -> Iterable[str]:
    """Return the ids of an event's files; an event of another version may have files as well."""
    try:
        return [file.attachment_id for file in files_of(decode(payload))]
    except UnreadableEventError:
        return _ATTACHMENT.findall(payload)


def _explain(error: ValidationError) -> str:
    """Describe the fault without quoting the event: its text is a customer's."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "union_tag_invalid":
        tag = cast("dict[str, str]", first["ctx"])["tag"]
        return (
            f"the log holds an event of type {tag!r}, which this version of Comptoir does not"
            " know: a newer version wrote it, so run that version or a later one"
        )
    field = ".".join(str(part) for part in first["loc"])
    return f"the log holds an event that cannot be read: {field or 'payload'}: {first['msg']}"
