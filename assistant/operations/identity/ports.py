"""What proving an identity needs from outside, beside the shop, the spool and the rate limits."""

from typing import Protocol

from assistant.conversation.conversation import Conversation
from assistant.operations.identity.attempts import Attempt, AttemptOutcome


class CustomerIdentifier(Protocol):
    """Identify customers, as `identifier.Identifier` does."""

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        """Return the outcome of an attempt to prove an identity."""
        ...


class OneUse(Protocol):
    """Remembers for a while who used a thing that may be used by one only."""

    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        """Return whether `key` is `holder`'s: because nobody had it, or because they did.

        The first claim runs for `for_s`; later ones do not make it longer.

        Raises:
            BrokerUnavailableError: it cannot be told; the caller takes it as no.
        """
        ...
