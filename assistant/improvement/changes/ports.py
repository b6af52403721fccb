"""Declare the ports of change sets: the book that keeps them, and the stores that publish them."""

from collections.abc import Collection, Sequence
from typing import Protocol

from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.ports import PortError


class UnknownChangeError(PortError):
    """Say that there is no change set of this id."""


class ChangeConflictError(PortError):
    """Say that somebody else moved the change set: read it again and decide again."""


class ChangeBook(Protocol):
    """Keep change sets. Every method may raise `LogUnavailableError`."""

    async def all(self, states: Collection[ChangeState] = ()) -> Sequence[ChangeSet]:
        """Return every change set of these states, most conversations first; (): of any state."""
        ...

    async def get(self, change_id: ChangeId) -> ChangeSet:
        """Return a change set by its id.

        Raises:
            UnknownChangeError: there is no such change set.
        """
        ...

    async def put(self, change: ChangeSet, *, expected_version: int | None) -> None:
        """Store a change set; `expected_version` None: it must be new.

        Raises:
            ChangeConflictError: what is stored has another version; read it again.
        """
        ...

    async def waiting(self) -> int:
        """Return how many change sets wait for people. Cheap."""
        ...

    async def has_unsettled(self) -> bool:
        """Return whether any change set is being published or taken back. Cheap."""
        ...


class NotPublishedError(Exception):
    """Say that a store refuses a change, with a word of ours that says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class StillPublishingError(Exception):
    """Say that a store works on a change: the next one who asks is told more."""


class ChangeStore(Protocol):
    """Put one kind of change in force, through the way that people's own changes go.

    Each method may be called again after it was done: it then does nothing more.
    """

    async def current(self, change: ChangeSet) -> str:
        """Return the content in force that the change takes the place of; "": there is none."""
        ...

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        """Put the content in force, and return the version it has in the store.

        Raises:
            NotPublishedError: the store does not take it.
            StillPublishingError: it does, and another process is at it.
        """
        ...

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        """Put the content before it in force again, or remove it if there was none.

        Raises:
            NotPublishedError: somebody changed it since.
            StillPublishingError: another process is at it.
        """
        ...
