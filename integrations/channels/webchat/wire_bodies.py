"""Define the bodies of requests and responses, and the JSON of events in the stream."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, assert_never
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.conversation.dealings import DealingEvent
from assistant.conversation.events import (
    Author,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ConversationResolved,
    ConversationStarted,
    CustomerWrote,
    EventUnread,
    ExperimentExposed,
    HandoffRequested,
    OfferMade,
    Reason,
    ReplyDelivered,
    ReplyKind,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    SatisfactionRated,
    TurnTaken,
)
from assistant.conversation.message import Attachment, Card, Language, OutboundMessage, Source
from assistant.conversation.model_events import ModelEvent
from assistant.conversation.ownership_events import OwnershipEvent
from assistant.conversation.reach_events import ReachEvent
from assistant.messages.channels.control_characters import without_controls
from assistant.messages.outbox import as_printed

ClientMessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Made by the page, once for each message, so that sending it again is harmless."""

_LANGUAGES: dict[str, Language] = {"fr": "fr", "en": "en"}


class StartConversation(BaseModel):
    """Hold the page and the language of a new conversation; both may be left out."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"language": "fr", "page_url": "https://shop.example/robes"}}
    )

    language: str | None = Field(None, max_length=35, description="of the page, BCP 47")
    page_url: str | None = Field(None, max_length=2048, description="kept without its query")

    def known_language(self) -> Language | None:
        """Return the page's language if the assistant writes it."""
        return _LANGUAGES.get((self.language or "").replace("_", "-").split("-")[0].lower())

    def public_page(self) -> str:
        """Return the page's address without query and fragment, which may name a person."""
        try:
            url = urlsplit(self.page_url or "")
            host = f"{url.hostname}:{url.port}" if url.port else url.hostname
        except ValueError:  # a wish of the page, not worth refusing a customer for
            return ""
        if url.scheme not in {"http", "https"} or not url.hostname:
            return ""
        return f"{url.scheme}://{host}{without_controls(url.path)}"


class Started(BaseModel):
    """Hold a new conversation; the token is shown once and opens only this conversation."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "conversation_id": "nV0x6cVY1b4hTqgk2Zr0mQ",
                "token": "q5Zk...43 characters",
            }
        }
    )

    conversation_id: str
    token: str


class SendMessage(BaseModel):
    """Hold a customer's message."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"client_message_id": "m-7f3a", "text": "Do you deliver on Saturdays?"}
        }
    )

    client_message_id: ClientMessageId
    text: str = Field("", description="may be empty beside a file")
    attachments: list[str] = Field(
        [], max_length=20, description="ids of files that were brought for this conversation"
    )
    product: str = Field(
        "", max_length=200, description="on the page: its id or title in the catalogue"
    )
    category: str = Field(
        "", max_length=200, description="on the page: its name in the catalogue, of any level"
    )
    basket: str = Field("", max_length=1000, description="the shop's own id of the page's basket")

    def clean_text(self) -> str:
        """Return the text with plain line ends, without control characters or outer space."""
        return without_controls(self.text).strip()

    def page_basket(self) -> str:
        """Return the id of the basket; "": the page says none, or no shop's id is so.

        It may stand in a header of a request to the shop.
        """
        said = self.basket.strip()
        return said if said.isascii() and said.isprintable() else ""


class SentMessage(BaseModel):
    """Hold the id of a message that is kept and will be answered; the same for a repeat."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"message_id": "msg_01", "sequence": 2}}
    )

    message_id: str
    sequence: int = Field(description="the id of its event in the stream")


class RateReply(BaseModel):
    """Hold the customer's thumb for a reply, up or down."""

    model_config = ConfigDict(json_schema_extra={"example": {"helpful": True}})

    helpful: bool


class RatedReply(BaseModel):
    """Hold the last thumb for a reply."""

    message_id: str
    helpful: bool


class RateConversation(BaseModel):
    """Hold the customer's score, once a person has resolved the conversation."""

    model_config = ConfigDict(json_schema_extra={"example": {"score": 5, "comment": "Merci !"}})

    score: int = Field(ge=1, le=5, description="5 is the best")
    comment: str = Field("", max_length=1000)


