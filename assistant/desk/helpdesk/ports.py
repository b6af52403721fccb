"""Declare the port of a helpdesk, and the port of the store that remembers its cases.

After `HelpdeskUnavailableError` a later try may work: nothing is lost meanwhile. After
`HelpdeskRefusedError` the same never works; the message says what to do.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.types import (
    CaseEntry,
    CaseState,
    HelpdeskCaseId,
    MirroredCase,
    Opening,
)
from assistant.ports import PortError


class HelpdeskUnavailableError(PortError):
    """Say that the helpdesk did not answer; it may have done the work all the same."""

    def __init__(self, why: str, *, retry_after_s: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class HelpdeskRefusedError(PortError):
    """Say that the helpdesk will never do this; the message names the remedy."""


class CaseGoneError(HelpdeskRefusedError):
    """Say that the helpdesk no longer has the case."""


class Helpdesk(Protocol):
    """Read and change cases of a helpdesk. Every method may raise `HelpdeskUnavailableError`."""

    name: str
    """One word, before the ids of what comes from there."""

    async def open_case(self, opening: Opening) -> HelpdeskCaseId:
        """Return the conversation's case, which is opened, pending, unless it is there.

        Raises:
            HelpdeskRefusedError: see there.
        """
        ...

    async def post(self, case_id: HelpdeskCaseId, entry: CaseEntry) -> None:
        """Show one entry. A repeat may show it twice: `look` says what stands there.

        Raises:
            HelpdeskRefusedError, CaseGoneError: see there.
        """
        ...

    async def set_status(
        self, case_id: HelpdeskCaseId, status: ConversationStatus, *, until: datetime | None = None
    ) -> None:
        """Set it; `until` says how long it is snoozed.

        Raises:
            HelpdeskRefusedError, CaseGoneError: see there.
        """
        ...

    async def look(self, case_id: HelpdeskCaseId, *, after: int) -> CaseState:
        """Return the case as it is, with all that was written after number `after`.

        Raises:
            CaseGoneError: see there.
        """
        ...

    async def changed(self, since: datetime) -> Sequence[HelpdeskCaseId]:
        """Return the cases in which anything happened since then, in any order."""
        ...

    async def delete(self, case_id: HelpdeskCaseId) -> None:
        """Delete the case and all that stands in it; a repeat changes nothing.

        Raises:
            HelpdeskRefusedError: see there.
        """
        ...


class CaseBook(Protocol):
    """Remember cases, and how far the log is mirrored. May raise `LogUnavailableError`."""

    async def position(self) -> int:
        """Return up to which position of the log everything is taken in."""
        ...

    async def take_in(
        self,
        position: int,
        *,
        opens: Collection[ConversationId],
        touches: Collection[ConversationId],
        now: datetime,
    ) -> None:
        """Note, in one transaction, the work that is to be done, and that `position` was reached.

        A conversation in `touches` has work only where there was some before, or is by `opens`.
        """
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[MirroredCase]:
        """Return the cases that have work to do, longest due first."""
        ...

    async def of_case(self, case_id: HelpdeskCaseId) -> MirroredCase | None: ...

    async def look_at(self, case_ids: Collection[HelpdeskCaseId], *, now: datetime) -> int:
        """Note that there may be something new in cases; return how many of them are known."""
        ...

    async def save(self, kept: MirroredCase) -> None:
        """Keep the case as it is known now; its due time and its stamp stay as they are."""
        ...

    async def settle(self, kept: MirroredCase) -> None:
        """Note that nothing is left to do, unless there is something since `kept.stamp`."""
        ...

    async def postpone(self, kept: MirroredCase, *, until: datetime) -> None:
        """Count a failed try, and come back at `until`."""
        ...

    async def forget(self, conversation_id: ConversationId) -> None: ...

    async def failures(self) -> Sequence[MirroredCase]:
        """Return where something was given up, at most 100."""
        ...
