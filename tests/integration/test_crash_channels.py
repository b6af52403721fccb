"""Whatever dies between Meta and us, and where: a message is answered once, a reply shown once."""

import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from assistant.conversation.events import CustomerWrote, ReplyWritten
from assistant.kit.settings.settings import Settings
from assistant.ports import EventLog
from integrations.channels.meta.graph_sender import SendRules
from integrations.channels.meta.simulator.simulator import HandshakeError, Simulator, simulating
from integrations.channels.meta.simulator.webhook_carrier import Habits
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer
from integrations.stores.sql import open_event_log
from tests.support.patience import until
from tests.support.processes.channel_journey import everything
from tests.support.processes.channel_storm import settings_of
from tests.support.processes.channel_workers import start_worker
from tests.support.processes.comptoir import Tree
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.processes.worker_processes import ended

pytestmark = pytest.mark.slow  # processes that are killed

PATIENT_S = 40.0
SERVES = ("--role", "api")
HURRIED = SendRules(resend_after=timedelta(seconds=3))
"""A doubt lasts 30 s; here every status comes within milliseconds."""


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running_valkey() as one:
        yield one


@dataclass(slots=True)
class Scene:
    """A shop on WhatsApp whose processes a test starts and loses."""

    simulator: Simulator
    settings: Settings
    env: dict[str, str]
    folder: Path
    log: EventLog
    trees: list[Tree] = field(default_factory=list)
    workers: list[ForkServerProcess] = field(default_factory=list)

    async def serve(self, *, failpoint: str = "", again: Tree | None = None) -> Tree:
        """Start what takes the posts, or start it again where it was; Meta posts to it then."""
        more = {"COMPTOIR_FAILPOINT": failpoint} if failpoint else {}
        tree = Tree(self.folder, arguments=SERVES, env={**self.env, **more})
        if again is not None:
            tree.port, tree.base_url = again.port, again.base_url
        tree.spawn()
        self.trees.append(tree)

        async def listens() -> bool:
            try:
                await self.simulator.subscribe(tree.base_url)
            except HandshakeError:
                return False
            return True

        await until(listens, within_s=60, every_s=0.1)
        return tree

    def work(self, *, failpoint: str = "") -> ForkServerProcess:
        worker = start_worker(
            self.settings,
            turn_s=0.0,
            log_file=self.folder / "workers.log",
            rules=HURRIED,
            failpoint=failpoint,
        )
        self.workers.append(worker)
        return worker

    async def counted(self) -> tuple[int, int]:
        """Return how many messages and replies the log has."""
        events = [stored.event async for stored in everything(self.log)]
        wrote = sum(isinstance(one, CustomerWrote) for one in events)
        return wrote, sum(isinstance(one, ReplyWritten) for one in events)

    async def answered(self, customer: WhatsAppCustomer) -> None:
        """Wait until the reply is on the phone and nothing has yet to go out; count both."""

        async def done() -> bool:
            shown = [one for one in customer.thread.bubbles if not one.mine]
            later = self.simulator.world.now().replace(year=9999)
            return bool(shown) and not await self.log.undelivered(later, limit=1)

        await until(done, within_s=PATIENT_S, every_s=0.1)
        await self.simulator.carrier.settle()
        assert len([one for one in customer.thread.bubbles if not one.mine]) == 1
        assert await self.counted() == (1, 1)

    async def end(self) -> None:
        for worker in self.workers:
            if worker.is_alive():
                worker.terminate()
            await ended(worker)
        for tree in self.trees:
            if tree.is_running:
                await tree.kill()


@pytest.fixture
async def scene(valkey: Valkey, tmp_path: Path) -> AsyncIterator[Scene]:
    valkey.flush()
    async with simulating(habits=Habits(retry_s=0.3)) as simulator:
        settings = settings_of(tmp_path, valkey.url, simulator)
        env = {**simulator.settings(), "COMPTOIR_REDIS__URL": valkey.url}
        async with open_event_log(settings.log_url) as log:
            one = Scene(simulator, settings, env, tmp_path, log)
            try:
                yield one
            finally:
                await one.end()


async def test_what_takes_the_posts_dies_after_the_write(scene: Scene) -> None:
    tree = await scene.serve(failpoint="after_envelope")
    scene.work()
    ana = scene.simulator.whatsapp()
    ana.writes("Bonjour")

    async def died() -> bool:
        return not tree.is_running

    await until(died, within_s=PATIENT_S, every_s=0.05)
    await scene.serve(again=tree)

    await scene.answered(ana)


@pytest.mark.parametrize(
    "point", ["before_send", "before_post", "after_post", "after_send", "after_delivered"]
)
async def test_what_sends_dies_on_the_way(scene: Scene, point: str) -> None:
    await scene.serve()
    doomed = scene.work(failpoint=point)
    ana = scene.simulator.whatsapp()
    ana.writes("Bonjour")
    assert await ended(doomed) == -signal.SIGKILL

    scene.work()

    await scene.answered(ana)
