"""Declare the ports of the books of people's decisions, and of the rules that they were made by."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.agreement import Agreement
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn


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


class ShadowBook(Protocol):
    """Keep turns in shadow. Every method may raise `LogUnavailableError`."""

    async def position(self) -> int:
        """Return the position of the log up to which turns are kept; 0: none is."""
        ...

    async def keep(
        self, begun: Sequence[ShadowTurn], judged: Sequence[ShadowTurn], *, position: int
    ) -> None:
        """Store new turns, each once, and the judgements of those that wait.

        The log was read up to `position`. All of it or nothing is stored.
        """
        ...

    async def move(self, turn: ShadowTurn, *, expected: ShadowState) -> bool:
        """Store a turn as it is now; False: it is in another state, or erased, and stays so."""
        ...

    async def note_run(self, at: datetime) -> None:
        """Keep the time when turns were last taken."""
        ...

    async def last_run(self) -> datetime | None:
        """Return when turns were last taken; None: never."""
        ...

    async def in_state(
        self, state: ShadowState, *, limit: int, of: Collection[ConversationId] | None = None
    ) -> Sequence[ShadowTurn]:
        """Return the turns in a state, oldest first; `of`: of these conversations alone."""
        ...

    async def get(self, turn_id: str) -> ShadowTurn | None:
        """Return a turn; None: there is none."""
        ...

    async def all(self) -> Sequence[ShadowTurn]:
        """Return every turn, oldest first."""
        ...


class RuleRecord(Protocol):
    """Keep which rules of orders were met, by a digest. Both may raise `LogUnavailableError`."""

    async def note(self, digest: str, *, at: datetime) -> bool:
        """Keep the digest of the rules in force, if others were before; return whether it is new.

        The first digest of an installation is kept, and is no change.
        """
        ...

    async def changed_at(self) -> datetime | None:
        """Return when other rules were met the last time; None: never."""
        ...
