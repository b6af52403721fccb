"""Find the client of a key, and limit the number of its requests.

Each client has a key of its own, of which only a digest is kept, and a number of requests a
minute. While the counter is unavailable, every request is allowed.
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
"""Begins every key, so that a lost key is recognised."""

_KEY_BYTES = 32


class Keyed(Protocol):
    """Hold the digest of a key."""

    @property
    def key_sha256(self) -> str:
        """Return the SHA-256 of the key, in hex."""
        ...


K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Hold a program that may use the API."""

    name: str
    key_sha256: str  # hex
    operates: bool = True  # whether its customers may use operations, once identified
    per_minute: int = 60  # requests

    @property
    def account(self) -> AccountId:
        """Return the account that the client's conversations belong to."""
        return AccountId(f"api:{self.name}")

    def conversation(self, called: str) -> ConversationId:
        """Return the id of the conversation that this client alone names `called`."""
        digest = hashlib.sha256(f"{len(self.name)}:{self.name}:{called}".encode()).hexdigest()
        return ConversationId(f"api-{digest[:40]}")


def make_key(prefix: str = PREFIX) -> tuple[str, str]:
    """Return a new key and the digest that is kept of it."""
    key = f"{prefix}{secrets.token_urlsafe(_KEY_BYTES)}"
    return key, digest(key)


def digest(key: str) -> str:
    """Return the hex SHA-256 that is stored of a key.

    Keys are random, so no slower hash is needed.
    """
    return hashlib.sha256(key.encode()).hexdigest()


def find(keyed: Sequence[K], key: str) -> K | None:
    """Return the client or person of a key, or None.

    Every call compares all keys, so that its time tells nothing.
    """
    given = digest(key)
    found = [one for one in keyed if hmac.compare_digest(one.key_sha256, given)]
    return found[0] if found else None


WRONG_PER_MINUTE = 30
"""Unknown keys from one network."""

_MINUTE_S = 60.0

log = structlog.get_logger(__name__)


async def count(limits: RateLimits, key: str, *, per_minute: int) -> Allowance:
    """Count a request under `key`, and return whether it is allowed."""
    try:
        return await limits.allow(key, limit=per_minute, per_s=_MINUTE_S)
    except BrokerUnavailableError:
        log.warning("completions.not_counted")
        return Allowance(allowed=True, retry_after_s=0.0)


async def count_wrong(limits: RateLimits, request: Request) -> Allowance:
    """Count a request with an unknown key, by the network that it comes from."""
    key = f"completions:wrong:{network_of(request)}"
    return await count(limits, key, per_minute=WRONG_PER_MINUTE)
