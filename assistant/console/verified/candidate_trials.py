"""Define the port by which a verified answer is tried on ways of asking before it is live."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answers.verified.types import VerifiedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedQuestion:
    """Hold a way of asking with the answers before and with the candidate."""

    question: str
    before: str
    after: str
    passes: bool  # it gets the answer that it should


class CandidateTrials(Protocol):
    """Try a candidate; nothing of it reaches a customer."""

    async def run(self, candidate: VerifiedAnswer) -> Sequence[TriedQuestion]:
        """Ask its own ways, and return them with those of others that it changes."""
        ...
