"""List the interfaces that prove an identity, beside the shop, the spool and the rate limits."""

from typing import Protocol

from assistant.conversation.conversation import Conversation
from assistant.operations.identity.attempts import Attempt, AttemptOutcome


class CustomerIdentifier(Protocol):
    """Identify customers, as `identifier.Identifier` does."""

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        """Return the outcome of an attempt to prove an identity."""
        ...


class OneUse(Protocol):
    """Remember for a while the holder of a thing that only one may use."""

    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        """Return whether `key` is `holder`'s: nobody had it, or they had it already.

        The first claim runs for `for_s`; later ones do not make it longer.

        Raises:
            BrokerUnavailableError: it cannot be told; the caller takes it as no.
        """
        ...
