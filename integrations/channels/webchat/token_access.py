"""Check the tokens of conversations; no token is kept, only the hash of a conversation's first.

A token opens its conversation until nothing was written in it for some days: one that was copied
from an old machine opens nothing. The page begins anew then, as after an erasure. A page whose
token is half as old as that is given another, and the one before runs out by itself: however long a
conversation goes on, no token opens it for long. The later tokens are sealed: conversation and day
of issue, with a code that only this installation can make.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.conversation.events import ConversationStarted
from assistant.conversation.ids import ConversationId
from assistant.ports import Clock, EventLog, UnknownConversationError

_TOKEN_BYTES = 32  # 256 random bits: guessing is no attack, so a plain hash is enough
_CACHED = 20_000  # conversations; about 5 MB
_SEALED = re.compile(r"([0-9]{1,6})\.[A-Za-z0-9_-]{43}")  # days since the epoch, and the code
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIFE = 1.5
"""Times the quiet days that a token may be old: a page that came in the first half of them got no
other, and may come again as long as its conversation is not quiet."""


def mint_token() -> str:
    """Return a new bearer token: 43 URL-safe characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the hex SHA-256 that is stored in place of `token`."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _KnownToken:
    """Hold the hash of a conversation's first token, since when, and its last event's time.

    The last is as far as it was read.
    """

    sha256: str
    began: datetime
    at: datetime


class TokenAccess:
    """Check tokens; the hashes of recent conversations are kept, so most checks read nothing."""

    def __init__(
        self, log: EventLog, *, clock: Clock, quiet_days: int, key: bytes, cached: int = _CACHED
    ) -> None:
        """Let tokens open conversations whose last event is at most `quiet_days` old.

        `key` is the installation's: all processes seal alike.
        """
        self._log = log
        self._clock = clock
        self._quiet = timedelta(days=quiet_days)
        self._key = hmac.digest(key, b"webchat tokens", "sha256")
        self._cached = cached
        self._known: OrderedDict[ConversationId, _KnownToken] = OrderedDict()

    def remember(self, started: ConversationStarted) -> None:
        """Keep a conversation's hash, in place of the hash that was unused for the longest time."""
        self._keep(started, started.at)

    def knows(self, conversation_id: ConversationId, token: str) -> bool:
        """Return whether `token` opens the conversation, as far as is known without the log."""
        known = self._known.get(conversation_id)
        if known is None or self._is_quiet(known):
            return False
        self._known.move_to_end(conversation_id)
        issued = self._issued(conversation_id, token, known)
        return issued is not None and self._clock.now() - issued <= self._quiet * _LIFE

    async def opens(self, conversation_id: ConversationId, token: str) -> bool:
        """Return whether `token` opens the conversation; False if there is no such conversation."""
        known = self._known.get(conversation_id)
        if known is None or self._is_quiet(known):  # it may have gone on since it was read
            await self._load(conversation_id)
        return self.knows(conversation_id, token)

    def renewed(self, conversation_id: ConversationId, token: str) -> str:
        """Return the token that a page is to use from now on; "": its own is young enough.

        `token` opens the conversation. On one day every page is given the same.
        """
        known = self._known.get(conversation_id)
        issued = self._issued(conversation_id, token, known) if known else None
        now = self._clock.now()
        if issued is None or now - issued < self._quiet / 2:
            return ""
        return self._seal(conversation_id, (now - _EPOCH).days)

    def _issued(
        self, conversation_id: ConversationId, token: str, known: _KnownToken
    ) -> datetime | None:
        """Return the time at which a token was given to a page; None: it is not of this one."""
        if not known.sha256:  # erased, or of another channel
            return None
        if hmac.compare_digest(digest(token), known.sha256):
            return known.began
        found = _SEALED.fullmatch(token)
        if found is None:
            return None
        day = int(found[1])
        sealed = self._seal(conversation_id, day)
        return _EPOCH + timedelta(days=day) if hmac.compare_digest(token, sealed) else None

    def _seal(self, conversation_id: ConversationId, day: int) -> str:
        code = hmac.digest(self._key, f"{day}:{conversation_id}".encode(), "sha256")
        return f"{day}.{urlsafe_b64encode(code).decode().rstrip('=')}"

    def _is_quiet(self, known: _KnownToken) -> bool:
        return self._clock.now() - known.at > self._quiet

    def _keep(self, started: ConversationStarted, at: datetime) -> None:
        known = _KnownToken(sha256=started.token_sha256, began=started.at, at=at)
        self._known[started.conversation_id] = known
        self._known.move_to_end(started.conversation_id)
        if len(self._known) > self._cached:
            self._known.popitem(last=False)

    async def _load(self, conversation_id: ConversationId) -> None:
        try:
            record = await self._log.read(conversation_id)
        except UnknownConversationError:
            return
        first = record.events[0].event if record.events else None
        if isinstance(first, ConversationStarted):
            self._keep(first, record.events[-1].event.at)
