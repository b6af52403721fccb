"""Where ready-made replies are kept."""

from collections.abc import Sequence
from typing import Protocol

from assistant.canned.types import Canned, CannedId
from assistant.ports import PortError


class ShortcutTakenError(PortError):
    """Another reply has this shortcut."""


class CannedReplies(Protocol):
    """The shop's ready-made replies. Every method may raise `LogUnavailableError`."""

    async def all(self) -> Sequence[Canned]:
        """Return them, by shortcut."""
        ...

    async def keep(self, canned: Canned) -> None:
        """Add one, or change the one with its id.

        Raises:
            ShortcutTakenError: see there; nothing changed.
        """
        ...

    async def drop(self, canned_id: CannedId) -> None:
        """Forget one; a repeat does nothing."""
        ...
