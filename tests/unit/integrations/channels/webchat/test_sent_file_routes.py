"""Files that people sent, read with the conversation's token, and by nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from assistant.conversation.event_base import Author
from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Attachment
from integrations.channels.webchat.routes import PREFIX
from integrations.channels.webchat.wire_bodies import StreamEvent, describe
from tests.support.memory.assemblies.web_chat import Chat, Limits, a_reply
from tests.support.seeds.conversation_events import LATER
from tests.support.seeds.media_files import WHOLE, png


class Page:
    """A customer's page with a conversation of its own."""

    def __init__(self, chat: Chat, client: httpx.AsyncClient, id_: str, token: str) -> None:
        self.chat, self.client, self.id = chat, client, ConversationId(id_)
        self.headers = {"Authorization": f"Bearer {token}"}

    async def receive(self, name: str, data: bytes) -> Attachment:
        file = await self.chat.files.keep(name, data)
        reply = a_reply(self.id, author=Author.AGENT)
        await self.chat.tell(replace(reply, attachments=(file,)))
        return file

    async def read(self, attachment_id: str, **headers: str) -> httpx.Response:
        path = f"{PREFIX}/conversations/{self.id}/attachments/{attachment_id}"
        return await self.client.get(path, headers=self.headers | headers)


async def open_page(chat: Chat, client: httpx.AsyncClient) -> Page:
    opened = (await client.post(f"{PREFIX}/conversations")).json()
    return Page(chat, client, opened["conversation_id"], opened["token"])


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
async def client(chat: Chat) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=chat.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


@pytest.fixture
async def page(chat: Chat, client: httpx.AsyncClient) -> Page:
    return await open_page(chat, client)


class TestAFile:
    @pytest.mark.parametrize("media_type", WHOLE)
    async def test_comes_as_what_it_is_and_runs_nowhere(self, page: Page, media_type: str) -> None:
        file = await page.receive("Étiquette", WHOLE[media_type])

        answer = await page.read(file.attachment_id)

        assert answer.content == WHOLE[media_type]
        assert answer.headers["content-type"].split(";")[0] == media_type
        assert answer.headers["content-length"] == str(file.size)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"
        disposition = answer.headers["content-disposition"]
        assert disposition.startswith("attachment; filename*=UTF-8''%C3%89tiquette.")

    async def test_is_named_in_the_stream_without_what_only_we_need(self, page: Page) -> None:
        file = await page.receive("label.png", png())
        reply = replace(a_reply(page.id), attachments=(file,))

        event = StreamEvent.model_validate_json(describe(reply) or b"")

        (shown,) = event.attachments
        assert (shown.attachment_id, shown.name) == (file.attachment_id, "label.png")
        assert b"sha256" not in (describe(reply) or b"")
        assert b"attachments" not in (describe(a_reply(page.id)) or b"")

    async def test_is_read_with_its_own_conversations_token_alone(
        self, chat: Chat, client: httpx.AsyncClient, page: Page
    ) -> None:
        file, other = await page.receive("label.png", png()), await open_page(chat, client)

        foreign = await other.read(file.attachment_id)
        unknown = await other.read("0" * 32)

        assert (foreign.status_code, foreign.json()) == (404, unknown.json())
        assert (await page.read(file.attachment_id, Authorization="")).status_code == 401
        wrong = await page.read(file.attachment_id, **other.headers)
        assert wrong.status_code == 404

    async def test_that_was_sent_to_nobody_is_not_found(self, chat: Chat, page: Page) -> None:
        file = await chat.files.keep("label.png", png())

        assert (await page.read(file.attachment_id)).status_code == 404

    async def test_is_gone_once_it_is_erased(self, chat: Chat, page: Page) -> None:
        file = await page.receive("label.png", png())
        await chat.files.drop(file.attachment_id)
        assert (await page.read(file.attachment_id)).status_code == 404
        await chat.log.erase(ConversationErased(conversation_id=page.id, at=LATER))

        assert (await page.read(file.attachment_id)).status_code == 404

    async def test_is_not_read_too_often(self) -> None:
        chat = Chat(limits=Limits(refused=("webchat:file",)))
        transport = httpx.ASGITransport(app=chat.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            page = await open_page(chat, client)
            file = await page.receive("label.png", png())

            assert (await page.read(file.attachment_id)).status_code == 429
