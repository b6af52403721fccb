"""Announcements and subscribers for tests, and a receiver that takes posts over real HTTP."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response

from assistant.kit.announcing.signatures import sign
from assistant.kit.announcing.types import (
    EVERY_TYPE,
    Announcement,
    AnnouncementId,
    AnnouncementType,
    Subscriber,
    SubscriberId,
    SubscriberKind,
)
from tests.support.simulators.http_server import served

NOON = datetime(2026, 6, 28, 12, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_" + "QUJD" * 11


def announcement(
    name: str = "a1", *, type_: AnnouncementType = AnnouncementType.INSIGHT_OPENED, **data: object
) -> Announcement:
    return Announcement(
        announcement_id=AnnouncementId(name), type=type_, at=NOON, data=data or {"n": 1, "é": "ü"}
    )


def subscriber(
    name: str = "s1",
    *,
    url: str = "https://hooks.example/insights",
    kind: SubscriberKind = SubscriberKind.STANDARD,
    **changed: Any,  # noqa: ANN401  # fields of all types
) -> Subscriber:
    defaults: dict[str, Any] = {
        "types": EVERY_TYPE,
        "secrets": (SECRET,) if kind is SubscriberKind.STANDARD else (),
        "added_at": NOON,
    }
    return Subscriber(
        subscriber_id=SubscriberId(name), kind=kind, url=url, **{**defaults, **changed}
    )


@dataclass(slots=True)
class Receiver:
    """Another system: keeps what is posted to it, and answers as it is told."""

    statuses: list[int] = field(default_factory=list)  # of the next answers; then 204
    headers: Mapping[str, str] = field(default_factory=dict)  # of its answers
    posts: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    meanwhile: Callable[[], Awaitable[object]] | None = None  # done before it answers
    silent: asyncio.Event = field(default_factory=asyncio.Event)  # set: it answers nothing

    @property
    def said(self) -> list[Any]:
        """Return what was posted, read as JSON."""
        return [orjson.loads(body) for _, body in self.posts]

    def is_signed(self, number: int, secret: str) -> bool:
        """Return whether a post is signed with a secret, as a receiver would find out."""
        given, body = self.posts[number]
        mine = sign(given["webhook-id"], int(given["webhook-timestamp"]), body, secret)
        return any(hmac.compare_digest(one, mine) for one in given["webhook-signature"].split())

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/hooks")
        async def take(request: Request) -> Response:
            self.posts.append((dict(request.headers), await request.body()))
            if self.meanwhile is not None:
                await self.meanwhile()
            if self.silent.is_set():
                await request.receive()  # until the sender has hung up
            status = self.statuses.pop(0) if self.statuses else 204
            return Response(status_code=status, headers=dict(self.headers))

        return app


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[Receiver]:
    """Serve a receiver until the block ends."""
    receiver = Receiver(statuses=list(statuses))
    async with served(receiver.app()) as base:
        receiver.url = f"{base}/hooks"
        yield receiver
