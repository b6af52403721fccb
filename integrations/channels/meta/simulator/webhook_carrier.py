"""Carry updates to webhooks: signed, batched, at least once, in any order.

A delivery that is not answered 200 within the time is tried again with growing pauses, while others
go on; so does Meta, which repeats for days.
"""

import asyncio
import hashlib
import hmac
import random
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import orjson

from integrations.channels.meta.simulator.delivery_batches import Update, deliveries
from integrations.channels.meta.simulator.types import Json

OK = 200
SIGNATURE = "X-Hub-Signature-256"


@dataclass(slots=True, kw_only=True)
class SimulatedHook:
    """Hold the address for updates of one object, and the secret that signs them."""

    url: str
    secret: str
    fields: tuple[str, ...] = ()  # subscribed to; none: all


@dataclass(slots=True, kw_only=True)
class Habits:
    """Set the way in which deliveries are made; the defaults make no trouble."""

    batch: int = 1  # most updates of a delivery
    merged: bool = False  # entries and lists run together by chance
    duplicates: float = 0.0  # share of deliveries made twice
    shuffled: int = 0  # updates that may overtake each other; 0: none
    delay_s: tuple[float, float] = (0.0, 0.0)  # before each delivery
    at_once: int = 1  # most deliveries under way
    timeout_s: float = 20.0
    retry_s: float = 0.1  # before the first repeat; doubles
    longest_retry_s: float = 5.0
    gives_up_after: int = 1000  # tries
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Hold a delivery and the status of its answer."""

    body: bytes
    status: int  # 0: not at all
    seconds: float


@dataclass(slots=True)
class Carrier:
    """Post updates to the webhooks that are subscribed to them."""

    http: httpx.AsyncClient
    habits: Habits = field(default_factory=Habits)
    hooks: dict[str, SimulatedHook] = field(default_factory=dict)  # by object
    made: list[Delivered] = field(default_factory=list)
    keeps: bool = True  # `made`; benchmarks keep none
    on_delivered: Callable[[Delivered], None] | None = None
    held: bool = False  # nothing is posted until `release`
    _waiting: deque[Update] = field(default_factory=deque)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _pump: asyncio.Task[None] | None = None
    _chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311

    def put(self, *updates: Update) -> None:
        """Add updates to the waiting ones, if a webhook is subscribed to them."""
        for one in updates:
            hook = self.hooks.get(one.object)
            name = one.value.get("field", "") if one.part == "changes" else ""
            if hook is not None and (not hook.fields or not name or name in hook.fields):
                self._waiting.append(one)
        self._wake.set()

    def start(self) -> None:
        """Start to post updates."""
        self._chance = random.Random(self.habits.seed)  # noqa: S311  # repeatable
        self._pump = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop posting updates."""
        tasks = [task for task in (self._pump, *self._under_way) if task]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def release(self) -> None:
        """Post the updates that wait because of `held`, and all later ones."""
        self.held = False
        self._wake.set()

    @property
    def idle(self) -> bool:
        """Return whether every update was delivered."""
        return not self._waiting and not self._under_way

    async def settle(self, *, within_s: float = 30.0) -> None:
        """Wait until every update was delivered."""
        async with asyncio.timeout(within_s):
            while not self.idle:  # noqa: ASYNC110  # two things have to be so at once
                await asyncio.sleep(0.002)

    async def post(
        self, body: bytes, hook: SimulatedHook, headers: dict[str, str] | None = None
    ) -> int:
        """Post a body as it is; returns the status, 0 if there was no answer."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        status = 0
        signed = {"Content-Type": "application/json", SIGNATURE: sign(body, hook.secret)}
        with suppress(httpx.TransportError):
            answer = await self.http.post(
                hook.url, content=body, headers=headers or signed, timeout=self.habits.timeout_s
            )
            status = answer.status_code
        done = Delivered(body=body, status=status, seconds=loop.time() - started)
        if self.keeps:
            self.made.append(done)
        if self.on_delivered is not None:
            self.on_delivered(done)
        return status

    async def _run(self) -> None:
        while True:
            while not self._waiting or self.held or len(self._under_way) >= self.habits.at_once:
                self._wake.clear()
                await self._wake.wait()
            for body in self._next():
                self._send(body)

    def _next(self) -> list[Json]:
        habits = self.habits
        some = self._chance.randint(1, habits.batch) if habits.merged else habits.batch
        taken = [self._take() for _ in range(min(some, len(self._waiting)))]
        return list(deliveries(taken, self._chance if habits.merged else None))

    def _take(self) -> Update:
        reach = min(self.habits.shuffled, len(self._waiting) - 1)
        if reach > 0:
            place = self._chance.randint(0, reach)
            one = self._waiting[place]
            del self._waiting[place]
            return one
        return self._waiting.popleft()

    def _send(self, body: Json) -> None:
        copies = 2 if self._chance.random() < self.habits.duplicates else 1
        for _ in range(copies):
            task = asyncio.create_task(self._deliver(body))
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wake.set()

    async def _deliver(self, body: Json) -> None:
        habits, hook = self.habits, self.hooks[body["object"]]
        data, pause_s = orjson.dumps(body), habits.retry_s
        await asyncio.sleep(self._chance.uniform(*habits.delay_s))
        for _ in range(habits.gives_up_after):
            if await self.post(data, hook) == OK:
                return
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, habits.longest_retry_s)


def sign(body: bytes, secret: str) -> str:
    """Return the header's value: HMAC-SHA256 over the raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


async def shake_hands(http: httpx.AsyncClient, url: str, verify_token: str) -> bool:
    """Return whether a callback address gives its challenge back, as plain text."""
    challenge = "1158201444"
    params = {
        "hub.mode": "subscribe",
        "hub.verify_token": verify_token,
        "hub.challenge": challenge,
    }
    try:
        answer = await http.get(url, params=params)
    except httpx.TransportError:
        return False
    return answer.status_code == OK and answer.text == challenge


def fields_of(values: Sequence[str] | str) -> tuple[str, ...]:
    """Return field names given as a list or between commas."""
    given = values.split(",") if isinstance(values, str) else values
    return tuple(one.strip() for one in given if one.strip())
