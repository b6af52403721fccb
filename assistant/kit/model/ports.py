"""Declare the port of a language model, whichever it is: requests, answers and errors.

    PortError
    └── ModelError                  go on without the model: the assistant works without one
        ├── ModelUnavailableError   no answer in time, too many requests, a fault of the server's
        ├── ModelRefusedError       the endpoint takes no such request: a key, a name, a format
        ├── ModelAnswerError        the answer is cut off, too long, or no valid JSON
        └── ModelBudgetError        the budget is used up

A model decides nothing. Its words pass the guard; its tool calls are wishes, weighed by the gate.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.ports import PortError

Json = Mapping[str, object]
"""A JSON object; here, mostly a JSON schema."""


class ModelError(PortError):
    """Say that the model gave no usable answer; `str(error)` quotes nobody's words."""

    word = "failed"  # for counting


class ModelUnavailableError(ModelError):
    """Say that no answer came; the same request may work later."""

    word = "unavailable"

    def __init__(self, why: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class ModelRefusedError(ModelError):
    """Say that the endpoint refuses such requests, with the setting that has to be mended."""

    word = "refused"


class ModelAnswerError(ModelError):
    """Say that the answer is cut off, too long, or not in the format asked for."""

    word = "unusable"


class ModelBudgetError(ModelError):
    """Say that the budget of the conversation or of the day is used up; nothing was asked."""

    word = "over_budget"


class MessageRole(StrEnum):
    """Name the author of a message in a request."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class Purpose(StrEnum):
    """Name the purpose of a request; costs are counted by it."""

    ANSWER = "answer"
    DIALOGUE = "dialogue"
    READING = "reading"
    COPILOT = "copilot"
    PHOTO = "photo"


class Finish(StrEnum):
    """Name the reason why an answer ended."""

    STOP = "stop"  # it is whole
    LENGTH = "length"  # `max_tokens` were not enough
    TOOLS = "tools"  # it waits for what the tools give
    FILTER = "filter"  # the endpoint's own filter held it back


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """Hold a call of a tool that the model asks for; nothing in it may be trusted."""

    call_id: str  # as the endpoint numbers calls; goes back with the result
    name: str
    arguments: str  # JSON, as written by the model: perhaps invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenImage:
    """Hold a picture that a model is to look at; only a model that sees takes one."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Hold one message of a request."""

    role: MessageRole
    text: str = ""
    calls: tuple[ToolCall, ...] = ()  # of an assistant's message
    answers: str = ""  # of a tool's message: the `call_id` that it is the result of
    images: tuple[SeenImage, ...] = ()  # of a user's message


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Hold the description of a tool that the model may call."""

    name: str  # letters, digits, `_`, `-`
    description: str
    parameters: Json  # JSON schema of an object


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """Hold the JSON schema that the answer has to follow."""

    name: str  # letters, digits, `_`, `-`
    schema: Json  # JSON schema of an object; every property required, no others allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Hold one question to a model.

    Endpoints cache the beginning of a request, so the parts that never change come first: the
    system's
    message, the tools and the format, then the conversation.
    """

    messages: tuple[Message, ...]
    purpose: Purpose
    conversation_id: ConversationId | None = None  # whose budget it counts against
    spent: int = 0  # tokens that this conversation has used before
    tools: tuple[Tool, ...] = ()
    format: Format | None = None
    max_tokens: int = 500  # of the answer, at most
    temperature: float = 0.0  # in [0, 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Hold the use of a request; tokens as the endpoint counts them."""

    prompt: int = 0  # tokens, cached ones included
    cached: int = 0  # tokens of `prompt` that the endpoint had kept
    completion: int = 0  # tokens
    cost: Decimal = Decimal(0)  # by the prices in the settings, in their currency
    estimated: bool = False  # the endpoint did not say: counted from characters

    @property
    def tokens(self) -> int:
        """Return the number of tokens that counts against a budget."""
        return self.prompt + self.completion

    def plus(self, other: "Usage") -> "Usage":
        """Return the sum of both."""
        return Usage(
            prompt=self.prompt + other.prompt,
            cached=self.cached + other.cached,
            completion=self.completion + other.completion,
            cost=self.cost + other.cost,
            estimated=self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """Hold the next piece of the text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Hold the end of an answer: the last part of a stream that did not fail."""

    finish: Finish
    usage: Usage
    model: str  # as the endpoint names it
    endpoint: str  # host of the endpoint that answered


Part = TextDelta | ToolCall | Completed
"""Part of a stream: text as it comes, each tool call once it is whole, the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Hold a whole answer."""

    text: str
    end: Completed
    calls: tuple[ToolCall, ...] = field(default=())


class LanguageModel(Protocol):
    """Answer requests, within the model's time-outs and its budget."""

    async def complete(self, request: Request) -> Completion:
        """Return the whole answer.

        Text of a request with a `format` is valid JSON, if not necessarily of that schema.

        Raises:
            ModelError: any of the errors above; each within the total time-out.
        """
        ...

    def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        """Yield the answer as it comes; close the generator to stop it.

        Before its first part an answer may be tried again, also at another endpoint. After that it
        never
        is: it fails, and the parts yielded so far stand. `Completed` is last; without it the answer
        is not
        whole.

        Raises:
            ModelError: as for `complete`.
        """
        ...
