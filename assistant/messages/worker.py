"""Take turns: one at a time for a conversation, several conversations at a time.

    take work -> take the conversation's lease -> answer -> deliver -> give back -> acknowledge
                                                  -> listen on -> put back -> acknowledge

Work is acknowledged last, so a worker that dies anywhere leaves it to another. Every stage here may
happen twice: a reply that may not is fenced in the log (`assistant.messages.answerer`), and the
edge drops a reply that it has seen. While a customer is listened to, their work is in nobody's
place: others are answered meanwhile, and if the worker dies, another is given it.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.kit.failpoints import hit
from assistant.kit.fault_log import report
from assistant.kit.telemetry.metrics import TURN_FAILURES
from assistant.kit.telemetry.trace_spans import span
from assistant.messages.answerer import (
    Answerer,
    SupersededError,
    TurnFailedError,
    TurnLease,
    UnreadConversationError,
)
from assistant.messages.ports import StuckWork, WaitingWork
from assistant.messages.snapshots import Snapshot
from assistant.ports import (
    BrokerUnavailableError,
    Clock,
    Leases,
    Presence,
    Work,
    WorkQueue,
)

log = structlog.get_logger(__name__)


class ReplyDelivery(Protocol):
    """Send the replies that have yet to go out."""

    async def deliver(self, snapshot: Snapshot) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """Hold the limits of a worker: how much it does at once, and when others may think it dead."""

    concurrency: int = 4  # turns; an embedded turn is 4 ms of processor, so more would only queue
    in_hand: int = 64  # turns and deliveries: a slow channel waits here, not in a turn's place
    max_tries: int = 3  # of a turn, over all workers, before an apology goes out
    retry_pause_s: float = 0.2  # before the second try; doubles
    lease_s: float = 6.0  # a worker that stalls longer loses its conversation
    reclaim_idle_s: float = 9.0  # longer than the lease: who reclaims finds it free
    wait_s: float = 0.5  # for work; a worker that is told to stop notices after that

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other.

        Raises:
            ValueError: a dead worker's work would be reclaimed while its lease still holds.
        """
        if self.reclaim_idle_s <= self.lease_s:
            msg = f"reclaim_idle_s {self.reclaim_idle_s} must exceed lease_s {self.lease_s}"
            raise ValueError(msg)

    @property
    def upkeep_s(self) -> float:
        """Return the pause between renewals: two may be missed."""
        return self.lease_s / 3


@asynccontextmanager
async def living(presence: Presence, name: str) -> AsyncIterator[None]:
    """Say at the end that a process left; workers with other settings have its name, too."""
    yield
    with suppress(BrokerUnavailableError):
        await presence.leave(name)


