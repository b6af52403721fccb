"""Tell whether codes may answer an objection to a price: by an experiment, or its verdict."""

from dataclasses import dataclass
from typing import Protocol

from assistant.conversation.conversation import Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionArm:
    """Hold the arm of a conversation: an experiment's, or that of everybody after its verdict."""

    experiment_id: str | None  # None: it was shown to be better, and published
    changed: bool  # a code may be given
    share: float = 1.0  # of visitors who get one


class ObjectionTrials(Protocol):
    """Find the arm of a conversation. May raise `LogUnavailableError`."""

    async def arm(self, conversation: Conversation) -> ObjectionArm | None:
        """Return the arm; None: nothing is tried, or the visitor is in no arm."""
        ...
