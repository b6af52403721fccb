"""The server itself: real HTTP, real server-sent events, on this machine."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.simulators.http_server import served
from tests.support.simulators.model.script import Asked, Persona, Said, counted

KEY = "sk-scripted-0123456789abcdef"
NAME = "scripted"


@dataclass
class ModelServer:
    """One server; tests script it by what it says, once or always, and look at what it was asked.

    `script` is used up first, an answer for each request; then `persona` decides.
    """

    persona: Persona = lambda asked: Said(text=asked.last)
    script: list[Said] = field(default_factory=list)
    lacks: frozenset[str] = frozenset()  # parameters that are refused: "tools", "response_format"
    asked: list[Asked] = field(default_factory=list)
    key: str = KEY
    url: str = ""

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator["ModelServer"]:
        """Serve until the block ends; `url` is the base address, ending in /v1."""
        route = Route("/v1/chat/completions", self._answer, methods=["POST"])
        async with served(Starlette(routes=[route])) as address:
            self.url = f"{address}/v1"
            yield self

    async def _answer(self, request: Request) -> Response:
        asked = Asked(body=await request.json(), headers=dict(request.headers))
        self.asked.append(asked)
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return _error(401, "Incorrect API key provided")
        for name in sorted(self.lacks & set(asked.body)):
            return _error(400, f"Unsupported parameter: '{name}' is not supported with this model.")
        said = self.script.pop(0) if self.script else self.persona(asked)
        if said.before is not None:
            await said.before.wait()
        if said.status != 200:
            return _error(said.status, said.error or "scripted", said.headers)
        if asked.body.get("stream"):
            return StreamingResponse(_events(asked, said), media_type="text/event-stream")
        if said.first is not None:
            await said.first.wait()
        if said.garbled:
            return Response("{not json", media_type="application/json")
        return JSONResponse(_whole(asked, said))


def _error(status: int, message: str, headers: Any = None) -> Response:  # noqa: ANN401  # a mapping
    body = {"error": {"message": message, "type": "invalid_request_error", "code": None}}
    return JSONResponse(body, status, headers=dict(headers or {}))


def _usage(asked: Asked, said: Said) -> dict[str, Any]:
    prompt = sum(counted(str(one.get("content") or "")) for one in asked.messages)
    written = counted(said.text) + sum(counted(one.written) for one in said.calls)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
        "prompt_tokens_details": {"cached_tokens": said.cached},
    }


def _calls(said: Said) -> list[dict[str, Any]]:
    return [
        {
            "index": at,
            "id": f"call_{at}",
            "type": "function",
            "function": {"name": one.name, "arguments": one.written},
        }
        for at, one in enumerate(said.calls)
    ]


def _finish(said: Said) -> str:
    return "tool_calls" if said.calls else said.finish


def _whole(asked: Asked, said: Said) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None}
    if said.calls:
        message["tool_calls"] = [
            {k: v for k, v in one.items() if k != "index"} for one in _calls(said)
        ]
    choice = {"index": 0, "message": message, "finish_reason": _finish(said), "logprobs": None}
    body = _head("chat.completion") | {"choices": [choice]}
    return body if said.no_usage else body | {"usage": _usage(asked, said)}


def _head(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_790_000_000, "model": NAME}


def _pieces(said: Said) -> Iterator[dict[str, Any]]:
    """Yield the deltas: text in pieces, each call by its name and then by pieces of arguments."""
    for at in range(0, len(said.text), said.piece):
        yield {"content": said.text[at : at + said.piece]}
    for call in _calls(said):
        function = call["function"]
        yield {"tool_calls": [call | {"function": function | {"arguments": ""}}]}
        for at in range(0, len(function["arguments"]), said.piece):
            part = {"arguments": function["arguments"][at : at + said.piece]}
            yield {"tool_calls": [{"index": call["index"], "function": part}]}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return _head("chat.completion.chunk") | {"choices": [choice]}


async def _events(asked: Asked, said: Said) -> AsyncIterator[bytes]:
    if said.first is not None:
        await said.first.wait()
    yield _sent(_chunk({"role": "assistant", "content": ""}))
    for number, delta in enumerate(_pieces(said)):
        if number == said.stall_after:
            await (said.stall or asyncio.Event()).wait()
        if number == said.cut_after:
            raise ConnectionAbortedError  # uvicorn closes without the last chunk
        if said.sent is not None:
            said.sent.append(time.perf_counter())
        yield b"data: {not json\n\n" if said.garbled else _sent(_chunk(delta))
    if said.no_end:
        return
    yield _sent(_chunk({}, _finish(said)))
    if asked.body.get("stream_options", {}).get("include_usage") and not said.no_usage:
        end = _head("chat.completion.chunk") | {"choices": [], "usage": _usage(asked, said)}
        yield _sent(end)
    yield b"data: [DONE]\n\n"


def _sent(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


def texts(asked: Sequence[Asked]) -> str:
    """Return everything that was said to the server, for tests of what never is."""
    return json.dumps([one.body for one in asked], ensure_ascii=False)
