"""Serve `POST /v1/chat/completions` and `GET /v1/models` to clients that have a key."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.conversation.events import ReplyWritten
from assistant.kit.telemetry.metrics import REFUSALS
from assistant.kit.web.event_stream import EventStreamResponse
from assistant.kit.web.web_errors import REFUSAL, ErrorCode
from assistant.ports import Allowance, PortError, RateLimits, UnknownConversationError
from integrations.channels.completions import answer_chunks
from integrations.channels.completions.api_errors import ApiError
from integrations.channels.completions.chat_request import (
    MAX_NAME,
    MAX_TOKEN,
    MODEL,
    ChatRequest,
    ClientRequest,
    understand,
)
from integrations.channels.completions.client_conversations import (
    AcceptedRequest,
    ClientConversations,
)
from integrations.channels.completions.clients import (
    WRONG_PER_MINUTE,
    Client,
    count,
    count_wrong,
    find,
)

PREFIX = "/v1"

log = structlog.get_logger()

Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="the client's key")),
]
_Named = Annotated[str, Header(max_length=MAX_NAME)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completions:
    """Hold the parts that the routes of the API use."""

    talk: ClientConversations
    clients: Sequence[Client]
    limits: RateLimits
    max_chars: int  # of all texts of a request
    wait_s: float
    shop_url: str = ""  # of the shop's pages; "": not known


def routes(deps: Completions) -> APIRouter:
    """Return the routes of the API, below `PREFIX`."""
    router = APIRouter(prefix=PREFIX, tags=["chat completions"])
    api = _CompletionsApi(deps)
    router.add_api_route(
        "/chat/completions",
        _answering_errors(api.complete),
        methods=["POST"],
        summary="Say something in a conversation, and wait for the answer",
        response_class=Response,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ChatRequest.model_json_schema()}},
            }
        },
    )
    router.add_api_route(
        "/models",
        _answering_errors(api.models),
        methods=["GET"],
        summary="The one there is",
        response_class=JSONResponse,
    )
    return router


def _answering_errors(
    route: Callable[..., Awaitable[Response]],
) -> Callable[..., Awaitable[Response]]:
    """Return a route that answers errors in the API's form."""

    @wraps(route)
    async def answered(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # as the route's
        try:
            return await route(*args, **kwargs)
        except ApiError as error:
            if error.code == ErrorCode.BUSY:
                kwargs["request"].scope[REFUSAL] = error.code
                REFUSALS.labels(error.code).inc()
            return error.respond()
        except UnknownConversationError:
            message = "this conversation was erased: choose another conversation_id"
            return ApiError(404, "conversation_not_found", message).respond()
        except PortError as error:
            return _unavailable(error).respond()

    return answered


def _unavailable(error: PortError) -> ApiError:
    log.warning("completions.port_failed", error=type(error).__name__)
    message = "the assistant cannot be asked now: send the same request again in a moment"
    return ApiError(503, "unavailable", message, retry_after_s=2)


@dataclass(frozen=True, slots=True)
class _CompletionsApi:
    """Answer the requests of the routes."""

    deps: Completions

    async def models(self, request: Request, bearer: Bearer) -> Response:
        await self._admit(request, bearer)
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "comptoir"}
        return JSONResponse({"object": "list", "data": [model]})

    async def complete(
        self,
        request: Request,
        bearer: Bearer,
        x_conversation_id: _Named = "",
        x_customer_token: Annotated[str, Header(max_length=MAX_TOKEN)] = "",
        idempotency_key: _Named = "",
    ) -> Response:
        client = await self._admit(request, bearer)
        counted = await count(
            self.deps.limits, f"completions:{client.name}", per_minute=client.per_minute
        )
        _refuse_too_fast(counted, client.per_minute)
        asked = understand(
            await request.body(), header=x_conversation_id, max_chars=self.deps.max_chars
        )
        accepting = await self.deps.talk.accept(
            client, asked, token=x_customer_token, repeat=idempotency_key
        )
        if asked.streams:
            return EventStreamResponse(lambda stop: self._stream(asked, accepting, stop))
        return await self._whole(asked, accepting)

    async def _whole(self, asked: ClientRequest, accepting: AcceptedRequest) -> Response:
        replying = self.deps.talk.replies(accepting, wait_s=self.deps.wait_s)
        async with aclosing(replying) as arriving:
            async for heard in arriving:
                if isinstance(heard, str):
                    continue
                replies = answer_chunks.reachable((*accepting.missed, *heard), self.deps.shop_url)
                text = answer_chunks.text_of(replies, accepting.language)
                body = answer_chunks.whole(
                    _id(accepting), accepting.called, "".join(asked.texts), text, replies
                )
                return Response(body, media_type="application/json")
        raise LookupError

    async def _stream(
        self, asked: ClientRequest, accepting: AcceptedRequest, stop: asyncio.Event
    ) -> AsyncGenerator[bytes, None]:
        """Yield an answer's chunks until the client is gone."""
        yield answer_chunks.opening(_id(accepting))
        replying = self.deps.talk.replies(accepting, wait_s=self.deps.wait_s)
        written = StreamedAnswer(
            answer_id=_id(accepting),
            accepting=accepting,
            asked=asked,
            shop_url=self.deps.shop_url,
        )
        try:
            async with aclosing(replying) as arriving:
                async for heard in arriving:
                    if stop.is_set():
                        return
                    for frame in written.frames(heard):
                        yield frame
        except ApiError as error:
            yield answer_chunks.failed(error.body())
        except PortError as error:
            yield answer_chunks.failed(_unavailable(error).body())
        yield answer_chunks.DONE

    async def _admit(self, request: Request, bearer: HTTPAuthorizationCredentials | None) -> Client:
        """Return the client of the key.

        Raises:
            ApiError: the key is unknown, or there is none.
        """
        client = find(self.deps.clients, bearer.credentials) if bearer else None
        if client is not None:
            return client
        _refuse_too_fast(await count_wrong(self.deps.limits, request), WRONG_PER_MINUTE)
        message = (
            "this key is not known: send Authorization: Bearer KEY (comptoir client makes one)"
        )
        raise ApiError(401, "invalid_api_key", message)


