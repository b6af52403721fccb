"""Make, store and check agents' passwords, and the one-time codes with which they choose one.

The rules of passwords are those of NIST SP 800-63B, section 5.1.1: long enough, not one that is
guessed first, and no rule about kinds of characters. The stored hash is argon2id (RFC 9106), made
in a thread: one takes tens of milliseconds and 64 MiB, so no more than two are made at once in a
process. A one-time code is typed in, and never part of an address.
"""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

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


MIN_CHARS = 12
MAX_CHARS = 256
_AT_ONCE = 2
_LEAST_LEFT = 6  # characters, and
_LEAST_KINDS = 4  # different ones, once what is guessed first is taken out


class Weakness(StrEnum):
    """Name the reason why a password may not be chosen."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    GUESSABLE = "guessable"  # a common one, or one that follows from who chose it


# What lists of stolen passwords are made of, in French and in English; longest first.
_COMMON = sorted(
    (Path(__file__).parent / "resources" / "common_words.txt").read_text("ascii").split(),
    key=len,
    reverse=True,
)


def normalise(password: str) -> str:
    """Return a password in the form that is compared: the same from every keyboard.

    Keyboards compose accented letters differently.
    """
    return unicodedata.normalize("NFKC", password)


def find_weakness(password: str, *, about: Iterable[str] = ()) -> Weakness | None:
    """Return why a password may not be chosen, None if it may.

    `about` is what is known of who chooses it: address, name, shop.
    """
    text = normalise(password)
    if len(text) < MIN_CHARS:
        return Weakness.TOO_SHORT
    if len(text) > MAX_CHARS:
        return Weakness.TOO_LONG
    left = text.lower()
    for word in (*_words(about), *_COMMON):
        left = left.replace(word, "")
    if len(left) < _LEAST_LEFT or len(set(left)) < _LEAST_KINDS:
        return Weakness.GUESSABLE
    return None


def _words(about: Iterable[str]) -> list[str]:
    """Return the words of some texts that would be guessed: of three letters or more."""
    separated = ("".join(c if c.isalnum() else " " for c in text.lower()) for text in about)
    words = {word for text in separated for word in text.split() if len(word) > 2}  # noqa: PLR2004
    return sorted(words, key=len, reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """Hash passwords and check them."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)  # RFC 9106, low memory
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def keep(self, password: str) -> str:
        """Return the hash to store in place of `password`."""
        async with self._places:
            return await asyncio.to_thread(self.hasher.hash, normalise(password))

    async def is_right(self, password: str, kept: str) -> bool:
        """Return whether `password` is the kept one; takes as long where nothing is kept: ""."""
        async with self._places:
            right = await asyncio.to_thread(
                self._verify, normalise(password)[: MAX_CHARS + 1], kept
            )
        return right and bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Return whether a stored hash was made with weaker parameters than these."""
        return self.hasher.check_needs_rehash(kept)

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self.hasher.verify(kept or _nobodys(self.hasher), password)
        except (Argon2Error, InvalidHashError):
            return False


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """Return a hash by the same parameters that is nobody's; made once."""
    return hasher.hash("nobody's")
