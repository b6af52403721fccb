"""A client of a web chat in memory."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.memory.assemblies.web_chat import Chat


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
async def client(chat: Chat) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=chat.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client
