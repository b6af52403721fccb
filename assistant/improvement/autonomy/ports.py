"""Declare the ports of the books of people's decisions, and of the rules that they were made by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.agreement import Agreement
from assistant.improvement.autonomy.shadow_turn import ShadowCount, ShadowState, ShadowTurn
from assistant.operations.autonomy.autonomy_table import AutonomySubject


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

    async def edition(self) -> int:
        """Return a number that grows whenever `ended` has become another; 0: never. Cheap."""
        ...

    async def ended(self) -> Sequence[ShadowTurn]:
        """Return the turns in which the person's work has ended, but for those passed over."""
        ...

    async def counts(self) -> Mapping[AutonomySubject, ShadowCount]:
        """Return how many turns of each row are where; those that were pruned count."""
        ...

    async def prune(self, before: Mapping[AutonomySubject, datetime], *, others: datetime) -> int:
        """Delete decided turns that count no more, and return how many.

        Of the rows in `before` those that ended before its time go; of other rows, and of those
        passed over, what ended before `others`. Turns that wait for anything stay. How many went
        is kept for `counts`, in the same transaction.
        """
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
