"""Take the webhooks of a shop system: signed, passed on once each, and nothing of them kept.

A delivery only says that something changed in the shop; its present state is asked for afterwards.
"""

import base64
import hashlib
import hmac
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from fastapi import APIRouter, Request, Response, status
from starlette.datastructures import Headers

from assistant.ports import Clock

_REMEMBERED = 4096  # deliveries of one system


def in_base64(digest: bytes) -> str:
    """Return a digest in base64."""
    return base64.b64encode(digest).decode()


def in_hex(digest: bytes) -> str:
    """Return a SHA-256 digest in hex, as `sha256=...`."""
    return f"sha256={digest.hex()}"


def sign(body: bytes, secret: str, write: Callable[[bytes], str]) -> str:
    """Return the HMAC-SHA256 of a body, in the form of `write`."""
    return write(hmac.digest(secret.encode(), body, hashlib.sha256))


def is_signed(
    body: bytes,
    signature: str,
    secrets: Iterable[str],
    write: Callable[[bytes], str] = in_base64,
) -> bool:
    """Return whether `signature` is the HMAC-SHA256 of the raw body with one of `secrets`.

    All secrets are tried, so that it takes the same time whichever fits. Without secrets nothing is
    signed; an empty secret signs nothing, either.
    """
    given = signature.encode()
    matches = [
        hmac.compare_digest(sign(body, secret, write).encode(), given)
        for secret in secrets
        if secret
    ]
    return any(matches)


async def read_body(request: Request, *, max_bytes: int) -> bytes | None:
    """Return the raw bytes of the body, which are signed; None if there are too many."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            return None
    return bytes(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopEvent:
    """Hold a change in a shop; nothing about a person is in it."""

    topic: str  # as the shop system spells it
    resource_id: str  # of the order or product; "": of none that is known here
    is_stock: bool  # of a product or its stock: `resource_id` is a product's, or ""
    delivery_id: str
    at: datetime  # when it was received


ShopEventNote = Callable[[ShopEvent], Awaitable[None]]
"""Called once for each event; after an error the sender is answered 500."""


@dataclass(slots=True)
class Deliveries:
    """Remember the last 4,096 deliveries, so that each is passed on once."""

    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict, init=False)

    async def once(self, delivery_id: str, tell: Callable[[], Awaitable[None]]) -> bool:
        """Call `tell` for a delivery; return False if it was passed on before.

        If `tell` fails, the delivery is passed on again when it comes again. A delivery without an
        id
        cannot be recognised: it is passed on each time.
        """
        if delivery_id in self._seen:
            return False
        await tell()
        if not delivery_id:
            return True
        self._seen[delivery_id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True


log = structlog.get_logger(__name__)

_TOPIC_CHARS = 40  # of a topic that nobody knows, in logs
_ID_CHARS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Describe how one shop system posts its webhooks."""

    system: str  # its name, in logs
    path: str  # that it posts to
    summary: str  # of the route
    topics: frozenset[str]  # that are told of
    stock_topics: tuple[str, ...]  # what topics of products and stock begin with
    signature_header: str  # base64 HMAC-SHA256 of the raw body
    topic_header: str
    delivery_header: str
    max_bytes: int
    resource: Callable[[str, object], str]  # topic and payload -> id; ValueError: no such payload
    is_ours: Callable[[Headers], bool] = lambda _: True
    is_ping: Callable[[bytes], bool] = lambda _: False  # unsigned, and answered 200
    named: Callable[[str, bytes], str] = lambda delivery_id, _: delivery_id  # "": it has no name


@dataclass(slots=True, kw_only=True)
class Webhooks:
    """Verify the deliveries of one shop system, and pass on each once."""

    poster: Poster
    secrets: Sequence[str]  # during a rotation the old one beside the new
    clock: Clock
    note: ShopEventNote
    _told: Deliveries = field(default_factory=Deliveries, init=False)

    async def take(self, *, topic: str, delivery_id: str, body: bytes) -> bool:
        """Pass on a verified delivery; return False if it is known already or not wanted.

        Raises:
            ValueError: the body is not the JSON of such a topic.
        """
        if topic not in self.poster.topics:
            return False
        event = ShopEvent(
            topic=topic,
            resource_id=self.poster.resource(topic, json.loads(body)),
            is_stock=topic.startswith(self.poster.stock_topics),
            delivery_id=delivery_id,
            at=self.clock.now(),
        )
        name = self.poster.named(delivery_id, body)
        told = await self._told.once(name, lambda: self.note(event))
        if told:
            log.info(
                "webhooks.taken",
                system=self.poster.system,
                topic=topic,
                resource=event.resource_id,
            )
        return told

    async def answer(self, headers: Headers, body: bytes) -> int:
        """Pass on a delivery, and return the status that it is answered with."""
        poster = self.poster
        signature, topic = (
            headers.get(poster.signature_header, ""),
            headers.get(poster.topic_header),
        )
        if not signature and poster.is_ping(body):
            return status.HTTP_200_OK  # nothing is told of it
        if not is_signed(body, signature, self.secrets) or not poster.is_ours(headers):
            log.warning(
                "webhooks.refused", system=poster.system, topic=(topic or "")[:_TOPIC_CHARS]
            )
            return status.HTTP_401_UNAUTHORIZED
        delivery_id = headers.get(poster.delivery_header, "")[:_ID_CHARS]
        try:
            await self.take(topic=topic or "", delivery_id=delivery_id, body=body)
        except ValueError:
            return status.HTTP_400_BAD_REQUEST
        return status.HTTP_200_OK


def add_webhook(
    router: APIRouter,
    path: str,
    answer: Callable[[Headers, bytes], Awaitable[int]],
    *,
    max_bytes: int,
    summary: str,
    signed_with: str = "a secret of the settings",
) -> None:
    """Add the route that another system posts to; `answer` returns the status of the response."""

    async def receive(request: Request) -> Response:
        body = await read_body(request, max_bytes=max_bytes)
        if body is None:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        return Response(status_code=await answer(request.headers, body))

    router.add_api_route(
        path,
        receive,
        methods=["POST"],
        summary=summary,
        response_class=Response,
        responses={401: {"description": f"Not signed with {signed_with}"}},
    )


def routes(webhooks: Webhooks) -> APIRouter:
    """Return the route that the shop system posts to."""
    poster = webhooks.poster
    router = APIRouter(tags=[poster.system])
    add_webhook(
        router,
        poster.path,
        webhooks.answer,
        max_bytes=poster.max_bytes,
        summary=poster.summary,
    )
    return router
