"""Draw the answers and effects that a person looks at although the assistant may go alone.

So people go on deciding on a row that goes alone, and it is seen when they stop agreeing. Whether
one is drawn follows from its ids and a key: taken again, it is drawn again, and nobody outside can
tell which it will be.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Proposal
from assistant.conversation.ownership import Ownership
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.autonomy_verdict import Verdict

_BYTES = 8


class PersonChecks(Protocol):
    """Return a verdict as it is, or stricter where a person is to look first."""

    async def of_answer(self, verdict: Verdict, conversation: Conversation) -> Verdict:
        """Return the verdict on an answer to the unanswered messages of a conversation."""
        ...

    async def of_effect(
        self, verdict: Verdict, proposal: Proposal, ownership: Ownership
    ) -> Verdict:
        """Return the verdict on an effect that the customer said yes to."""
        ...


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Implement `PersonChecks` where nobody looks: trials, and desks of nobody."""

    async def of_answer(self, verdict: Verdict, conversation: Conversation) -> Verdict:
        del conversation
        return verdict

    async def of_effect(
        self, verdict: Verdict, proposal: Proposal, ownership: Ownership
    ) -> Verdict:
        del proposal, ownership
        return verdict


UNCHECKED = Unchecked()


def draw(verdict: Verdict, key: bytes, *ids: str) -> Verdict:
    """Return the verdict, or that a person looks first: of a share of `checked_share`. Pure."""
    if not verdict.alone or not verdict.checked_share:
        return verdict
    digest = hmac.digest(key, "\x1f".join(ids).encode(), hashlib.sha256)
    chance = int.from_bytes(digest[:_BYTES]) / 256**_BYTES
    if chance >= verdict.checked_share:
        return verdict
    return replace(verdict, level=Level.SUGGEST, rule=f"{verdict.rule}/checked")
