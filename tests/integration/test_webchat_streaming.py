"""The event stream over real connections, to a real server that is really stopped."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.channels.webchat.routes import PREFIX
from tests.support.processes.webchat_process import WebchatProcess, run_webchat

pytestmark = pytest.mark.slow  # a server of its own for each test


class Customer:
    """Speaks to the API as a page does."""

    def __init__(self, client: httpx.AsyncClient, conversation_id: str, token: str) -> None:
        self._client = client
        self._url = f"{PREFIX}/conversations/{conversation_id}"
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def arrive(cls, client: httpx.AsyncClient) -> "Customer":
        made = (await client.post(f"{PREFIX}/conversations", json={"language": "en"})).json()
        return cls(client, made["conversation_id"], made["token"])

    async def say(self, text: str) -> dict[str, Any]:
        body = {"client_message_id": text.replace(" ", "-"), "text": text}
        response = await self._client.post(
            f"{self._url}/messages", json=body, headers=self._headers
        )
        assert response.status_code == 202
        sent: dict[str, Any] = response.json()
        return sent

    @asynccontextmanager
    async def follow(self, after: int = 0) -> AsyncIterator[AsyncIterator[str]]:
        """Yield the stream's lines."""
        headers = {**self._headers, "Last-Event-ID": str(after)}
        async with self._client.stream("GET", f"{self._url}/events", headers=headers) as response:
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            yield response.aiter_lines()

    async def cut(self, most: int, *, after: int) -> list[tuple[int, str, str]]:
        """Follow for so many bytes, or until the page is live; return the whole messages."""
        headers, got = {**self._headers, "Last-Event-ID": str(after)}, b""
        async with self._client.stream("GET", f"{self._url}/events", headers=headers) as response:
            async for some in response.aiter_raw():
                got += some
                if len(got) >= most or b'"live"' in got:
                    break
        whole = got[:most].decode(errors="ignore").rpartition("\n\n")[0]
        return await messages(_each(f"{whole}\n".split("\n")), most)


async def _each(lines: list[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def messages(lines: AsyncIterator[str], count: int) -> list[tuple[int, str, str]]:
    """Return id, author and text of the next `count` messages."""
    found: list[tuple[int, str, str]] = []
    sequence = 0
    async with asyncio.timeout(5):
        async for line in lines:
            if line.startswith("id: "):
                sequence = int(line.removeprefix("id: "))
            if line.startswith("data: "):
                event = json.loads(line.removeprefix("data: "))
                if event["type"] == "message":
                    found.append((sequence, event["author"], event["text"]))
            if len(found) == count:
                return found
    return found


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[WebchatProcess]:
    async with run_webchat(tmp_path) as server:
        yield server


@pytest.fixture
async def client(server: WebchatProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.base_url) as client:
        yield client


class TestAStream:
    async def test_has_ids_that_resume_it_where_it_broke(self, client: httpx.AsyncClient) -> None:
        customer = await Customer.arrive(client)
        async with customer.follow() as lines:
            await customer.say("can I return it")
            seen = await messages(lines, 2)
        await customer.say("when do you deliver")
        async with customer.follow(after=seen[-1][0]) as lines:
            news = await messages(lines, 2)

        assert [(author, text[:8]) for _, author, text in [*seen, *news]] == [
            ("customer", "can I re"),
            ("assistant", "You have"),
            ("customer", "when do "),
            ("assistant", "Delivery"),
        ]
        ids = [sequence for sequence, _, _ in [*seen, *news]]
        assert ids == sorted(set(ids))

    async def test_is_kept_open_by_heartbeats(self, client: httpx.AsyncClient) -> None:
        customer = await Customer.arrive(client)

        async with customer.follow() as lines, asyncio.timeout(5):
            async for line in lines:
                if line == ": ":
                    break
            else:
                pytest.fail("the stream ended")

    async def test_ends_when_the_server_is_asked_to_stop(
        self, client: httpx.AsyncClient, server: WebchatProcess
    ) -> None:
        customer = await Customer.arrive(client)
        async with customer.follow() as lines:
            await customer.say("can I return it")
            await messages(lines, 2)
            async with asyncio.timeout(30):  # it would be open for ever
                code, rest = await asyncio.gather(server.stop(), _drain(lines))

        assert "closing" in rest
        assert code in {0, -15}  # uvicorn raises the signal again when all is done

    async def test_is_given_up_when_the_page_is_gone(
        self, client: httpx.AsyncClient, server: WebchatProcess
    ) -> None:
        customer = await Customer.arrive(client)
        for _ in range(20):  # more than may be open at once
            async with customer.follow() as lines:
                await anext(lines)

        async with customer.follow() as lines:
            await customer.say("can I return it")
            assert len(await messages(lines, 2)) == 2
        assert server.is_running

    async def test_that_breaks_at_a_thousand_random_bytes_has_no_gap_and_no_repeat(
        self, client: httpx.AsyncClient
    ) -> None:
        chance = random.Random(20261130)  # noqa: S311 - the same bytes every time
        customer, breaks, pages = await Customer.arrive(client), 0, 0
        while breaks < 1_000:
            async with customer.follow() as lines:
                await customer.say(f"can I return it {pages}")
                whole = await messages(lines, 2 * pages + 2)
            shown = list[tuple[int, str, str]]()
            while len(shown) < len(whole):  # a page that is opened, and breaks again and again
                after = shown[-1][0] if shown else 0
                shown += await customer.cut(chance.randint(1, 600), after=after)
                breaks += 1
            assert shown == whole
            pages += 1


async def _drain(lines: AsyncIterator[str]) -> str:
    return "\n".join([line async for line in lines])


class TestAMessage:
    async def test_is_there_after_the_server_was_killed(
        self, client: httpx.AsyncClient, server: WebchatProcess
    ) -> None:
        customer = await Customer.arrive(client)
        with server.steer("hold"):
            first = await customer.say("can I return it")
            await server.kill()
        await server.start()

        assert await customer.say("can I return it") == first
        async with customer.follow() as lines:
            told = await messages(lines, 2)
        assert [author for _, author, _ in told] == ["customer", "assistant"]
