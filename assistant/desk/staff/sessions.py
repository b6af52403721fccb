"""Hold signed-in browsers: a random token in the cookie, and here only the token's hash. Pure.

The token that protects forms against forgery follows from the session's own token, so nobody can
make either of them from the stored data.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.ids import AgentId

_TOKEN_BYTES = 32  # 256 random bits: guessing is no attack, so a plain hash is enough


class Means(StrEnum):
    """Name the way in which an agent signed in."""

    PASSWORD = "password"  # noqa: S105  # a word, no secret
    CODE = "code"  # a one-time code, with which a password was chosen
    PASSKEY = "passkey"
    PROVIDER = "provider"  # the shop's identity provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Hold the session of one signed-in browser."""

    token_sha256: str = field(repr=False)  # hex
    agent_id: AgentId
    means: Means
    started_at: datetime  # aware, UTC
    seen_at: datetime  # of a request, to about a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """Hold how long a session lasts."""

    idle: timedelta  # without a request
    absolute: timedelta  # whatever is done in it

    def is_live(self, session: Session, now: datetime) -> bool:
        """Return whether the session still counts."""
        return now < session.started_at + self.absolute and now < session.seen_at + self.idle


def mint() -> str:
    """Return a new session token: 43 URL-safe characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the hex SHA-256 that is stored in place of `token`."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def csrf_token(token: str) -> str:
    """Return the token that every form of the session carries, 64 hex digits."""
    return hmac.new(token.encode(errors="replace"), b"comptoir csrf", hashlib.sha256).hexdigest()


def is_csrf_token(given: str, token: str) -> bool:
    """Return whether `given` is the session's, in the same time for any."""
    return hmac.compare_digest(given.encode(errors="replace"), csrf_token(token).encode())
