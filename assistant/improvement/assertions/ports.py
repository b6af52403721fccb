"""Declare the store of assertions."""

from collections.abc import Sequence
from typing import Protocol

from assistant.improvement.assertions.assertion import Assertion, AssertionId
from assistant.ports import PortError


class UnknownAssertionError(PortError):
    """Say that there is no assertion of this id."""


class AssertionConflictError(PortError):
    """Say that somebody else moved the assertion: read it again and decide again."""


class AssertionBook(Protocol):
    """Keep assertions; their moves are only ever appended. May raise `LogUnavailableError`."""

    async def all(self) -> Sequence[Assertion]:
        """Return every assertion with its moves, the one posted last first."""
        ...

    async def get(self, assertion_id: AssertionId) -> Assertion:
        """Return an assertion by its id, with its moves.

        Raises:
            UnknownAssertionError: there is no such assertion.
        """
        ...

    async def put(self, assertion: Assertion, *, expected_version: int | None) -> None:
        """Store an assertion; `expected_version` None: it must be new.

        Of its moves those are added that are not there yet; none is changed.

        Raises:
            AssertionConflictError: another version is stored; read it again.
        """
        ...
