"""Hand out work and leases, in memory."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field, replace
from uuid import uuid4

from assistant.conversation.ids import ConversationId
from assistant.messages.load_gate import LoadGate, Pressure
from assistant.ports import Backlog, Lease, LeaseState, Presence, Work, WorkQueue
from integrations.stores.memory.rate_limits import Now


class MemoryWorkQueue:
    """A `WorkQueue` for one event loop."""

    def __init__(self, *, now: Now = time.monotonic) -> None:
        self._now = now
        self._fresh: deque[Work] = deque()
        self._since: dict[str, float] = {}
        self._given: dict[str, tuple[Work, float]] = {}  # by work id; since when it is idle
        self._arrived = asyncio.Event()
        self._count = 0

    async def put(self, conversation_id: ConversationId) -> None:
        self._count += 1
        work = Work(work_id=str(self._count), conversation_id=conversation_id, deliveries=0)
        self._fresh.append(work)
        self._since[work.work_id] = self._now()
        self._arrived.set()

    async def take(self, *, wait_s: float) -> Work | None:
        try:
            async with asyncio.timeout(wait_s):
                while not self._fresh:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return None
        return self._give(self._fresh.popleft())

    async def reclaim(self, *, idle_s: float) -> Work | None:
        for work, since in self._given.values():
            if self._now() - since >= idle_s:
                return self._give(work)
        return None

    async def keep(self, work: Work) -> None:
        if self._has(work):
            self._given[work.work_id] = (work, self._now())

    async def ack(self, work: Work) -> None:
        self._given.pop(work.work_id, None)

    async def backlog(self) -> Backlog:
        now = self._now()
        oldest = self._since[self._fresh[0].work_id] if self._fresh else now
        return Backlog(
            waiting=len(self._fresh),
            in_hand=len(self._given),
            added=self._count,
            age_s=now - oldest,
        )

    async def outstanding(self) -> frozenset[ConversationId]:
        given = (work for work, _ in self._given.values())
        return frozenset(work.conversation_id for work in (*self._fresh, *given))

    def _give(self, work: Work) -> Work:
        given = replace(work, deliveries=work.deliveries + 1)
        self._given[given.work_id] = (given, self._now())
        return given

    def _has(self, work: Work) -> bool:
        given = self._given.get(work.work_id)
        return given is not None and given[0].deliveries == work.deliveries


class MemoryLeases:
    """`Leases` within one process."""

    def __init__(self, *, now: Now = time.monotonic) -> None:
        self._now = now
        self._held: dict[str, tuple[Lease, float]] = {}  # by name; until when
        self._wanted: set[str] = set()

    async def acquire(self, name: str, *, for_s: float) -> Lease | None:
        if self._holder(name) is not None:
            self._wanted.add(name)
            return None
        lease = Lease(name=name, token=uuid4().hex)
        self._held[name] = (lease, self._now() + for_s)
        self._wanted.discard(name)
        return lease

    async def renew(self, lease: Lease, *, for_s: float) -> LeaseState:
        state = self._look(lease)
        if state is not LeaseState.LOST:
            self._held[lease.name] = (lease, self._now() + for_s)
        return state

    async def release(self, lease: Lease) -> LeaseState:
        state = self._look(lease)
        if state is not LeaseState.LOST:
            del self._held[lease.name]
        return state

    def _holder(self, name: str) -> Lease | None:
        lease, until = self._held.get(name, (None, 0.0))
        return lease if self._now() < until else None

    def _look(self, lease: Lease) -> LeaseState:
        if self._holder(lease.name) != lease:
            return LeaseState.LOST
        if lease.name in self._wanted:
            self._wanted.discard(lease.name)
            return LeaseState.WANTED
        return LeaseState.HELD


class MemoryPresence:
    """A `Presence` within one process."""

    def __init__(self, *, now: Now = time.monotonic) -> None:
        self._now = now
        self._until: dict[str, float] = {}

    async def beat(self, worker: str, *, for_s: float) -> None:
        self._until[worker] = self._now() + for_s

    async def leave(self, worker: str) -> None:
        self._until.pop(worker, None)

    async def alive(self) -> frozenset[str]:
        return frozenset(w for w, until in self._until.items() if self._now() < until)


@dataclass(slots=True, kw_only=True)
class FixedGate(LoadGate):
    """A gate of messages that finds the same pressure at every look."""

    found: Pressure
    queue: WorkQueue = field(default_factory=MemoryWorkQueue)
    presence: Presence = field(default_factory=MemoryPresence)

    async def pressure(self) -> Pressure:
        return self.found
