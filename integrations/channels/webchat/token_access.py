"""Check the tokens of conversations; the log keeps only a token's hash.

A token opens its conversation until nothing was written in it for some days: one that was copied
from an old machine opens nothing. The page begins anew then, as after an erasure.
"""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.conversation.events import ConversationStarted
from assistant.conversation.ids import ConversationId
from assistant.ports import Clock, EventLog, UnknownConversationError

_TOKEN_BYTES = 32  # 256 random bits: guessing is no attack, so a plain hash is enough
_CACHED = 20_000  # conversations; about 5 MB


def mint_token() -> str:
    """Return a new bearer token: 43 URL-safe characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the hex SHA-256 that is stored in place of `token`."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _KnownToken:
    """Hold a conversation's hash, and its last event's time as far as it was read."""

    sha256: str
    at: datetime


class TokenAccess:
    """Check tokens; the hashes of recent conversations are kept, so most checks read nothing."""

    def __init__(
        self, log: EventLog, *, clock: Clock, quiet_days: int, cached: int = _CACHED
    ) -> None:
        """Let tokens open conversations whose last event is at most `quiet_days` old."""
        self._log = log
        self._clock = clock
        self._quiet = timedelta(days=quiet_days)
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
        return hmac.compare_digest(digest(token), known.sha256)

    async def opens(self, conversation_id: ConversationId, token: str) -> bool:
        """Return whether `token` opens the conversation; False if there is no such conversation."""
        known = self._known.get(conversation_id)
        if known is None or self._is_quiet(known):  # it may have gone on since it was read
            await self._load(conversation_id)
        return self.knows(conversation_id, token)

    def _is_quiet(self, known: _KnownToken) -> bool:
        return self._clock.now() - known.at > self._quiet

    def _keep(self, started: ConversationStarted, at: datetime) -> None:
        self._known[started.conversation_id] = _KnownToken(started.token_sha256, at)
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
