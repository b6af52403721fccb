"""Write transactions in groups: those that came while one was being made durable share the next.

Costs a lone transaction nothing; under load one durable write carries up to `MAX_GROUP`.
"""

import sqlite3
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


class GroupCommitWriter:
    """Run all of this process's writes in one thread, in the order they were handed in."""

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
        """End the thread after all work that was handed in; blocks."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection: Connection | None = None
        while (job := self._jobs.get()) is not None:
            group = [job, *self._queued(MAX_GROUP - 1)]
            jobs = [job for job in group if job.future.set_running_or_notify_cancel()]
            if not jobs:
                continue
            try:
                # Kept: to check one out for each transaction takes as long as a statement.
                connection = connection or self._engine.connect()
                with connection.begin():
                    results = _do(connection, jobs)
            except Exception as error:  # noqa: BLE001 (whoever waits for a job must hear of it)
                _close(connection)
                connection = None
                _fail(jobs, error)
            else:
                _tell(jobs, results)
        _close(connection)

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


def _do(connection: Connection, jobs: Sequence[_Job]) -> list[Any]:
    """Return the result of each of `jobs`; a job that is alone may undo the transaction."""
    if len(jobs) == 1:
        return [jobs[0].work(connection)]
    return [_try(job.work, connection) for job in jobs]


def _tell(jobs: Sequence[_Job], results: Sequence[Any]) -> None:
    for job, result in zip(jobs, results, strict=True):
        if isinstance(result, Exception):
            job.future.set_exception(result)
        else:
            job.future.set_result(result)


def _fail(jobs: Sequence[_Job], error: Exception) -> None:
    for job in jobs:
        job.future.set_exception(error)


def _close(connection: Connection | None) -> None:
    if connection is not None:
        connection.close()


def _try(work: Callable[[Connection], T], connection: Connection) -> T | Exception:
    """Run one of several: if it raises, only its own changes are undone."""
    try:
        with connection.begin_nested():
            return work(connection)
    except (
        OperationalError,
        sqlite3.OperationalError,
    ):  # a full disk, an I/O error: the whole transaction is lost
        raise
    except Exception as error:  # noqa: BLE001 (handed to whoever waits for it)
        return error
