"""Keep assertions in this process's memory."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.improvement.assertions.assertion import Assertion, AssertionId
from assistant.improvement.assertions.ports import AssertionConflictError, UnknownAssertionError


class MemoryAssertionBook:
    """An `AssertionBook` for one event loop."""

    def __init__(self, *assertions: Assertion) -> None:
        self._kept = {one.assertion_id: one for one in assertions}

    async def all(self) -> Sequence[Assertion]:
        by_id = sorted(self._kept.values(), key=lambda one: one.assertion_id)
        return sorted(by_id, key=lambda one: one.posted_at, reverse=True)

    async def get(self, assertion_id: AssertionId) -> Assertion:
        if assertion_id not in self._kept:
            raise UnknownAssertionError(assertion_id)
        return self._kept[assertion_id]

    async def put(self, assertion: Assertion, *, expected_version: int | None) -> None:
        known = self._kept.get(assertion.assertion_id)
        if expected_version != (known.version if known else None):
            raise AssertionConflictError(assertion.assertion_id)
        before = known.moves if known else ()
        moves = (*before, *assertion.moves[len(before) :])
        self._kept[assertion.assertion_id] = replace(assertion, moves=moves)
