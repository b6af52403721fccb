"""Requests and clients as tests want them."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import (
    Completed,
    Finish,
    LanguageModel,
    Message,
    MessageRole,
    Part,
    Purpose,
    Request,
    TextDelta,
    Tool,
    ToolCall,
    Usage,
)
from integrations.services.openai.chat_endpoint import OpenAIChat
from tests.support.simulators.model.server import KEY, NAME, ModelServer

CANCEL = Tool(
    name="cancel_order",
    description="Cancel an order.",
    parameters={"type": "object", "properties": {"number": {"type": "string"}}},
)


def ask(text: str = "Hello?", **more: object) -> Request:
    """Return a request of a system's message and one question."""
    messages = (
        Message(role=MessageRole.SYSTEM, text="You answer."),
        Message(role=MessageRole.USER, text=text),
    )
    return Request(messages=messages, purpose=Purpose.ANSWER, **more)  # type: ignore[arg-type]  # as given


def ended(finish: Finish = Finish.STOP, used: Usage | None = None) -> Completed:
    return Completed(finish=finish, usage=used or Usage(), model=NAME, endpoint="here")


@asynccontextmanager
async def client(
    server: ModelServer, *, key: str = KEY, prices: Prices | None = None, timeout_s: float = 5.0
) -> AsyncIterator[OpenAIChat]:
    """Yield a client of a scripted server that is being served."""
    chat = OpenAIChat(
        base_url=server.url,
        model=NAME,
        api_key=key,
        prices=prices or Prices(),
        timeout_s=timeout_s,
    )
    try:
        yield chat
    finally:
        await chat.close()


async def collect(model: LanguageModel, request: Request) -> list[Part]:
    """Return every part of a streamed answer."""
    async with aclosing(model.stream(request)) as parts:
        return [part async for part in parts]


def text_of(parts: list[Part]) -> str:
    return "".join(part.text for part in parts if isinstance(part, TextDelta))


def calls_of(parts: list[Part]) -> list[ToolCall]:
    return [part for part in parts if isinstance(part, ToolCall)]
