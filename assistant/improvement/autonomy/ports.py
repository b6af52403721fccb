"""Declare the port of the book that keeps the decisions of people on the assistant's work."""

from collections.abc import Sequence
from typing import Protocol

from assistant.improvement.autonomy.agreement import Agreement


class AgreementBook(Protocol):
    """Keep decisions of people. Every method may raise `LogUnavailableError`."""

    async def position(self) -> int:
        """Return the position of the log up to which decisions are kept; 0: none is."""
        ...

    async def keep(self, agreements: Sequence[Agreement], *, position: int) -> None:
        """Store decisions, each once however often it is given, and how far the log was read.

        All of it or nothing is stored.
        """
        ...

    async def all(self) -> Sequence[Agreement]:
        """Return every decision, oldest first."""
        ...
