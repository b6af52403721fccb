"""`comptoir serve` as it runs in production: one process tree, killed in part and whole."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from assistant.app.compose.data_folders import index_root
from assistant.kit.settings.settings import load
from assistant.kit.web.health import Readiness
from integrations.stores.redis.embedded_valkey import find_address
from integrations.stores.redis.redis_client import PREFIX, connect
from integrations.stores.redis.work_stream import GROUP, stream_key
from retrieval.index.index_versions import Versions
from tests.support.patience import until
from tests.support.processes.comptoir import (
    START_S,
    Customer,
    Tree,
    gone,
    new_client,
    new_data_dir,
    run,
)
from tests.support.seeds import small_shop

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # whole processes, killed and started again
]

RETURNS = "How many days do I have to return an item?"
WARRANTY = "How long is the warranty of a lamp?"
PERSONAL = (
    "zebulon@quibble.example",
    "+33 6 12 34 56 78",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
)
PARTS = {"log", "redis", "index", "data", "worker"}
MOMENT_S = 8.0  # a stop finishes what is in hand first


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running tree, its shop, and what it said of itself before it was ready."""

    tree: Tree
    shop: Path
    client: httpx.AsyncClient
    unready: httpx.Response  # nothing was indexed
    alive: httpx.Response  # at the same time

    async def ask(self, text: str, language: str = "en") -> dict[str, Any]:
        """Ask as a new customer; return the reply."""
        customer = await Customer.arrive(self.client, language)
        await customer.say(text)
        (reply,) = await customer.hear()
        return reply


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A tree that was started with nothing indexed, and then got its index."""
    place = tmp_path_factory.mktemp("serve")
    tree = Tree(new_data_dir(place / "data", like=demo_data))
    shop = small_shop.write(place / "shop")
    async with new_client(tree.base_url) as client:
        try:
            tree.spawn()
            unready, alive = await _first_words(client), await client.get("/health")
            done = run("index", shop, "--data-dir", tree.data_dir)
            assert done.returncode == 0, done.stderr
            await tree.ready()
            yield Served(tree=tree, shop=shop, client=client, unready=unready, alive=alive)
        finally:
            if tree.is_running:
                await tree.kill()


async def _first_words(client: httpx.AsyncClient) -> httpx.Response:
    heard: list[httpx.Response] = []

    async def speaks() -> bool:
        try:
            heard.append(await client.get("/ready"))
        except httpx.TransportError:
            return False
        return True

    await until(speaks, within_s=START_S, every_s=0.05)
    return heard[0]


class TestHealth:
    async def test_is_alive_before_it_is_ready(self, served: Served) -> None:
        assert served.alive.status_code == httpx.codes.OK
        assert served.alive.json() == {"status": "alive"}

    async def test_names_what_is_missing_until_answers_are_possible(self, served: Served) -> None:
        said = Readiness.model_validate_json(served.unready.content)

        assert served.unready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert set(said.parts) == PARTS
        assert {name for name, part in said.parts.items() if part.ok} == {"log", "redis", "data"}
        assert said.parts["index"].detail == "nothing is indexed: run comptoir index PATH"
        assert said.parts["worker"].detail == "no worker is alive yet"

    async def test_is_ready_once_something_is_indexed_without_a_restart(
        self, served: Served
    ) -> None:
        ready = await served.client.get("/ready")

        said = Readiness.model_validate_json(ready.content)
        assert ready.status_code == httpx.codes.OK
        assert {name for name, part in said.parts.items() if part.ok} == PARTS


class TestAMessage:
    async def test_gets_its_reply_through_the_event_stream(self, served: Served) -> None:
        customer = await Customer.arrive(served.client, "en")
        acknowledged = await customer.say(RETURNS)
        (reply,) = await customer.hear()

        assert set(acknowledged) >= {"message_id", "sequence"}
        assert reply["type"] == "message"
        assert reply["author"] == "assistant"
        assert reply["kind"] == "answered"
        assert "45 days" in reply["text"]
        assert reply["sources"][0]["title"] == "Returns"
        assert "45 days" in reply["sources"][0]["quote"]
        assert reply["sequence"] > acknowledged["sequence"]
        assert reply["disclosure"]

    async def test_that_is_sent_again_is_answered_once_and_acknowledged_alike(
        self, served: Served
    ) -> None:
        customer = await Customer.arrive(served.client, "en")
        first = await customer.say(RETURNS, "same")
        await customer.hear()
        again = await customer.say(RETURNS, "same")
        await customer.say("Thank you!")
        replies = await customer.hear(2)

        assert again == first
        assert [reply["kind"] for reply in replies] == ["answered", "small_talk"]

    async def test_and_its_reply_are_told_again_from_where_a_page_left_off(
        self, served: Served
    ) -> None:
        customer = await Customer.arrive(served.client, "en")
        await customer.say(RETURNS)
        await customer.hear()
        all_of_it = [event for event in await customer.past() if event["sequence"]]
        rest = [event async for event in _until_live(customer, after=all_of_it[0]["sequence"])]

        assert [event["author"] for event in all_of_it] == ["customer", "assistant"]
        assert rest == all_of_it[1:]

    async def test_to_another_conversation_is_not_for_everyone_to_read(
        self, served: Served
    ) -> None:
        one = await Customer.arrive(served.client)
        other = await Customer.arrive(served.client)

        stolen = await served.client.get(f"{one.url}/events", headers=other.headers)

        assert stolen.status_code == httpx.codes.NOT_FOUND

    async def test_wish_for_a_person_is_told_where_one_is(self, served: Served) -> None:
        customer = await Customer.arrive(served.client, "en")
        await customer.say("I want to talk to a person")
        await customer.hear()
        happened = await customer.past()

        assert [event["type"] for event in happened if event["sequence"]] == [
            "message",
            "message",  # nobody takes over where no helpdesk is set: it says how they are reached
        ]
        assert "how to reach it" in [e["text"] for e in happened if e["sequence"]][-1]


async def _until_live(customer: Customer, *, after: int) -> AsyncIterator[dict[str, Any]]:
    async for event in customer.follow(after=after):
        if event["type"] == "status":
            return
        yield event


class TestAReindex:
    async def test_is_picked_up_without_a_restart(self, served: Served) -> None:
        before = await served.ask(WARRANTY)
        (served.shop / "warranty.md").write_text(small_shop.WARRANTY)
        done = await asyncio.to_thread(
            run, "index", served.shop, "--data-dir", served.tree.data_dir
        )
        after = await served.ask(WARRANTY)

        assert done.returncode == 0, done.stderr
        assert before["kind"] != "answered"
        assert after["kind"] == "answered"
        assert "seven years" in after["text"]


async def stop_at_rest(tree: Tree, worker: int) -> None:
    """Stop a worker that has nothing in hand: one that writes would keep the database locked."""
    async with connect(find_address(tree.data_dir)) as redis:

        async def rests() -> bool:
            if (await redis.xpending(stream_key(PREFIX), GROUP))["pending"]:
                return False
            os.kill(worker, signal.SIGSTOP)
            if can_be_written(tree.data_dir / "comptoir.db"):
                return True
            os.kill(worker, signal.SIGCONT)  # one of its duties was writing
            return False

        await until(rests)


def can_be_written(database: Path) -> bool:
    """Tell whether no process keeps a database locked."""
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        connection.execute("ROLLBACK")
        return True


class TestAWorkerThatIsKilled:
    async def test_in_mid_flow_leaves_every_message_answered_once(self, served: Served) -> None:
        customers = [await Customer.arrive(served.client, "en") for _ in range(6)]
        (worker,) = served.tree.workers()
        sending = [asyncio.create_task(customer.say(RETURNS)) for customer in customers]
        await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        os.kill(worker, signal.SIGKILL)
        await asyncio.gather(*sending)
        await asyncio.gather(*(customer.hear() for customer in customers))
        for customer in customers:
            await customer.say("Thank you!")
        heard = await asyncio.gather(*(customer.hear(2) for customer in customers))

        assert [[reply["kind"] for reply in replies] for replies in heard] == [
            ["answered", "small_talk"]
        ] * len(customers)
        assert worker not in served.tree.workers()
        assert len(served.tree.workers()) == 1

    async def test_with_a_message_in_hand_leaves_it_to_the_next_at_once(
        self, served: Served
    ) -> None:
        customer = await Customer.arrive(served.client, "en")
        said = len(served.tree.output.read_text())
        (worker,) = served.tree.workers()
        heard = 0
        async with connect(find_address(served.tree.data_dir)) as redis:
            while True:
                await stop_at_rest(served.tree, worker)  # its waiting command is still answered
                await customer.say(RETURNS)
                if (await redis.xpending(stream_key(PREFIX), GROUP))["pending"]:
                    break
                os.kill(worker, signal.SIGCONT)  # it was not waiting just then
                heard += 1
                await customer.hear(heard)
        os.kill(worker, signal.SIGKILL)
        replies = await customer.hear(heard + 1)

        log = served.tree.output.read_text()[said:]
        (released,) = [line for line in log.splitlines() if '"work.released"' in line]
        assert '"pieces": 1' in released
        assert "work.reclaimed" not in log
        assert "sweep.put_back" not in log
        assert replies[-1]["kind"] == "answered"


class TestATreeThatIsKilled:
    async def test_answers_what_it_acknowledged_when_it_is_back(self, served: Served) -> None:
        customer = await Customer.arrive(served.client, "en")
        (worker,) = served.tree.workers()
        await stop_at_rest(served.tree, worker)  # so that nothing is answered before the end
        acknowledged = await customer.say(RETURNS)
        await served.tree.kill()
        await served.tree.start()
        (reply,) = await customer.hear()

        assert reply["kind"] == "answered"
        assert reply["sequence"] > acknowledged["sequence"]
        await customer.say("Thank you!")
        assert [r["kind"] for r in await customer.hear(2)] == ["answered", "small_talk"]

    async def test_takes_its_children_along_when_only_its_head_is_killed(
        self, served: Served
    ) -> None:
        await served.tree.behead()
        await served.tree.start()

        assert (await served.ask(RETURNS))["kind"] == "answered"


class TestAStop:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    async def test_ends_within_seconds_and_leaves_no_process_behind(
        self, served: Served, how: signal.Signals
    ) -> None:
        customer = await Customer.arrive(served.client, "en")
        following = asyncio.create_task(_follow_to_the_end(customer))
        acknowledged = await customer.say(RETURNS)
        pids = served.tree.pids()
        async with asyncio.timeout(MOMENT_S):
            code = await served.tree.stop(how)
            await gone(pids)
            heard = await following

        with socket.socket() as probe:
            refused = probe.connect_ex(("127.0.0.1", served.tree.port))
        assert code == 0
        assert len(pids) >= 3
        assert refused != 0
        assert heard[-1] == "closing"  # an open page is told to come back
        await served.tree.start()
        (reply,) = await customer.hear()
        assert reply["sequence"] > acknowledged["sequence"]


async def _follow_to_the_end(customer: Customer) -> list[str]:
    return [event.get("status") or event["type"] async for event in customer.follow()]


class TestATakenPort:
    async def test_is_said_before_anything_is_started(self, served: Served, tmp_path: Path) -> None:
        done = await asyncio.to_thread(
            run, "serve", "--port", str(served.tree.port), "--data-dir", tmp_path / "data"
        )

        assert done.returncode == 2
        assert f"Error: cannot listen on 127.0.0.1, port {served.tree.port}: " in done.stderr
        assert "Choose another with --port" in done.stderr
        assert not (tmp_path / "data").exists()


class TestADemo:
    async def test_that_cannot_keep_its_data_says_so_and_ends(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")

        done = await asyncio.to_thread(
            run, "demo", "--port", "0", "--data-dir", tmp_path / "file" / "data"
        )

        assert done.returncode == 2
        assert "Error: cannot write in " in done.stderr
        assert "Choose another folder with --data-dir" in done.stderr

    async def test_whose_port_is_taken_says_so_before_it_sets_anything_up(
        self, served: Served, tmp_path: Path
    ) -> None:
        port = str(served.tree.port)
        done = await asyncio.to_thread(run, "demo", "--port", port, "--data-dir", tmp_path / "data")

        assert done.returncode == 2
        assert f"Error: cannot listen on 127.0.0.1, port {port}: " in done.stderr
        assert list((tmp_path / "data").iterdir()) == []

    async def test_whose_worker_ends_at_its_start_ends_too(self, tmp_path: Path) -> None:
        versions = Versions(index_root(load(data_dir=tmp_path)))
        unreadable = versions.new()
        (unreadable / "use.lock").touch()
        (unreadable / "manifest.json").write_text('{"format": 1}')  # of another release
        versions.swap(unreadable)
        served = (
            "import asyncio\n"
            "from assistant.app.processes.process_tree import serve\n"
            "from assistant.kit.settings.settings import load\n"
            f"settings = load(port=0, data_dir={str(tmp_path)!r})\n"
            "asyncio.run(serve(settings, workers=True, demo=True))\n"
        )
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", served],
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
        )

        assert done.returncode == 1
        assert '"event": "worker.cannot_start"' in done.stderr
        assert "of another release: run `comptoir index` again" in done.stderr
        assert "WorkerEndedError: a worker ended with code 2" in done.stderr


class TestTheLog:
    async def test_has_nobodys_words_and_no_token(self, served: Served) -> None:
        customer = await Customer.arrive(served.client, "en")
        await customer.say("My name is Zebulon Quibbleforth, can I return an item?")
        await customer.hear()
        for number, told in enumerate(PERSONAL, start=2):
            await customer.say(f"Can I return it? Reach me by {told}")
            await customer.hear(number)

        written = served.tree.output.read_text()
        assert "worker.started" in written
        assert not [told for told in ("Quibbleforth", *PERSONAL) if told in written]
        assert customer.headers["Authorization"].removeprefix("Bearer ") not in written
        assert "127.0.0.1" not in written.replace(f"http://127.0.0.1:{served.tree.port}", "")


class TestTheApi:
    async def test_describes_itself(self, served: Served) -> None:
        described = (await served.client.get("/api/openapi.json")).json()

        assert set(described["paths"]) >= {
            "/api/webchat/v1/conversations",
            "/api/webchat/v1/conversations/{conversation_id}/messages",
            "/api/webchat/v1/conversations/{conversation_id}/events",
            "/health",
            "/ready",
        }

    async def test_serves_the_widget_and_no_shop(self, served: Served) -> None:
        widget = await served.client.get("/webchat/widget.js")
        shop = await served.client.get("/fr/")

        assert widget.status_code == httpx.codes.OK
        assert "javascript" in widget.headers["Content-Type"]
        assert shop.status_code == httpx.codes.NOT_FOUND
