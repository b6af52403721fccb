"""Pictures of the shop's people that they brought, to everybody who has their id."""

from collections.abc import AsyncIterator

import httpx
import pytest

from assistant.console.account.portraits import draw
from integrations.channels.webchat.routes import PREFIX
from tests.support.memory.assemblies.web_chat import Chat
from tests.support.seeds.media_files import photograph


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
async def client(chat: Chat) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=chat.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


class TestAFace:
    async def test_is_shown_on_any_page_and_is_nothing_but_a_picture(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        drawn = draw(photograph())
        kept = await chat.faces.keep("face.webp", drawn)

        answer = await client.get(f"{PREFIX}/faces/{kept.attachment_id}")

        assert (answer.status_code, answer.content) == (200, drawn)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "immutable" in answer.headers["cache-control"]

    @pytest.mark.parametrize("face_id", ["0" * 32, "lea", "%2e%2e%2fcomptoir.db", "A" * 32])
    async def test_that_is_not_there_is_not_found(
        self, client: httpx.AsyncClient, face_id: str
    ) -> None:
        assert (await client.get(f"{PREFIX}/faces/{face_id}")).status_code == 404

    async def test_is_no_file_of_a_conversation(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        file = await chat.files.keep("face.webp", draw(photograph()))

        assert (await client.get(f"{PREFIX}/faces/{file.attachment_id}")).status_code == 404