class SeenUpTo(BaseModel):
    """Hold the last event that the customer has read."""

    model_config = ConfigDict(json_schema_extra={"example": {"sequence": 12}})

    sequence: int = Field(ge=0, description="of the last event that they have before them")


class WaitBody(BaseModel):
    """Hold the time that a conversation waits for a person; an unknown value is null."""

    position: int | None = Field(None, ge=1, description="in the queue; 1 is next")
    minutes: int | None = Field(None, ge=1, description="that it may take")
    opens_at: datetime | None = Field(None, description="nobody is there before")
    opens: str | None = Field(None, description="the same in words: tomorrow at 10 am")


class Identify(BaseModel):
    """Hold the token with which the shop's page identifies the customer who is signed in there."""

    model_config = ConfigDict(json_schema_extra={"example": {"token": "eyJhbGciOi...a signed JWT"}})

    token: str = Field(min_length=1, max_length=4096, description="JWT of sub, aud, iat, exp, jti")


class SentFile(BaseModel):
    """Hold a file that came with a message; it is read below the conversation, by its id."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "attachment_id": "9f86d081884c7d659a2feaa0c55ad015",
                "name": "label.pdf",
                "media_type": "application/pdf",
                "size": 48213,
            }
        }
    )

    attachment_id: str
    name: str
    media_type: str = Field(description="as its bytes say")
    size: int = Field(description="bytes")

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        """Return a file as a page gets to know it."""
        return cls(**_file(attachment))


class FileLimits(BaseModel):
    """Hold which files a customer may send with a message."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"files": 5, "bytes": 10_000_000, "media_types": ["image/jpeg"]}
        }
    )

    files: int = Field(description="at most, with one message; 0: none are taken here")
    bytes: int = Field(description="of one file, at most")
    media_types: list[str]


class StreamEvent(BaseModel):
    """Hold an event of the stream; a field is there if the event has it.

    `typing` and `status` carry no SSE id and are not repeated on resuming; the id of the others is
    their sequence. `resolved` asks how content the customer is. The `text` of `typing` is the part
    of a reply that has been written: the reply begins with it.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal[
        "message", "handoff", "person", "resolved", "satisfaction", "rating", "typing", "status"
    ]
    author: Author
    text: str = ""
    sources: list[Source] = []
    message_id: str | None = None
    at: datetime | None = None
    kind: ReplyKind | None = None
    language: Language | None = None
    cards: list[Card] = []
    quick_replies: list[str] = []
    attachments: list[SentFile] = []
    disclosure: str = Field("", description="that a machine writes; with the first reply")
    reason: Reason | None = Field(None, description="handoff: why")
    helpful: bool | None = Field(None, description="rating: the thumb")
    active: bool | None = Field(
        None, description="typing: begins or ends; person: whether one has the conversation"
    )
    name: str | None = Field(None, description="person, their messages and typing: who it is")
    picture: str | None = Field(
        None, description="the same: address of their picture, or its path below this API"
    )
    score: int | None = Field(None, description="satisfaction: 1 to 5")
    status: Literal["live", "closing"] | None = Field(
        None, description="live: all of the past was sent; closing: connect again"
    )
    last: int | None = Field(None, description="live: the id to come back with, of the past's end")
    token: str | None = Field(None, description="live: in place of the page's own from now on")


def describe(event: ConversationEvent) -> bytes | None:  # noqa: PLR0911  # one line a case
    """Return the JSON that a customer's page gets for `event`; None if it gets none."""
    match event:
        case CustomerWrote():
            return _encode(
                "message",
                Author.CUSTOMER,
                event.text,
                event.message_id,
                event.at,
                **_files(event.attachments),
            )
        case ReplyWritten():
            reply = as_printed(event)
            return _encode(
                "message",
                reply.author,
                reply.text,
                reply.message_id,
                reply.at,
                **_reply(reply, reply.kind),
            )
        case HandoffRequested():
            return _encode("handoff", Author.SYSTEM, "", None, event.at, reason=event.reason)
        case ConversationClaimed() | ConversationReleased() | ConversationResolved():
            return _describe_hands(event)
        case SatisfactionRated():
            return _encode("satisfaction", Author.CUSTOMER, "", None, event.at, score=event.score)
        case ReplyRated():
            return _encode(
                "rating", Author.CUSTOMER, "", event.message_id, event.at, helpful=event.helpful
            )
        case (
            ConversationStarted()
            | TurnTaken()
            | ReplyDelivered()
            | ReplyRejected()
            | ExperimentExposed()
            | OfferMade()
            | EventUnread()
        ):
            return None
        case _ if isinstance(event, DealingEvent | OwnershipEvent | ModelEvent | ReachEvent):
            return None  # the replies say what became of them
        case _:
            assert_never(event)


