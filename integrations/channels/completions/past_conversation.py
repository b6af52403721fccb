"""Compare a request with the messages that its conversation has already. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import orjson

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import CustomerWrote, ReplyWritten, StoredEvent
from assistant.conversation.ids import ConversationId, MessageId
from assistant.understanding.personal_data.payment_data import masked
from integrations.channels.completions.api_errors import ApiError
from integrations.channels.completions.chat_request import MAX_NEW, ClientRequest
from integrations.channels.completions.clients import Client

Replies = tuple[ReplyWritten, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastConversation:
    """Hold a conversation as it was read from the log."""

    called: str
    state: Conversation
    wrote: Mapping[str, int]  # sequence of each of the customer's messages, by id, in order
    texts: Mapping[str, str]  # of each of these messages, by id; "": it was erased
    missed: Replies  # written since the last of these messages was answered
    sequence: int  # of the last event


def read_through(
    called: str, conversation_id: ConversationId, events: Iterable[StoredEvent]
) -> PastConversation:
    """Read the events of a conversation, once.

    A request is answered by the first reply after it, unless a person had the conversation. All
    other replies that were written since then were missed by the client.
    """
    state = Conversation(conversation_id=conversation_id)
    missed: list[ReplyWritten] = []
    wrote: dict[str, int] = {}
    texts: dict[str, str] = {}
    awaited, sequence = False, 0
    for stored in events:
        event, sequence = stored.event, stored.sequence
        if isinstance(event, CustomerWrote):
            missed, awaited = [], state.status is ConversationStatus.PENDING
            wrote[event.message_id], texts[event.message_id] = sequence, event.text
        elif isinstance(event, ReplyWritten):
            missed += [] if awaited else [event]
            awaited = False
        state = state.after(event)
    return PastConversation(
        called=called,
        state=state,
        wrote=wrote,
        texts=texts,
        missed=tuple(missed),
        sequence=sequence,
    )


def name_new(client: Client, repeat: str, token: str) -> str:
    """Return the name of a new conversation; a repeated request gets the same name.

    The customer's token is part of it: two customers whose program uses the same name for their
    requests get different conversations.
    """
    if not repeat:
        return uuid4().hex
    return hashlib.sha256(orjson.dumps([client.name, repeat, token])).hexdigest()[:32]


def names(asked: ClientRequest, repeat: str) -> list[str]:
    """Return a name for each text, which is the same when the request is sent again.

    A request with its transcript is recognised by it. A single message is not, because a customer
    may say the same twice.
    """
    return _names(repeat or asked.transcript, len(asked.texts))


def message_id(conversation_id: ConversationId, name: str) -> MessageId:
    """Return the id of the message with this name in a conversation."""
    return MessageId(hashlib.sha256(f"{conversation_id}:{name}".encode()).hexdigest()[:32])


def is_known_again(asked: ClientRequest, repeat: str) -> bool:
    """Return whether a repeat of the request would give the same message ids."""
    return bool(repeat or (asked.called and asked.transcript))


def was_said(past: PastConversation, asked: ClientRequest, repeat: str) -> bool:
    """Return whether the messages of a request are in the conversation already."""
    return bool(repeat) and all(one in past.wrote for one in _ids(past, names(asked, repeat)))


def refuse_other_words(past: PastConversation, asked: ClientRequest, repeat: str) -> None:
    """Refuse a request if another request with other words had the same name.

    The log may have fewer messages than the request: storing them may have broken off.

    Raises:
        ApiError: the words differ. Source: draft-ietf-httpapi-idempotency-key-header, 2.7 (422).
    """
    ids = _ids(past, _names(repeat, MAX_NEW)) if repeat else ()
    stored = [past.texts[one] for one in ids if one in past.texts]
    given = [masked(text) for text in asked.texts[: len(stored)]]
    if len(stored) > len(given) or any(
        was not in {"", now} for was, now in zip(stored, given, strict=True)
    ):
        message = (
            "Idempotency-Key: a request with other words had this one in the same conversation."
            " Nothing was taken: send each request with a key of its own"
        )
        raise ApiError(422, "idempotency_key_reused", message)


def refuse_going_on(past: PastConversation, repeat: str) -> None:
    """Refuse a repeat without a token if its conversation has gone on since.

    The customer is not known: another customer's program may use the same names for its requests.

    Raises:
        ApiError: the conversation has gone on.
    """
    ids = _ids(past, _names(repeat, MAX_NEW))
    identity = past.state.dealings.identity
    if past.wrote.keys() - set(ids) or (identity and identity.proof_id):
        message = (
            "a request that was called the same began a conversation, which has gone on since:"
            " give its conversation_id, or begin a new one with another Idempotency-Key"
        )
        raise ApiError(409, "conversation_went_on", message, may_repeat=False)


def _names(same: str, count: int) -> list[str]:
    name = hashlib.sha256(same.encode()).hexdigest()[:32] if same else uuid4().hex
    return [f"{name}-{at}" for at in range(count)]


def _ids(past: PastConversation, called: Sequence[str]) -> list[MessageId]:
    return [message_id(past.state.conversation_id, one) for one in called]
