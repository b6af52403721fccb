"""What another system posts to us: raw bytes, signed, told of once."""

import base64
import binascii
import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

_REMEMBERED = 4096  # deliveries of one system


def is_signed(body: bytes, signature: str, secrets: Iterable[str]) -> bool:
    """Return whether `signature` is the base64 HMAC-SHA256 of the raw body with one of `secrets`.

    Takes the same time whichever secret fits, or none: all are tried. Without secrets nothing is
    signed; an empty secret signs nothing, either.
    """
    try:
        given = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    matches = [
        hmac.compare_digest(hmac.digest(secret.encode(), body, hashlib.sha256), given)
        for secret in secrets
        if secret
    ]
    return any(matches)


async def read_body(request: Request, *, max_bytes: int) -> bytes | None:
    """Return the raw bytes, which a signature is of; None: there are too many."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            return None
    return bytes(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopEvent:
    """Something in a shop changed; nothing about a person is in it."""

    topic: str  # as the shop system spells it
    resource_id: str  # of the order or product; "": of none that is known here
    is_stock: bool  # of a product or its stock: `resource_id` is a product's, or ""
    delivery_id: str
    at: datetime  # when it was received


ShopEventNote = Callable[[ShopEvent], Awaitable[None]]
"""Told of each event once; after an error the sender is answered 500."""


@dataclass(slots=True)
class Deliveries:
    """Which deliveries were told of; one that is older than the last 4,096 is told of again."""

    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict, init=False)

    async def once(self, delivery_id: str, tell: Callable[[], Awaitable[None]]) -> bool:
        """Tell of it; False: it was told of before. What `tell` fails on is told of again.

        Without a name it cannot be known again: it is told of each time.
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
