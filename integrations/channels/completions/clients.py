"""Says who may use the API and how fast.

Each client has a key of its own, of which only a digest is kept, and a number of requests a
minute.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import structlog
from starlette.requests import Request

from assistant.conversation.ids import AccountId, ConversationId
from assistant.kit.web.middleware import network_of
from assistant.ports import Allowance, BrokerUnavailableError, RateLimits

PREFIX = "ck-"
"""What keys begin with, so that a lost one is recognised."""

_KEY_BYTES = 32


class Keyed(Protocol):
    """Something that a key is for."""

    @property
    def key_sha256(self) -> str:
        """Hex, of the key."""
        ...


K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One program that may ask."""

    name: str
    key_sha256: str  # hex
    operates: bool = True  # whether its customers may have something done, once known
    per_minute: int = 60  # requests

    @property
    def account(self) -> AccountId:
        """The account that its conversations belong to."""
        return AccountId(f"api:{self.name}")

    def conversation(self, called: str) -> ConversationId:
        """Return the id of what the client calls `called`; no other client comes to the same."""
        digest = hashlib.sha256(f"{len(self.name)}:{self.name}:{called}".encode()).hexdigest()
        return ConversationId(f"api-{digest[:40]}")


def make_key(prefix: str = PREFIX) -> tuple[str, str]:
    """Return a new key and the digest that is kept of it."""
    key = f"{prefix}{secrets.token_urlsafe(_KEY_BYTES)}"
    return key, digest(key)


def digest(key: str) -> str:
    """Return what is kept of a key: hex SHA-256. Keys are random, so no slower one is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def find(keyed: Sequence[K], key: str) -> K | None:
    """Return what a key is for; None: nothing. It takes as long whatever it is."""
    given = digest(key)
    found = [one for one in keyed if hmac.compare_digest(one.key_sha256, given)]
    return found[0] if found else None


WRONG_PER_MINUTE = 30
"""Keys that are nobody's, from one address."""

_MINUTE_S = 60.0

log = structlog.get_logger(__name__)


async def count(limits: RateLimits, key: str, *, per_minute: int) -> Allowance:
    """Count one request of whoever `key` is, and return whether it is one too many."""
    try:
        return await limits.allow(key, limit=per_minute, per_s=_MINUTE_S)
    except BrokerUnavailableError:
        log.warning("completions.not_counted")
        return Allowance(allowed=True, retry_after_s=0.0)


async def count_wrong(limits: RateLimits, request: Request) -> Allowance:
    """Count a key that is nobody's, by where it comes from."""
    key = f"completions:wrong:{network_of(request)}"
    return await count(limits, key, per_minute=WRONG_PER_MINUTE)
