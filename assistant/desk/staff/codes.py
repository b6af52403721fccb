"""One-time codes with which an agent chooses a password: typed in, and never part of an address."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from assistant.conversation.people import Credentials

CODE_LIFETIME = timedelta(hours=48)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
_CHARS = 12  # 58 bits, and tries are limited: a plain hash is enough
_GROUP = 4


def mint_code() -> str:
    """Return a new code: three groups of four letters and digits."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARS))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, _CHARS, _GROUP))


def digest_code(code: str) -> str:
    """Return the hex SHA-256 that is stored in place of `code`, however it was typed."""
    typed = "".join(c for c in code.upper() if c.isalnum())
    return hashlib.sha256(typed.encode(errors="replace")).hexdigest()


def is_code(given: str, credentials: Credentials, now: datetime) -> bool:
    """Return whether `given` is the agent's code and still counts, in the same time for any."""
    same = hmac.compare_digest(digest_code(given), credentials.code_sha256 or digest_code(""))
    ends = credentials.code_expires_at
    return same and bool(credentials.code_sha256) and ends is not None and now < ends
