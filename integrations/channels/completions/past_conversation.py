"""A conversation as it was read, and what of a request stands in it already. Pure."""

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
    """A conversation as it was read."""

    called: str
    state: Conversation
    wrote: Mapping[str, int]  # each message of the customer's, and its sequence, in order
    texts: Mapping[str, str]  # of each of them; "": it was erased
    missed: Replies  # what was written since the last of them had its answer
    sequence: int  # of the last event


def read_through(
    called: str, conversation_id: ConversationId, events: Iterable[StoredEvent]
) -> PastConversation:
    """Read a conversation through, once.

    A request is answered by the first reply to it, but for one that found people in charge: what
    else was written since, by people or as they said, was missed.
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
    """Return what a new conversation is called: a repeat comes to the one that it began.

    The customer's token has a part in it, so two customers whose program calls their requests the
    same do not meet.
    """
    if not repeat:
        return uuid4().hex
    return hashlib.sha256(orjson.dumps([client.name, repeat, token])).hexdigest()[:32]


def names(asked: ClientRequest, repeat: str) -> list[str]:
    """Return what makes each text the same if the request is sent again.

    A request with its past is told from any other by that; one message alone is not, for a
    customer may say the same twice.
    """
    return _names(repeat or asked.transcript, len(asked.texts))


def message_id(conversation_id: ConversationId, name: str) -> MessageId:
    """Return the id of the message that has this name in a conversation."""
    return MessageId(hashlib.sha256(f"{conversation_id}:{name}".encode()).hexdigest()[:32])


def is_known_again(asked: ClientRequest, repeat: str) -> bool:
    """Whether the same request, sent again, comes to the same messages."""
    return bool(repeat or (asked.called and asked.transcript))


def was_said(past: PastConversation, asked: ClientRequest, repeat: str) -> bool:
    """Whether a request came before: its messages stand in the conversation."""
    return bool(repeat) and all(one in past.wrote for one in _ids(past, names(asked, repeat)))


def refuse_other_words(past: PastConversation, asked: ClientRequest, repeat: str) -> None:
    """Refuse a request that is called what one with other words was called.

    Fewer may stand there than are asked: not all of them were stored when it broke off.

    Raises:
        ApiError: it is. Source: draft-ietf-httpapi-idempotency-key-header, 2.7 (422).
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
    """Refuse a repeat that would come, with no token, to a conversation that has gone on.

    Who it is of is not known: somebody else's program may call its requests the same.

    Raises:
        ApiError: it would.
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
