"""A webhook that only keeps what is posted to it."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from integrations.channels.meta.simulator.simulator import VERIFY_TOKEN, serving
from integrations.channels.meta.simulator.webhook_carrier import SIGNATURE, sign

Json = dict[str, Any]


@dataclass
class Sink:
    """What came, and how it is answered."""

    url: str = ""
    bodies: list[Json] = field(default_factory=list)
    refuses: int = 0  # the next so many posts
    unsigned: int = 0
    secret: str = "app-secret-of-the-simulator"

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Sink"]:
        route = Route("/webhooks/{channel}", self._answer, methods=["GET", "POST"])
        async with serving(Starlette(routes=[route])) as self.url:
            yield self

    async def _answer(self, request: Request) -> Response:
        if request.method == "GET":
            given = request.query_params
            if given["hub.verify_token"] != VERIFY_TOKEN:
                return Response(status_code=403)
            return PlainTextResponse(given["hub.challenge"])
        if self.refuses:
            self.refuses -= 1
            return Response(status_code=503)
        body = await request.body()
        self.unsigned += request.headers.get(SIGNATURE) != sign(body, self.secret)
        self.bodies.append(orjson.loads(body))
        return Response()

    def changes(self, field_name: str = "messages") -> Iterator[Json]:
        """Yield the values of all changes of a field, as they came."""
        for body in self.bodies:
            for entry in body["entry"]:
                for change in entry.get("changes", []):
                    if change["field"] == field_name:
                        yield change["value"]

    def statuses(self) -> list[Json]:
        return [one for value in self.changes() for one in value.get("statuses", [])]

    def messages(self) -> list[Json]:
        return [one for value in self.changes() for one in value.get("messages", [])]

    def events(self, part: str = "messaging") -> list[Json]:
        return [
            event
            for body in self.bodies
            for entry in body["entry"]
            for event in entry.get(part, [])
        ]
