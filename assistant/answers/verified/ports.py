"""Define the port of verified answers: every version is kept, with its author and time."""

from collections.abc import Sequence
from typing import Protocol

from assistant.answers.verified.types import AnswerVersion, KeptAnswer, VerifiedId
from assistant.ports import PortError


class VerifiedConflictError(PortError):
    """Say that another version was put since the one that was read: look at it, then put again."""


class VerifiedBook(Protocol):
    """Keep verified answers. Every method may raise `LogUnavailableError`."""

    async def edition(self) -> int:
        """Return a number that grows with every change of any answer; 0: there is none. Cheap."""
        ...

    async def all(self) -> Sequence[KeptAnswer]:
        """Return every answer, the one that was changed last first."""
        ...

    async def read(self, answer_id: VerifiedId) -> KeptAnswer | None:
        """Return an answer; None: there is no such one."""
        ...

    async def history(self, answer_id: VerifiedId, *, limit: int) -> Sequence[AnswerVersion]:
        """Return the versions of an answer, newest first."""
        ...

    async def put(self, new: AnswerVersion) -> None:
        """Put a version of an answer, in force in every process within a second.

        Raises:
            VerifiedConflictError: the newest version is not the one before `new`.
        """
        ...
