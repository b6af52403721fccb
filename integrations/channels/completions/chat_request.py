"""Understand the requests of the chat completions API.

The shop's assistant chooses its own words and means, so parameters of a model (temperature, tokens,
a system's message) are ignored. A parameter that would change the form of the answer is refused.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant.conversation.message import Call
from integrations.channels.completions.api_errors import ApiError, invalid

MODEL = "comptoir"
MAX_MESSAGES = 400
MAX_NEW = 5
"""A customer's messages in one request, at most."""

MAX_NAME = 200
"""Characters of a client's name for a conversation or a request."""

MAX_TOKEN = 4096
"""Characters of a customer's token."""

_Called = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]


class ContentPart(BaseModel):
    """Hold a part of a message's content."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """Hold a message of the request."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None


class StreamOptions(BaseModel):
    """Hold the options of a streamed answer."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """Hold the body of `POST /v1/chat/completions`."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "example": {
                "model": MODEL,
                "messages": [{"role": "user", "content": "How long do I have to return a coat?"}],
                "metadata": {"conversation_id": "visitor-8214"},
                "stream": True,
            }
        },
    )

    model: str = MODEL
    messages: list[ChatMessage] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = None
    tools: list[object] | None = None
    functions: list[object] | None = None
    response_format: dict[str, object] | None = None
    user: _Called | None = None
    metadata: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRequest:
    """Hold a client's request after it was understood."""

    texts: tuple[str, ...]  # what the customer wrote since the last answer
    called: str  # the client's name for the conversation; "": a new one
    streams: bool
    usage: bool  # the stream ends with a chunk that counts tokens
    transcript: str  # both sides' messages, to recognise a repeat; "": no answer yet
    call: Call | None = None  # the operation that a tool calls, beside the words
    confirms: str = ""  # the proposal that the words say yes or no to


def understand(body: bytes, *, header: str, max_chars: int) -> ClientRequest:
    """Return the request that a body holds; `header` may name the conversation, too.

    Raises:
        ApiError: it cannot be answered; the message says why.
    """
    try:
        request = ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        at = ".".join(str(part) for part in first["loc"])
        message = f"{at or 'body'}: {first['msg']}"
        raise invalid(message, param=at or None) from None
    _refuse_what_is_not_given(request)
    texts = tuple(_new(request.messages))
    if not texts:
        message = "messages: the last one must be the user's, with a text"
        raise invalid(message, param="messages")
    if len(texts) > MAX_NEW or sum(map(len, texts)) > max_chars:
        message = f"messages: at most {max_chars} characters in {MAX_NEW} messages are read at once"
        raise invalid(message, param="messages", code="text_too_long")
    return ClientRequest(
        texts=texts,
        called=header or (request.metadata or {}).get("conversation_id", "") or request.user or "",
        streams=request.stream,
        usage=bool(request.stream_options and request.stream_options.include_usage),
        transcript=_transcript(request.messages),
    )


def _transcript(messages: list[ChatMessage]) -> str:
    """Return the messages of both sides as one text; "" if the assistant has not answered yet.

    A system's messages are left out: they do not show how far a conversation has come.
    """
    said = [one for one in messages if one.role in {"user", "assistant"}]
    answered = any(one.role == "assistant" for one in said)
    return "\n".join(one.model_dump_json() for one in said) if answered else ""


def _refuse_what_is_not_given(request: ChatRequest) -> None:
    if request.model != MODEL:
        message = f"model: there is {MODEL!r} and no other"
        raise ApiError(404, "model_not_found", message, param="model")
    if request.n not in {None, 1}:
        message = "n: there is one answer to a message"
        raise invalid(message, param="n")
    if request.tools or request.functions:
        message = "tools: the assistant uses the shop's own; yours cannot be called"
        raise invalid(message, param="tools")
    if request.response_format and request.response_format.get("type") != "text":
        message = "response_format: answers are text"
        raise invalid(message, param="response_format")


def _new(messages: list[ChatMessage]) -> list[str]:
    """Return the customer's texts after the last answer.

    Messages of the assistant or a system in the request are not believed: the event log of the shop
    is the only record of the conversation.
    """
    new: list[str] = []
    for message in reversed(messages):
        if message.role == "assistant":
            break
        if message.role == "user" and (text := _text(message).strip()):
            new.append(text)
    return new[::-1] if messages[-1].role == "user" else []


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, list):
        if other := [part.type for part in message.content if part.type != "text"]:
            text = f"messages: only text is read, not {other[0]}"
            raise invalid(text, param="messages", code="unsupported_content")
        return "\n".join(part.text for part in message.content)
    return message.content or ""
