"""Customers who write through a bad network to a shop whose processes are killed.

The API is a real `comptoir serve`, the workers are real but for the turn, which echoes; in between
is the simulator of Meta's servers, which doubles, merges, splits and reorders what it posts. What
customers see on their phones is compared with what they wrote and with the log.
"""

import asyncio
import os
import random
import signal
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr

from assistant.conversation.events import CustomerWrote, ReplyWritten, StoredEvent
from assistant.kit.settings.settings import RedisSettings, Settings
from assistant.kit.settings.system_settings import MessengerSettings, WhatsAppSettings
from assistant.ports import EventLog
from integrations.channels.meta.simulator.send_rates import Rates
from integrations.channels.meta.simulator.simulator import (
    VERIFY_TOKEN,
    HandshakeError,
    Simulator,
    simulating,
)
from integrations.channels.meta.simulator.types import Bubble
from integrations.channels.meta.simulator.webhook_carrier import Habits
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer
from integrations.stores.sql import open_event_log
from tests.support.patience import until
from tests.support.processes.channel_workers import start_worker
from tests.support.processes.comptoir import Tree

BAD_NETWORK = Habits(
    batch=12,
    merged=True,
    duplicates=0.25,
    shuffled=24,
    at_once=12,
    delay_s=(0.0, 0.3),
    retry_s=0.2,
    timeout_s=10.0,
    seed=11,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How bad it is."""

    customers: int = 100
    each: int = 4  # messages
    workers: int = 4  # so that each lives for some seconds
    turn_s: float = 0.02
    kill_every_s: float = 1.0
    api_kills: int = 1
    at_once: int = 40  # customers who write, so that a slow machine gets no backlog
    begin_within_s: float = 3600.0  # who has not begun by then never does
    within_s: float = 120.0  # for each answer
    habits: Habits = field(default_factory=lambda: BAD_NETWORK)


@dataclass(slots=True, kw_only=True)
class Findings:
    """What was seen; all below `posts` must be 0."""

    messages: int = 0
    replies: int = 0
    worker_kills: int = 0
    api_kills: int = 0
    posts: int = 0
    not_accepted: int = 0  # messages that are not in the log
    accepted_twice: int = 0
    unanswered: int = 0  # on the phone
    answered_twice: int = 0  # by two replies
    shown_twice: int = 0  # one reply, twice on the phone
    out_of_order: int = 0  # phones whose replies stand otherwise than the log has them

    def figures(self) -> dict[str, int]:
        """Return the counts."""
        return asdict(self)


@dataclass(slots=True, kw_only=True)
class Shop:
    """The processes, and who kills them."""

    settings: Settings
    tree: Tree
    weather: Weather
    findings: Findings
    log_file: Path
    workers: list[ForkServerProcess] = field(default_factory=list)

    def start_worker(self) -> None:
        process = start_worker(self.settings, turn_s=self.weather.turn_s, log_file=self.log_file)
        self.workers.append(process)

    async def kill_workers(self, chance: random.Random) -> None:
        """Kill a worker every so often, at any moment of its work, and start another."""
        while True:
            await asyncio.sleep(self.weather.kill_every_s)
            victim = self.workers.pop(chance.randrange(len(self.workers)))
            with suppress(ProcessLookupError):
                os.kill(victim.pid or 0, signal.SIGKILL)
            self.findings.worker_kills += 1
            self.start_worker()
            await asyncio.to_thread(victim.join)

    async def kill_api(self, done: Sequence[WhatsAppCustomer]) -> None:
        """Kill what takes the posts, as a power cut would, and start it again."""
        for number in range(1, self.weather.api_kills + 1):
            share = number * self.weather.customers // (self.weather.api_kills + 1)
            while len(done) < share:  # noqa: ASYNC110  # whoever is done sets no event
                await asyncio.sleep(0.05)
            await self.tree.kill()
            self.findings.api_kills += 1
            self.tree.spawn()

    async def end(self) -> None:
        for one in self.workers:
            one.terminate()
        for one in self.workers:
            await asyncio.to_thread(one.join, 20)
        if self.tree.is_running:
            await self.tree.kill()


async def storm(folder: Path, redis_url: str, weather: Weather) -> Findings:
    """Let it happen, and compare."""
    findings = Findings()
    async with (
        simulating(habits=weather.habits) as simulator,
        _shop(folder, redis_url, simulator, weather, findings) as shop,
        open_event_log(shop.settings.log_url) as events,
    ):
        simulator.world.rates = Rates(pair_burst=1000, pair_every=timedelta(milliseconds=1))
        simulator.number.per_second = 100_000
        simulator.graph.keeps = False
        done: list[WhatsAppCustomer] = []
        killing = [
            asyncio.create_task(shop.kill_workers(random.Random(3))),  # noqa: S311
            asyncio.create_task(shop.kill_api(done)),
        ]
        try:
            await _write_all(simulator, weather, done)
        finally:
            for task in killing:
                task.cancel()
        customers = sorted(done, key=_number)
        findings.messages = len(customers) * weather.each
        await simulator.carrier.settle(within_s=weather.within_s)
        findings.posts = len(simulator.carrier.made)
        return _compare(customers, [one async for one in _log(events)], findings)


@asynccontextmanager
async def _shop(
    folder: Path, redis_url: str, simulator: Simulator, weather: Weather, findings: Findings
) -> AsyncIterator[Shop]:
    more = {**simulator.settings(), "COMPTOIR_REDIS__URL": redis_url}
    tree = Tree(folder, arguments=("--role", "api"), env=more)
    shop = Shop(
        settings=settings_of(folder, redis_url, simulator),
        tree=tree,
        weather=weather,
        findings=findings,
        log_file=folder / "workers.log",
    )
    tree.spawn()
    try:
        await until(lambda: _listens(simulator, tree.base_url), within_s=60, every_s=0.1)
        for _ in range(weather.workers):
            shop.start_worker()
        yield shop
    finally:
        await shop.end()


def settings_of(folder: Path, redis_url: str, simulator: Simulator) -> Settings:
    """Return what workers are started with: what the API has from its environment."""
    app = simulator.world.app
    shared = {
        "app_secret": [SecretStr(app.secret)],
        "verify_token": SecretStr(VERIFY_TOKEN),
        "access_token": SecretStr(app.token),
        "api_url": simulator.api_url,
    }
    number, page = {"phone_number_id": simulator.number.id}, {"page_id": simulator.page.id}
    return Settings(
        data_dir=folder,
        redis=RedisSettings(url=redis_url),
        whatsapp=WhatsAppSettings.model_validate({**shared, **number}),
        messenger=MessengerSettings.model_validate({**shared, **page}),
    )


async def _listens(simulator: Simulator, url: str) -> bool:
    try:
        await simulator.subscribe(url)
    except HandshakeError:
        return False
    return True


async def _write_all(simulator: Simulator, weather: Weather, done: list[WhatsAppCustomer]) -> None:
    """Let every customer write and be answered, so many at once."""
    room = asyncio.Semaphore(weather.at_once)
    loop = asyncio.get_running_loop()
    until_s = loop.time() + weather.begin_within_s

    async def one(number: int) -> None:
        async with room:
            if loop.time() < until_s:
                customer = simulator.whatsapp()
                customer.person.name = str(number)
                await _write(customer, weather)
                done.append(customer)

    async with asyncio.TaskGroup() as group:
        for number in range(weather.customers):
            group.create_task(one(number))


def _number(customer: WhatsAppCustomer) -> int:
    return int(customer.person.name)


async def _write(customer: WhatsAppCustomer, weather: Weather) -> None:
    """Write some messages: every other customer waits for each answer; stay until all came."""
    number = _number(customer)
    chance = random.Random(number)  # noqa: S311  # repeatable
    customer.opens()
    said = [f"c{number}.{turn}" for turn in range(weather.each)]
    for one in said:
        customer.writes(one)
        if number % 2:
            await _wait_for(customer, [one], weather)
        else:
            await asyncio.sleep(chance.random())
    await _wait_for(customer, said, weather)


async def _wait_for(customer: WhatsAppCustomer, said: Sequence[str], weather: Weather) -> None:
    """Wait until the phone shows answers to all of it; what is missing is counted later."""

    async def heard() -> bool:
        return set(said) <= set(_heard(customer.thread.bubbles))

    with suppress(AssertionError):
        await until(heard, within_s=weather.within_s, every_s=0.2)


def _heard(bubbles: Iterable[Bubble]) -> list[str]:
    """Return what the replies on a phone answer, in their order: they echo it."""
    heard: list[str] = []
    for one in bubbles:
        if not one.mine and one.status != "failed":
            said = str(one.content["text"]["body"]).split("\n\n")[-1]
            heard += said.split(" + ")
    return heard


async def _log(events: EventLog) -> AsyncIterator[StoredEvent]:
    after = 0
    while more := await events.tail(after, limit=2000):
        for one in more:
            yield one
        after = more[-1].position


def _compare(
    customers: Sequence[WhatsAppCustomer], stored: Sequence[StoredEvent], findings: Findings
) -> Findings:
    wrote = Counter(one.event.text for one in stored if isinstance(one.event, CustomerWrote))
    answers: Counter[str] = Counter()
    logged: dict[str, list[str]] = defaultdict(list)
    for one in stored:
        if isinstance(one.event, ReplyWritten):
            findings.replies += 1
            answers.update(one.event.answers)
            for each in one.event.text.split(" + "):
                logged[each.partition(".")[0]].append(each)
    findings.accepted_twice = sum(count - 1 for count in wrote.values())
    findings.answered_twice = sum(count - 1 for count in answers.values())
    for customer in customers:
        said = [one.content["text"]["body"] for one in customer.thread.bubbles if one.mine]
        heard = _heard(customer.thread.bubbles)
        callbacks = Counter(one.callback for one in customer.thread.bubbles if not one.mine)
        findings.not_accepted += sum(one not in wrote for one in said)
        findings.unanswered += len(set(said) - set(heard))
        findings.shown_twice += sum(count - 1 for count in callbacks.values())
        findings.out_of_order += list(dict.fromkeys(heard)) != logged[f"c{_number(customer)}"]
    return findings
