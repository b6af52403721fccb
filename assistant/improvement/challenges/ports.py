"""Declare the record of a person's judgement on an answer, and the port of its book."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.conversation.ids import ConversationId, MessageId
from assistant.ports import PortError


class ChallengeVerdict(StrEnum):
    """Name the judgements of a person on an answer."""

    AGREED = "agreed"
    CORRECTED = "corrected"  # the person knows a better one
    NOT_SO = "not_so"  # it is wrong, and the person knows no better one


class Made(StrEnum):
    """Name the thing that was made of a judgement."""

    NOTHING = "nothing"  # there was one alike
    QUESTION = "question"  # a saved one
    CHANGE = "change"  # a change set


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Hold the judgement of a person on an answer. It has no words of a customer."""

    reply_id: MessageId
    conversation_id: ConversationId
    verdict: ChallengeVerdict
    by: str  # an agent's id
    at: datetime  # aware, UTC
    made: Made = Made.NOTHING
    made_id: str = ""  # of the question or the change set


class AlreadyJudgedError(PortError):
    """Say that somebody judged the answer before."""


class ChallengeBook(Protocol):
    """Keep judgements, one for each answer. Every method may raise `LogUnavailableError`."""

    async def keep(self, challenge: Challenge) -> None:
        """Store a judgement.

        Raises:
            AlreadyJudgedError: there is one on this answer.
        """
        ...

    async def remove(self, reply_id: MessageId) -> None:
        """Remove the judgement on an answer, if there is one."""
        ...

    async def judged(self, reply_ids: Collection[MessageId]) -> frozenset[MessageId]:
        """Return those of some answers that anybody judged."""
        ...

    async def of_person(self, by: str, *, since: datetime) -> Sequence[Challenge]:
        """Return the judgements of a person since a time, newest first."""
        ...
