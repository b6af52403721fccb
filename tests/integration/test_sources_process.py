"""A source that is turned off on its page answers nobody in the worker, a second after the swap.

One tree is served: the API that takes the change, the process that reads the sources anew, and a
worker that answers by the index.
"""

import re
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from assistant.app.commands.staff_administration import open_staff
from assistant.app.compose.data_folders import find_version
from assistant.console.setup.shop_sources import ShopSources
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.kit.settings.settings import Settings
from tests.support.pages.installed_console import fields
from tests.support.patience import until
from tests.support.processes.comptoir import START_S, Customer, Tree, new_client

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("models"),
    pytest.mark.slow,  # a whole tree of processes, and three readings of a shop
]

HOME = "/console/knowledge"
EMAIL, PASSWORD = "mara@shop.example", "a long enough sentence of mine"
QUESTION, OLD_FACT = "How long is the warranty of a lamp?", "seven years"
READING_S = 900.0  # a busy machine reads and asks every need
IN_FORCE_S = 1.0  # from the swap of the index until the worker answers by it


@dataclass(frozen=True, kw_only=True)
class Manager:
    """A merchandiser in a browser without scripts, and customers."""

    settings: Settings
    client: httpx.AsyncClient

    @property
    def sources(self) -> ShopSources:
        return ShopSources(self.settings.data_dir)

    async def turn(self, key: str, do: str) -> None:
        """Turn a source on or off, and return once the index was swapped."""
        before = await find_version(self.settings)
        form = fields((await self.client.get(f"{HOME}/sources/{key}")).text)
        answer = await self.client.post(
            f"{HOME}/sources/{key}", data={"csrf": form["csrf"], "do": do}
        )
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

        async def is_swapped() -> bool:
            assert self.sources.report().state != "failed", self.sources.report().why
            return await find_version(self.settings) != before

        await until(is_swapped, within_s=READING_S)

    async def lag_s(self, is_new: Callable[[str], bool]) -> float:
        """Return how long from now on the worker still answers as before."""
        swapped_at = late_at = datetime.now(UTC)
        while True:
            customer = await Customer.arrive(self.client, "en")
            await customer.say(QUESTION)
            (reply,) = await customer.hear()
            if is_new(reply["text"]):
                return (late_at - swapped_at).total_seconds()
            late_at = datetime.fromisoformat(reply["at"])

    async def is_read(self) -> bool:
        """Return whether the last reading has ended."""
        report = self.sources.report()
        assert report.state != "failed", report.why
        return report.state == "done"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def manager(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Manager]:
    folder = tmp_path_factory.mktemp("sources") / "data"
    settings = Settings(data_dir=folder)
    async with open_staff(settings) as staff:
        role = Role.MERCHANDISER
        await staff.managing.add(EMAIL, name="Mara Weiss", role=role, by=COMMAND_LINE)
        await staff.managing.set_password(EMAIL, PASSWORD, by=COMMAND_LINE)
    sources = ShopSources(folder)
    sources.keep("returns.md", b"# Returns\n\nYou can return any item within 45 days.\n")
    sources.keep("warranty.md", b"# Warranty\n\nEvery lamp has a warranty of seven years.\n")
    profile = "name: Maison Lune\nlanguages: [en]\n"
    tree = Tree(folder, env={"COMPTOIR_SHOP__PROFILE": profile})
    tree.spawn()
    async with new_client(tree.base_url) as client:
        client.headers.update({"Origin": tree.base_url, "Accept-Language": "en"})
        one = Manager(settings=settings, client=client)
        try:
            await until(lambda: _signs_in(client), within_s=START_S, every_s=0.1)
            form = fields((await client.get(HOME)).text)
            await client.post(HOME, data={"csrf": form["csrf"]})
            await until(one.is_read, within_s=READING_S, every_s=0.1)
            await tree.ready()
            yield one
        finally:
            await tree.kill()


async def _signs_in(client: httpx.AsyncClient) -> bool:
    given = {"email": EMAIL, "password": PASSWORD, "next": HOME}
    try:
        answer = await client.post("/console/sign-in", data=given)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.SEE_OTHER


async def test_a_source_turned_off_and_on_again_is_in_force_in_the_worker_within_a_second(
    manager: Manager, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (await manager.client.get(HOME)).text
    keys = dict.fromkeys(re.findall(rf"{HOME}/sources/([0-9a-f]{{16}})", page))
    named = {key: (await manager.client.get(f"{HOME}/sources/{key}")).text for key in keys}
    (warranty,) = (key for key, text in named.items() if "<h1>warranty.md" in text)

    await manager.turn(warranty, "off")
    off_s = await manager.lag_s(lambda said: OLD_FACT not in said)
    await until(manager.is_read, within_s=READING_S, every_s=0.1)
    await manager.turn(warranty, "on")
    on_s = await manager.lag_s(lambda said: OLD_FACT in said)

    with capsys.disabled():
        said = f"{off_s:.2f} s turned off, {on_s:.2f} s turned on"
        sys.stdout.write(f"\nsource: in force in the worker after {said}\n")
    assert off_s <= IN_FORCE_S
    assert on_s <= IN_FORCE_S
