"""Fork processes from a server that has everything imported, and kill them at their nth write."""

import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        f"tests.support.processes.{name}"
        for name in (
            "worker_processes",
            "operation_process",
            "desk_processes",
            "announcement_processes",
            "change_process",
            "projector_process",
        )
    ]
)


@dataclass(slots=True)
class Death:
    """Comes at the nth of what is passed; 0: never."""

    at: int
    passed: int = 0

    def come(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def guard(self, part: Any, *writes: str) -> Any:  # noqa: ANN401  # whatever port it is
        """Return `part`, at whose `writes` the process may die before and after."""
        return _GuardedPart(part, frozenset(writes), self)


class _GuardedPart:
    """Passes everything on."""

    def __init__(self, part: Any, writes: frozenset[str], death: Death) -> None:  # noqa: ANN401
        self._part = part
        self._writes = writes
        self._death = death

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        found = getattr(self._part, name)
        return self._around(found) if name in self._writes else found

    def _around(self, write: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def guarded(*args: object, **kwargs: object) -> object:
            self._death.come()
            result = await write(*args, **kwargs)
            self._death.come()
            return result

        return guarded
