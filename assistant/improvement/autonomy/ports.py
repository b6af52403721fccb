"""Declare the ports of the books of people's decisions, and of the rules that they were made by."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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

    async def edition(self) -> int:
        """Return a number that grows with every decision that is kept; 0: none is. Cheap."""
        ...

    async def all(self) -> Sequence[Agreement]:
        """Return every decision, oldest first."""
        ...


class RuleRecord(Protocol):
    """Keep which rules were met, by a digest, those of orders and those of each topic.

    Both may raise `LogUnavailableError`.
    """

    async def note(self, digest: str, *, about: str, at: datetime) -> bool:
        """Keep the digest of rules in force, if others were before; return whether it is new.

        `about` names the rules. The first digest of an installation is kept, and is no change.
        """
        ...

    async def changed_at(self) -> Mapping[str, datetime]:
        """Return when other rules were met the last time, by the matter they are about."""
        ...
