"""The real version before, beside today's, on one database: nobody notices the deployment."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.support.patience import until
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.processes.version_before import unpack_version_before

pytestmark = pytest.mark.slow  # two process trees

CUSTOMERS = 6
TURNS = 8  # that each version takes in each part of the deployment
PATIENCE_S = 60.0  # of a customer on a machine that does much else
READS_S = 1.5  # an answer; a conversation may be followed 60 times a minute
SAID = ("Merci !", "Quel est le délai de retour ?", "Bonjour")
TROUBLE = ("turn.failed", "work.failed", "event.unread", "Traceback")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack_version_before(tmp_path_factory.mktemp("before"))


@pytest.fixture
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        yield valkey


@dataclass
class Town:
    """The addresses of the API as a proxy knows them, and the customers who talk to them."""

    addresses: list[httpx.AsyncClient] = field(default_factory=list)
    is_over: bool = False

    async def talk(self, customer: Customer) -> int:
        """Say one thing after the other, each at any address; return how many."""
        said = 0
        while not self.is_over:
            text = SAID[said % len(SAID)]
            await customer.insist(text, within_s=PATIENCE_S, at=self.addresses)
            said += 1
            await until(lambda: self.is_answered(customer, said), within_s=PATIENCE_S)  # noqa: B023 - it is awaited here
            await asyncio.sleep(READS_S)
        return said

    async def is_answered(self, customer: Customer, said: int) -> bool:
        """Follow at some address, until all was answered or that address went away."""
        client = random.choice(self.addresses)  # noqa: S311 - no secret
        with suppress(httpx.TransportError, TimeoutError):
            return len(await customer.at(client).hear(said, within_s=10)) == said
        return False


def turns(tree: Tree) -> int:
    return tree.output.read_text().count("turn.completed")


async def answer_on(*trees: Tree) -> None:
    """Wait until each of these has taken some more turns."""
    counts = [turns(tree) for tree in trees]

    async def have() -> bool:
        return all(turns(t) >= c + TURNS for t, c in zip(trees, counts, strict=True))

    await until(have, within_s=120, every_s=0.1)


class DeploymentContract:
    @pytest.fixture
    def trees(
        self, url: str, server: Valkey, tmp_path: Path, demo_data: Path, before: Path
    ) -> tuple[Tree, Tree]:
        env = {
            "COMPTOIR_LOG__URL": url,
            "COMPTOIR_REDIS__URL": server.url,
            "COMPTOIR_IDENTITY__KEY": "5e" * 32,
            "COMPTOIR_WEBCHAT__MESSAGES_PER_MINUTE": "100000",
        }
        old = Tree(new_data_dir(tmp_path / "old", like=demo_data, index=True), env=env, root=before)
        new = Tree(new_data_dir(tmp_path / "new", like=demo_data, index=True), env=env)
        return old, new

    async def test_under_load_is_noticed_by_no_customer_and_may_be_taken_back(
        self, trees: tuple[Tree, Tree]
    ) -> None:
        (old, new), town = trees, Town()
        async with running(old), new_client(old.base_url) as at_old, AsyncExitStack() as later:
            town.addresses = [at_old]
            customers = [await Customer.arrive(at_old) for _ in range(CUSTOMERS)]
            async with asyncio.TaskGroup() as group:
                talks = [group.create_task(town.talk(one)) for one in customers]
                await answer_on(old)

                await later.enter_async_context(running(new))
                at_new = await later.enter_async_context(new_client(new.base_url))
                town.addresses = [at_old, at_new]
                await answer_on(old, new)

                town.addresses = [at_new]
                assert await old.stop() == 0
                lines = old.output.read_text()
                await answer_on(new)

                await old.start()
                town.addresses = [at_new, at_old]
                await answer_on(old, new)
                town.is_over = True

            for customer, talk in zip(customers, talks, strict=True):
                past = [e for e in await customer.at(at_new).past() if e["type"] == "message"]
                assert [e["author"] == "customer" for e in past] == [True, False] * talk.result()
        lines += old.output.read_text() + new.output.read_text()
        assert [trouble for trouble in TROUBLE if trouble in lines] == []


class TestOnSqlite(OnSqlite, DeploymentContract): ...


class TestOnPostgres(OnPostgres, DeploymentContract): ...
