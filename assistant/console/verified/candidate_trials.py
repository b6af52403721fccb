"""Define the port by which a verified answer is tried on saved questions before it is live."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answers.verified.types import VerifiedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedQuestion:
    """Hold a saved question with the answers before and with the candidate."""

    question: str
    before: str
    after: str
    passes: bool  # what the question wants of an answer holds with the candidate


class CandidateTrials(Protocol):
    """Try a candidate; nothing of it reaches a customer."""

    async def run(self, candidate: VerifiedAnswer) -> Sequence[TriedQuestion]:
        """Ask the saved questions, and return those that the candidate changes or breaks."""
        ...