def _describe_hands(
    event: ConversationClaimed | ConversationReleased | ConversationResolved,
) -> bytes | None:
    """Return the JSON of a person who came or is done; None if the desk itself resolved it."""
    match event:
        case ConversationClaimed():
            who = {"name": event.agent_name, "picture": event.agent_picture}
            return _encode("person", Author.SYSTEM, "", None, event.at, active=True, **who)
        case ConversationReleased():
            return _encode("person", Author.SYSTEM, "", None, event.at, active=False)
        case ConversationResolved(by=None):
            return None
        case ConversationResolved():
            return _encode("resolved", Author.SYSTEM, "", None, event.at)
        case _:
            assert_never(event)


def describe_outbound(message: OutboundMessage) -> bytes | None:
    """Return the JSON of a reply, as `describe` would; None if `message` lacks a part of it."""
    if message.written_at is None or not message.kind:
        return None
    return _encode(
        "message",
        message.author,
        message.text,
        message.message_id,
        message.written_at,
        **_reply(message, message.kind),
    )


def describe_typing(author: Author, *, active: bool, name: str = "") -> bytes:
    """Return the JSON that says `author` begins or ends to write."""
    who = {"name": name} if name else {}
    return orjson.dumps({"type": "typing", "author": author, "text": "", "active": active, **who})


def describe_draft(text: str) -> bytes:
    """Return the JSON that shows the beginning of the assistant's reply.

    A page that knows nothing of drafts shows that the assistant writes.
    """
    said = {"type": "typing", "author": Author.ASSISTANT, "text": text, "active": True}
    return orjson.dumps(said)


def describe_status(
    status: Literal["live", "closing"], *, last: int | None = None, token: str = ""
) -> bytes:
    """Return the JSON of the stream's own status, the page's last sequence and its new token."""
    told = {"type": "status", "author": Author.SYSTEM, "text": "", "status": status}
    told |= {"token": token} if token else {}
    return orjson.dumps(told if last is None else told | {"last": last})


def _reply(reply: ReplyWritten | OutboundMessage, kind: str) -> dict[str, Any]:
    person = {"name": reply.agent_name, "picture": reply.agent_picture} if reply.agent_name else {}
    return {
        **person,
        **_files(reply.attachments),
        "kind": kind,
        "language": reply.language,
        "cards": reply.cards,
        "quick_replies": reply.quick_replies,
        "disclosure": reply.disclosure,
        "sources": reply.sources,
    }


def _files(attachments: tuple[Attachment, ...]) -> dict[str, Any]:
    return {"attachments": [_file(one) for one in attachments]} if attachments else {}


def _file(attachment: Attachment) -> dict[str, Any]:
    shown = SentFile.model_fields.keys()
    return {name: getattr(attachment, name) for name in shown}


def _encode(
    type_: str, author: str, text: str, message_id: str | None, at: datetime, **more: object
) -> bytes:
    shared = {"type": type_, "author": author, "text": text, "sources": ()}
    named = {"message_id": message_id} if message_id else {}
    return orjson.dumps({**shared, **named, "at": at, **more}, option=orjson.OPT_UTC_Z)
