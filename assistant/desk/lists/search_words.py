"""Extract the words by which a conversation is found. Pure.

Texts and queries are folded here to the same words: lower case, no accents, letters and digits
alone. So neither stored nor queried words can be the syntax of a database.
"""

import json
import re
import unicodedata

from assistant.conversation.events import (
    CodeSent,
    ContactAddressGiven,
    ConversationClaimed,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    IdentityProven,
    MessageEdited,
    NoteWritten,
    OperationDone,
    OperationProposed,
    ReplyWritten,
    SatisfactionRated,
)

WORDS_OF_A_QUERY = 8
"""More are not looked at."""

_LONGEST = 64  # characters of a word; the rest is cut off on both sides
_MOST = 5_000  # words of one event

_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text, each once, in the order they first come."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(c for c in folded if not unicodedata.combining(c)).casefold()
    found = dict.fromkeys(word[:_LONGEST] for word in _WORD.findall(bare))
    return tuple(found)[:_MOST]


def asked_for(query: str) -> tuple[str, ...]:
    """Return the words of a query; each must begin a word of the conversation."""
    return words_in(query)[:WORDS_OF_A_QUERY]


def words_of(event: ConversationEvent) -> tuple[str, ...]:
    """Return the words by which an event lets its conversation be found; labels are left out."""
    return words_in(_text_of(event))


def _text_of(event: ConversationEvent) -> str:  # noqa: PLR0911  # one line a case
    match event:
        case CustomerWrote() | NoteWritten() | MessageEdited():
            return event.text
        case ReplyWritten():
            files = " ".join(one.name for one in event.attachments)
            return f"{event.text} {event.agent_name} {files}"
        case ConversationStarted():
            return f"{event.contact_id} {event.contact_name}"
        case ConversationClaimed():
            return event.agent_name
        case ContactAddressGiven() | CodeSent():
            return event.email
        case IdentityProven():
            return event.customer_id
        case OperationProposed():
            return _values(event.parameters)  # order numbers, addresses
        case OperationDone():
            return event.reference
        case SatisfactionRated():
            return event.comment
        case _:
            return ""


def _values(parameters: str) -> str:
    """Return the texts and numbers of a JSON object, without its names and escapes."""
    try:
        left = [json.loads(parameters)]
    except ValueError:
        return ""
    found = list[str]()
    while left:
        match left.pop():
            case dict() as fields:
                left += reversed(fields.values())
            case list() as items:
                left += reversed(items)
            case str() | int() | float() as value if not isinstance(value, bool):
                found.append(str(value))
            case _:
                pass  # true, false and null say nothing
    return " ".join(found)
