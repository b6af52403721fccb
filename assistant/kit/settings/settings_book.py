"""Keep the settings that people make in the console: every version, with its author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.ports import PortError


class SettingsConflictError(PortError):
    """Say that somebody else changed the settings since the version was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsVersion:
    """Hold the settings that people made, as one change left them."""

    version: int  # 1, 2, 3 ...
    values: Mapping[str, str]  # by name, as the environment spells them; secrets are open here
    changed: tuple[str, ...]  # names of the settings that this change set or took away
    at: datetime  # aware, UTC
    by: str  # an agent's id, or the command line
    undoes: int = 0  # the version whose change it takes back; 0: none
    unread: tuple[str, ...] = field(default=())  # secrets that another key sealed; kept so


class SettingsBook(Protocol):
    """Keep versions; the newest is in force. Every method may raise `LogUnavailableError`."""

    async def version(self) -> int:
        """Return the newest version; 0: nothing was set. Cheap: every process asks all the time."""
        ...

    async def current(self) -> SettingsVersion | None:
        """Return the newest version; None: nothing was set."""
        ...

    async def history(self, *, limit: int) -> Sequence[SettingsVersion]:
        """Return the versions, newest first."""
        ...

    async def read(self, version: int) -> SettingsVersion | None:
        """Return that version; None: there is none."""
        ...

    async def put(self, new: SettingsVersion) -> None:
        """Put a version in force.

        Raises:
            SettingsConflictError: the newest version is not the one before it.
        """
        ...