class Worker:
    """Do one process's share of the work; `name` is unique among the processes that live."""

    def __init__(
        self,
        *,
        name: str,
        queue: WorkQueue,
        leases: Leases,
        presence: Presence,
        answerer: Answerer,
        delivery: ReplyDelivery,
        stuck: StuckWork,
        clock: Clock,
        limits: WorkerLimits,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._name = name
        self._queue = queue
        self._leases = leases
        self._presence = presence
        self._answerer = answerer
        self._delivery = delivery
        self._stuck = stuck
        self._clock = clock
        self._limits = limits
        self._sleep = sleep
        self._turns = asyncio.Semaphore(limits.concurrency)
        self._hands = asyncio.Semaphore(limits.in_hand)
        self._held: dict[str, tuple[Work, TurnLease]] = {}
        self._listened: dict[str, Work] = {}  # until it is put back
        self._reclaim_at = 0.0
        self._broker_away = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish the conversations that are in hand."""
        log.info("worker.started", worker=self._name)
        finished = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_up(finished))
            async with asyncio.TaskGroup() as in_hand:
                while not stop.is_set():
                    await self._start_one(in_hand, stop)
            finished.set()
        log.info("worker.stopped", worker=self._name)

    async def handle(self, work: Work, *, answered: Callable[[], None] = lambda: None) -> float:
        """Handle one piece of work, and call `answered` when only deliveries are left of it.

        Return in how many seconds it is to be given back, as the customer has not ended; 0.0: it
        is done. Raises nothing that a next piece would suffer from.
        """
        try:
            with span(
                "work.handle",
                carried=work.trace,
                conversation=work.conversation_id,
                deliveries=work.deliveries,
            ):
                return await self._handle(work, answered)
        except BrokerUnavailableError:
            log.warning("work.broker_away", conversation_id=work.conversation_id)
        except Exception as error:  # noqa: BLE001 - one conversation's trouble is not another's
            # The log is away, or an event cannot be read: no fault of the worker, and no try of
            # the turn. The sweep brings the conversation back when the log answers.
            report("work.failed", error, conversation_id=work.conversation_id)
            with suppress(BrokerUnavailableError):
                await self._queue.ack(work)
        return 0.0

    async def give_back(self, work: Work) -> None:
        """Put work that was set aside back into the queue, to be taken as any other."""
        with suppress(BrokerUnavailableError):  # then it is reclaimed
            with span("work.give_back", carried=work.trace):
                await self._queue.put(work.conversation_id)
            await self._queue.ack(work)

    async def _handle(self, work: Work, answered: Callable[[], None]) -> float:
        hit("after_take")
        lease = await self._leases.acquire(
            f"turn:{work.conversation_id}", for_s=self._limits.lease_s
        )
        if lease is None:  # its holder looks again before it acknowledges its own work
            await self._queue.ack(work)
            return 0.0
        hit("after_lock")
        holding = TurnLease(self._leases, lease, for_s=self._limits.lease_s)
        self._held[work.work_id] = (work, holding)
        try:
            failure = await self._serve(work, holding, answered)
            if failure:
                await self._set_aside(work, failure)
        finally:
            del self._held[work.work_id]
            look_in_s = await holding.release()
        hit("after_release")
        if look_in_s:
            return look_in_s
        if look_in_s is not None:
            await self._queue.put(work.conversation_id)
        hit("before_ack")
        await self._queue.ack(work)
        hit("after_ack")
        return 0.0

    async def _set_aside(self, work: Work, failure: str) -> None:
        now = self._clock.now()
        dead = WaitingWork(
            conversation_id=work.conversation_id, since=now, tries=max(work.deliveries, 1)
        )
        await self._stuck.set_aside(dead, reason=failure, at=now)

    async def _serve(self, work: Work, holding: TurnLease, answered: Callable[[], None]) -> str:
        """Answer and deliver; return why the turn could not be taken, or nothing."""
        conversation_id, failure = work.conversation_id, ""
        try:
            snapshot, failure = await self._answer(work, holding)
        except SupersededError:
            log.warning("turn.superseded", conversation_id=conversation_id)
            holding.look_again()
            return failure
        answered()
        await self._delivery.deliver(snapshot)
        return failure

    async def _answer(self, work: Work, holding: TurnLease) -> tuple[Snapshot, str]:
        conversation_id, failure = work.conversation_id, "worker_died"
        for tries in range(work.deliveries, self._limits.max_tries + 1):
            try:
                return await self._answerer.answer(conversation_id, holding), ""
            except UnreadConversationError:  # as unreadable at the next try
                failure = "unread_event"
                break
            except TurnFailedError as error:
                failure = str(error)
                TURN_FAILURES.labels(failure).inc()
                report("turn.failed", error, conversation_id=conversation_id, tries=tries)
            if tries < self._limits.max_tries:
                await self._sleep(self._limits.retry_pause_s * 2 ** (tries - 1))
        log.error("turn.given_up", conversation_id=conversation_id, reason=failure)
        return await self._answerer.apologise(conversation_id, holding), failure

    async def _start_one(self, in_hand: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        await self._turns.acquire()
        await self._hands.acquire()
        work = None if stop.is_set() else await self._next()
        if work is None:
            self._turns.release()
            self._hands.release()
            return
        in_hand.create_task(self._in_hand(work, stop))

    async def _in_hand(self, work: Work, stop: asyncio.Event) -> None:
        listen_s = 0.0
        try:
            with ExitStack() as turn:
                turn.callback(self._turns.release)
                listen_s = await self.handle(work, answered=turn.close)
        finally:
            self._hands.release()
        if listen_s:
            await self._listen(work, listen_s, stop)

    async def _listen(self, work: Work, for_s: float, stop: asyncio.Event) -> None:
        """Keep work until the customer may have ended, or this worker stops; then give it back."""
        self._listened[work.work_id] = work
        try:
            hit("while_listening")
            with suppress(TimeoutError):
                async with asyncio.timeout(for_s):
                    await stop.wait()
            await self.give_back(work)
        finally:
            del self._listened[work.work_id]

    async def _next(self) -> Work | None:
        loop = asyncio.get_running_loop()
        try:
            if loop.time() >= self._reclaim_at:
                if work := await self._queue.reclaim(idle_s=self._limits.reclaim_idle_s):
                    log.warning(
                        "work.reclaimed",
                        conversation_id=work.conversation_id,
                        deliveries=work.deliveries,
                    )
                    return work
                self._reclaim_at = loop.time() + self._limits.reclaim_idle_s / 3
            work = await self._queue.take(wait_s=self._limits.wait_s)
        except BrokerUnavailableError:
            if not self._broker_away:
                log.warning("worker.broker_away", worker=self._name)
            self._broker_away = True
            await self._sleep(self._limits.wait_s * random.uniform(0.5, 1))  # noqa: S311 - jitter
            return None
        self._broker_away = False
        return work

    async def _keep_up(self, finished: asyncio.Event) -> None:
        """Report again and again that this worker lives, and which work it has in hand."""
        while not finished.is_set():
            try:
                await self._presence.beat(self._name, for_s=3 * self._limits.upkeep_s)
                for work, holding in tuple(self._held.values()):
                    await holding.renew()
                    await self._queue.keep(work)
                for work in tuple(self._listened.values()):
                    await self._queue.keep(work)
            except BrokerUnavailableError:
                log.warning("worker.upkeep_missed", worker=self._name)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.upkeep_s):
                    await finished.wait()


async def run_until_signalled(*parts: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `parts` until SIGTERM or SIGINT, and let each finish the work that it has in hand."""
    with signalled() as stop:
        await run_until(stop, *parts)


async def run_until(
    stop: asyncio.Event, *parts: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    """Run `parts` until `stop` is set, and let each finish the work that it has in hand."""
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(_run(part, stop))


@contextmanager
def signalled() -> Iterator[asyncio.Event]:
    """Yield an event that SIGTERM and SIGINT set until the block ends."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _run(part: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    await part(stop)
