"""Inboxes and workers in processes of their own, so that a test may kill them.

They are forked from a server that has everything imported: a start takes milliseconds.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import structlog

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationEvent
from assistant.conversation.message import ChannelKind, OutboundMessage
from assistant.kit.failpoints import arm
from assistant.messages.answerer import Answerer, AnsweringLimits, Listener
from assistant.messages.inbox import Inbox
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.policy.patience import ListeningTimes, Pauses
from assistant.messages.snapshots import Snapshots
from assistant.messages.sweep import Sweep, SweepLimits
from assistant.messages.worker import Worker, WorkerLimits, living, run_until_signalled
from integrations.stores.redis.redis_broker import open_broker
from integrations.stores.sql import SqlEventLog, open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.log.stuck_work import SqlStuckWork
from tests.support.memory.assemblies.worker_shop import SystemClock, echo, message, sorry
from tests.support.processes.killable_processes import CONTEXT
from tests.support.seeds.next_version import next_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everything is."""

    redis_url: str
    log_url: str
    folder: Path

    @property
    def deliveries(self) -> Path:
        """Return the file in which each delivery is a line: conversation, sequence."""
        return self.folder / "deliveries"

    @property
    def log_file(self) -> Path:
        """Return the file that the processes' log lines go to."""
        return self.folder / "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChannel:
    """Delivers into a file that survives its process."""

    file: Path

    async def send(self, message: OutboundMessage) -> None:
        line = f"{message.conversation_id} {message.sequence}\n"
        file = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, line.encode())
        os.close(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowEcho:
    """Echoes after `seconds`, or some time up to that; what a person has is left to them."""

    seconds: float
    varies: bool = False

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        if conversation.status is not ConversationStatus.PENDING:
            return ()
        share = random.random() if self.varies else 1.0  # noqa: S311 - no secret
        await asyncio.sleep(self.seconds * share)
        return echo(conversation, at=SystemClock().now())


# Short, so that a test is short: the order of their sizes is that of the defaults.
_WORKER = WorkerLimits(lease_s=0.3, reclaim_idle_s=0.45, wait_s=0.05)
_PATIENCE = ListeningTimes(moment_s=0.05, page=Pauses(short_s=0.2, long_s=0.4), longest_s=1.0)
_SWEEP = SweepLimits(every_s=0.15, waiting_s=0.3, first_pause_s=0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What one worker process does."""

    failpoint: str = ""  # where it dies
    turn_s: float = 0.0
    varies: bool = False  # a turn takes up to `turn_s`
    sweeps: bool = True
    max_tries: int = 20
    next_version: bool = False  # of the program, which knows more events
    listens: bool = False  # to customers who have not ended


def start_worker(place: Place, habits: Habits = Habits()) -> ForkServerProcess:
    """Start a worker process."""
    process = CONTEXT.Process(target=_work, args=(place, habits), daemon=True)
    process.start()
    return process


def start_inbox(place: Place, conversation: str, *, failpoint: str) -> ForkServerProcess:
    """Start a process that accepts the message "hello" and dies at `failpoint`."""
    process = CONTEXT.Process(target=_accept, args=(place, conversation, failpoint), daemon=True)
    process.start()
    return process


async def ended(process: ForkServerProcess) -> int:
    """Wait for a process to end and return its exit code."""
    await asyncio.to_thread(process.join, 20)
    assert process.exitcode is not None
    return process.exitcode


@asynccontextmanager
async def working(
    place: Place, habits: Habits = Habits(), *, count: int = 1
) -> AsyncIterator[list[ForkServerProcess]]:
    """Keep `count` workers until the block ends; stop them as a deployment does."""
    workers = [start_worker(place, habits) for _ in range(count)]
    try:
        yield workers
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
        for worker in workers:
            await ended(worker)


def _work(place: Place, habits: Habits) -> None:
    _begin(place, habits.failpoint)
    with next_version() if habits.next_version else nullcontext():
        asyncio.run(_run_worker(place, habits))


async def _run_worker(place: Place, habits: Habits) -> None:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(place.log_url))
        events, stuck = SqlEventLog(database), SqlStuckWork(database)
        broker = await stack.enter_async_context(open_broker(place.redis_url))
        answerer = Answerer(
            events=events,
            snapshots=Snapshots(events),
            steps=(SlowEcho(seconds=habits.turn_s, varies=habits.varies),),
            apology=sorry,
            limits=AnsweringLimits(),
            listener=Listener(times=_PATIENCE, typing=broker.typing, clock=clock)
            if habits.listens
            else None,
        )
        outbox = Outbox(
            events=events,
            channels={ChannelKind.WEBCHAT: FileChannel(file=place.deliveries)},
            clock=clock,
            limits=DeliveryLimits(),
        )
        worker = Worker(
            name=broker.name,
            queue=broker.queue,
            leases=broker.leases,
            presence=broker.presence,
            answerer=answerer,
            delivery=outbox,
            stuck=stuck,
            clock=clock,
            limits=replace(_WORKER, max_tries=habits.max_tries),
        )
        sweep = Sweep(
            stuck=stuck, queue=broker.queue, leases=broker.leases, clock=clock, limits=_SWEEP
        )
        async with living(broker.presence, broker.name):
            await run_until_signalled(worker.run, *([sweep.run] if habits.sweeps else []))


def _accept(place: Place, conversation: str, failpoint: str) -> None:
    _begin(place, failpoint)
    asyncio.run(_run_inbox(place, conversation))


async def _run_inbox(place: Place, conversation: str) -> None:
    async with open_event_log(place.log_url) as events, open_broker(place.redis_url) as broker:
        inbox = Inbox(events=events, queue=broker.queue, clock=SystemClock())
        await inbox.receive(message("hello", conversation, client_id=f"{conversation}:hello"))


def _begin(place: Place, failpoint: str) -> None:
    # A test that is interrupted from the keyboard ends its processes itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lines = place.log_file.open("a")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    sys.stdout = sys.stderr = lines
    arm(failpoint)
