"""Check the tokens of conversations; the log keeps only a token's hash."""

import hashlib
import hmac
import secrets
from collections import OrderedDict

from assistant.conversation.events import ConversationStarted
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog, UnknownConversationError

_TOKEN_BYTES = 32  # 256 random bits: guessing is no attack, so a plain hash is enough
_CACHED = 20_000  # conversations; about 5 MB


def mint_token() -> str:
    """Return a new bearer token: 43 URL-safe characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the hex SHA-256 that is stored in place of `token`."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAccess:
    """Check tokens; the hashes of recent conversations are kept, so most checks read nothing."""

    def __init__(self, log: EventLog, *, cached: int = _CACHED) -> None:
        self._log = log
        self._cached = cached
        self._digests: OrderedDict[ConversationId, str] = OrderedDict()

    def remember(self, started: ConversationStarted) -> None:
        """Keep a conversation's hash, in place of the hash that was unused for the longest time."""
        self._digests[started.conversation_id] = started.token_sha256
        self._digests.move_to_end(started.conversation_id)
        if len(self._digests) > self._cached:
            self._digests.popitem(last=False)

    def knows(self, conversation_id: ConversationId, token: str) -> bool:
        """Return whether `token` opens the conversation, as far as is known without the log."""
        expected = self._digests.get(conversation_id, "")
        if expected:
            self._digests.move_to_end(conversation_id)
        return hmac.compare_digest(digest(token), expected) and bool(expected)

    async def opens(self, conversation_id: ConversationId, token: str) -> bool:
        """Return whether `token` opens the conversation; False if there is no such conversation."""
        if conversation_id not in self._digests:
            await self._load(conversation_id)
        return self.knows(conversation_id, token)

    async def _load(self, conversation_id: ConversationId) -> None:
        try:
            record = await self._log.read(conversation_id)
        except UnknownConversationError:
            return
        first = record.events[0].event if record.events else None
        if isinstance(first, ConversationStarted):
            self.remember(first)
