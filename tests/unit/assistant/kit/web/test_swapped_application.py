"""One application follows the other at one address, and no request falls between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from assistant.kit.web.swapped_application import SwappedApplication
from tests.support.patience import until


class Part:
    """An application that says its name, and waits where it is told to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.over, self.go_on = asyncio.Event(), asyncio.Event()
        self.is_open, self.closed = False, 0

        @asynccontextmanager
        async def living(_: FastAPI) -> AsyncIterator[None]:
            self.is_open = True
            yield
            self.is_open = False

        self.app = FastAPI(lifespan=living)
        self.app.add_api_route("/name", self.tell)
        self.app.add_api_route("/slow", self.wait)

    async def tell(self) -> str:
        return self.name

    async def wait(self) -> str:
        await self.go_on.wait()
        return self.name if self.is_open else "closed under us"

    def close(self) -> None:
        self.closed += 1

    async def serve(self, door: SwappedApplication) -> "asyncio.Task[None]":
        serving = asyncio.create_task(door.serve(self.app, self.close, self.over))

        async def is_open() -> bool:
            return self.is_open

        await until(is_open)
        await asyncio.sleep(0)
        return serving


@pytest.fixture
def door() -> SwappedApplication:
    return SwappedApplication()


def client(door: SwappedApplication) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=door)
    return httpx.AsyncClient(transport=transport, base_url="http://door")


class TestTheDoor:
    async def test_leads_to_the_newest_and_ends_streams_of_the_one_before(
        self, door: SwappedApplication
    ) -> None:
        one, other = Part("one"), Part("other")
        async with client(door) as http:
            ending = await one.serve(door)
            assert (await http.get("/name")).json() == "one"
            one.over.set()
            assert (await http.get("/name")).json() == "one"  # until the next is there

            last = await other.serve(door)
            assert (await http.get("/name")).json() == "other"
            await ending

        assert (one.is_open, one.closed) == (False, 1)
        other.over.set()
        door.close()
        await last

    async def test_lets_requests_end_in_the_one_that_they_came_to(
        self, door: SwappedApplication
    ) -> None:
        one, other = Part("one"), Part("other")
        async with client(door) as http:
            ending = await one.serve(door)
            asking = asyncio.create_task(http.get("/slow"))
            await asyncio.sleep(0.01)
            one.over.set()
            last = await other.serve(door)
            one.go_on.set()

            assert (await asking).json() == "one"
            await ending
            other.over.set()
            door.close()
            await last

    async def test_ends_as_well_if_the_next_comes_while_it_closes(
        self, door: SwappedApplication
    ) -> None:
        one, other = Part("one"), Part("other")
        ending = await one.serve(door)
        one.over.set()
        door.close()
        last = await other.serve(door)
        other.over.set()

        async with asyncio.timeout(5):
            await ending
            await last

        assert (other.is_open, other.closed) == (False, 1)

    async def test_lets_requests_wait_for_the_first(self, door: SwappedApplication) -> None:
        one = Part("one")
        async with client(door) as http:
            asking = asyncio.create_task(http.get("/name"))
            last = await one.serve(door)

            assert (await asking).json() == "one"
            one.over.set()
            door.close()
            await last