def _refuse_too_fast(counted: Allowance, per_minute: int) -> None:
    if not counted.allowed:
        message = f"more than {per_minute} requests a minute: wait, then send it again"
        raise ApiError(429, "rate_limit_exceeded", message, retry_after_s=counted.retry_after_s)


@dataclass(slots=True, kw_only=True)
class StreamedAnswer:
    """Hold the part of an answer that has been streamed."""

    answer_id: str
    accepting: AcceptedRequest
    asked: ClientRequest
    shop_url: str = ""
    text: str = ""

    def frames(self, heard: tuple[ReplyWritten, ...] | str) -> Iterator[bytes]:
        """Yield the chunks for a draft or for the replies."""
        missed = self.accepting.missed
        if heard == "":
            yield answer_chunks.WAITING
        elif isinstance(heard, str):
            before = answer_chunks.said(missed)
            yield from self._go_on(f"{before}{answer_chunks.PAUSE}{heard}" if before else heard)
        else:
            replies = answer_chunks.reachable((*missed, *heard), self.shop_url)
            text = answer_chunks.text_of(replies, self.accepting.language)
            yield from self._go_on(text)
            yield answer_chunks.closing(self.answer_id, self.accepting.called, text, replies)
            if self.asked.usage:
                yield answer_chunks.counted(self.answer_id, "".join(self.asked.texts), text)

    def _go_on(self, text: str) -> Iterator[bytes]:
        """Yield the chunks of the text that is new in `text`.

        If `text` does not begin with the part that was sent, all of it is sent after an empty line.
        That does not happen: a reply begins with its drafts.
        """
        new = text.removeprefix(self.text) if text.startswith(self.text) else f"\n\n{text}"
        self.text = text
        yield from answer_chunks.pieces(self.answer_id, new)


def _id(accepting: AcceptedRequest) -> str:
    return answer_chunks.new_id(accepting.conversation_id, accepting.sequence)
