"""A simulator that posts to a sink, and a client that speaks to it as a shop does."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from integrations.channels.meta.simulator.simulator import Simulator, simulating
from tests.support.simulators.graph.webhook_sink import Sink


@dataclass
class Shop:
    """The shop's side: sends, and keeps what comes."""

    simulator: Simulator
    sink: Sink
    http: httpx.AsyncClient

    async def post(self, path: str, **body: object) -> httpx.Response:
        return await self.http.post(path, json=body)

    async def whatsapp(self, **body: object) -> httpx.Response:
        path = f"{self.simulator.number.id}/messages"
        return await self.post(path, messaging_product="whatsapp", **body)

    async def says(self, phone: str, text: str = "Bonjour", **more: object) -> httpx.Response:
        return await self.whatsapp(to=phone, type="text", text={"body": text}, **more)

    async def messenger(self, psid: str, message: dict[str, Any], **more: object) -> httpx.Response:
        path = f"{self.simulator.page.id}/messages"
        kind: dict[str, object] = {"messaging_type": "RESPONSE", **more}
        return await self.post(path, recipient={"id": psid}, message=message, **kind)

    async def settled(self) -> None:
        await self.simulator.carrier.settle()


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with simulating() as simulator, Sink().open() as sink:
        await simulator.subscribe(sink.url)
        headers = {"Authorization": f"Bearer {simulator.world.app.token}"}
        address = f"{simulator.api_url}/"
        async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False) as http:
            yield Shop(simulator, sink, http)


def code(answer: httpx.Response) -> int:
    found: int = answer.json()["error"]["code"]
    return found
