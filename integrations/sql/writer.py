"""Group commit: the transactions that came while one was being made durable share the next.

Costs a lone transaction nothing; under load one durable write carries up to `MAX_GROUP`.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

T = TypeVar("T")

MAX_GROUP = 64


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """A thread that does all of this process's writing, in the order it was handed in."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        # A daemon: what is still queued at an abrupt exit was acknowledged to nobody.
        self._thread = threading.Thread(target=self._run, name="event-log-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Run `work` in a transaction; the future is done when that is durable or undone."""
        job = _Job(work)
        self._jobs.put(job)
        return job.future

    def close(self) -> None:
        """Finish what was handed in, and stop; blocks."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job, *self._queued(MAX_GROUP - 1)]
            _do(self._engine, [job for job in group if job.future.set_running_or_notify_cancel()])

    def _queued(self, most: int) -> list[_Job]:
        jobs: list[_Job] = []
        with suppress(Empty):
            while len(jobs) < most:
                job = self._jobs.get_nowait()
                if job is None:
                    self._jobs.put(None)  # nothing is handed in after it: the next to be got
                    break
                jobs.append(job)
        return jobs


def _do(engine: Engine, jobs: Sequence[_Job]) -> None:
    """Run `jobs` in one transaction, then tell each how it went."""
    if not jobs:
        return
    try:
        with engine.begin() as connection:
            if len(jobs) == 1:
                results = [jobs[0].work(connection)]
            else:
                results = [_try(job.work, connection) for job in jobs]
    except Exception as error:  # noqa: BLE001 (whoever waits for a job must hear of it)
        for job in jobs:
            job.future.set_exception(error)
        return
    for job, result in zip(jobs, results, strict=True):
        if isinstance(result, Exception):
            job.future.set_exception(result)
        else:
            job.future.set_result(result)


def _try(work: Callable[[Connection], T], connection: Connection) -> T | Exception:
    """Run one of several: if it raises, only its own changes are undone."""
    try:
        with connection.begin_nested():
            return work(connection)
    except OperationalError:  # a full disk, an I/O error: the whole transaction is lost
        raise
    except Exception as error:  # noqa: BLE001 (handed to whoever waits for it)
        return error
