"""Photos and files of customers: brought, named by a message, read back, taken back."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from assistant.conversation.events import ConversationEvent, CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import MessageKind
from assistant.kit.settings.settings import WebChatSettings
from integrations.channels.webchat.routes import PREFIX
from integrations.channels.webchat.wire_bodies import StreamEvent, describe
from tests.support.memory.assemblies.web_chat import MOST_BYTES, Chat, Limits
from tests.support.memory.channel_books import MemoryScanner
from tests.support.seeds.media_files import ogg, pdf, photograph, png

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


class Page:
    """A customer's page with a conversation of its own."""

    def __init__(self, chat: Chat, client: httpx.AsyncClient, started: dict[str, str]) -> None:
        self.chat, self.client = chat, client
        self.id = ConversationId(started["conversation_id"])
        self.headers = {"Authorization": f"Bearer {started['token']}", "Accept-Language": "fr"}
        self.path = f"{PREFIX}/conversations/{self.id}"

    async def bring(
        self, data: bytes = png(), name: str = "semelle.png", **headers: str
    ) -> httpx.Response:
        given = self.headers | {"X-File-Name": name} | headers
        return await self.client.post(f"{self.path}/attachments", content=data, headers=given)

    async def brought(self, data: bytes = png(), name: str = "semelle.png") -> str:
        answer = await self.bring(data, name)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["attachment_id"])

    async def send(self, *files: str, text: str = "", id_: str = "m1") -> httpx.Response:
        body = {"client_message_id": id_, "text": text, "attachments": list(files)}
        return await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def read(self, file: str) -> httpx.Response:
        return await self.client.get(f"{self.path}/attachments/{file}", headers=self.headers)

    async def take_back(self, file: str) -> httpx.Response:
        return await self.client.delete(f"{self.path}/attachments/{file}", headers=self.headers)

    async def events(self) -> list[ConversationEvent]:
        return [stored.event for stored in (await self.chat.log.read(self.id)).events]

    async def wrote(self) -> list[CustomerWrote]:
        return [event for event in await self.events() if isinstance(event, CustomerWrote)]


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def open_page(chat: Chat) -> Page:
    transport = httpx.ASGITransport(app=chat.app)
    client = httpx.AsyncClient(transport=transport, base_url="http://shop.test")
    return Page(chat, client, (await client.post(f"{PREFIX}/conversations")).json())


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    page = await open_page(Chat())
    yield page
    await page.client.aclose()


class TestAPhoto:
    async def test_goes_with_a_message_without_words(self, page: Page) -> None:
        file = await page.brought()

        assert (await page.send(file)).status_code == 202

        (wrote,) = await page.wrote()
        assert (wrote.kind, wrote.text) == (MessageKind.IMAGE, "")
        assert [one.attachment_id for one in wrote.attachments] == [file]

    async def test_is_stored_before_it_is_acknowledged(self, page: Page) -> None:
        file = await page.brought()

        assert (await page.chat.files.read(file)).attachment.name == "semelle.png"

    async def test_is_stored_without_the_place_where_it_was_taken(self, page: Page) -> None:
        file = await page.brought(photograph(), "IMG_1.jpg")

        assert b"Exif" not in (await page.chat.files.read(file)).data

    async def test_comes_with_the_event_of_its_message(self, page: Page) -> None:
        file = await page.brought()
        await page.send(file, text="Elle se décolle")

        event = StreamEvent.model_validate_json(describe((await page.wrote())[0]) or b"")

        assert [(one.attachment_id, one.media_type) for one in event.attachments] == [
            (file, "image/png")
        ]

    async def test_is_read_again_as_a_download_once_it_was_sent(self, page: Page) -> None:
        file = await page.brought()
        assert (await page.read(file)).status_code == 404

        await page.send(file)

        answer = await page.read(file)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_has_any_name(self, page: Page) -> None:
        file = await page.brought(name="Couture%20d%C3%A9chir%C3%A9e.jpg")

        assert (await page.chat.files.read(file)).attachment.name == "Couture déchirée.png"

    async def test_is_sent_once_however_often_it_is_repeated(self, page: Page) -> None:
        file = await page.brought()
        first, again = await page.send(file), await page.send(file)

        assert again.json() == first.json()
        assert len(await page.wrote()) == 1

    async def test_is_another_message_under_an_id_that_was_used(self, page: Page) -> None:
        first, other = await page.brought(), await page.brought()
        await page.send(first)

        assert error(await page.send(other)) == (409, "message_id_used")


class TestADocument:
    async def test_is_no_photo(self, page: Page) -> None:
        await page.send(await page.brought(pdf(), "facture.pdf"))

        assert [one.kind for one in await page.wrote()] == [MessageKind.DOCUMENT]


class TestAFileIsRefused:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", (422, "file_empty")),
            (bytes(MOST_BYTES + 1), (413, "file_too_large")),
            (SVG, (422, "file_unknown_type")),
            (b"<html><script>1</script></html>", (422, "file_unknown_type")),
            (ogg(), (422, "file_unknown_type")),
            (b"Bonjour", (422, "file_unknown_type")),
            (MemoryScanner().infected, (422, "file_infected")),
        ],
    )
    async def test_for_what_it_is(self, page: Page, data: bytes, code: tuple[int, str]) -> None:
        kept = page.chat.files

        assert error(await page.bring(data, "photo.png")) == code
        assert not await kept.kept_before(page.chat.clock.now())

    async def test_in_words_of_the_customers_language(self, page: Page) -> None:
        french = (await page.bring(bytes(MOST_BYTES + 1))).json()["error"]["message"]
        english = await page.bring(bytes(MOST_BYTES + 1), **{"Accept-Language": "en"})

        assert french == "Ce fichier est trop lourd : 1 Mo au plus."
        assert english.json()["error"]["message"] == "This file is too large: 1 MB at most."

    async def test_without_the_conversations_token(self, page: Page) -> None:
        assert (await page.bring(Authorization="")).status_code == 401
        assert (await page.bring(Authorization="Bearer wrong")).status_code == 404

    async def test_where_none_are_taken(self) -> None:
        page = await open_page(Chat(settings=WebChatSettings(files=0)))

        assert (await page.bring()).status_code == 404

    @pytest.mark.parametrize("key", ["webchat:bring:"])
    async def test_if_it_comes_too_soon(self, key: str) -> None:
        page = await open_page(Chat(limits=Limits(refused=(key,))))

        assert (await page.bring()).status_code == 429


class TestAMessageIsRefused:
    async def test_with_a_file_of_another_conversation(self, page: Page) -> None:
        other = await open_page(page.chat)

        assert error(await page.send(await other.brought())) == (422, "file_gone")

    async def test_with_a_file_of_an_agent(self, page: Page) -> None:
        file = await page.chat.files.keep("label.png", png())

        assert error(await page.send(file.attachment_id)) == (422, "file_gone")

    async def test_with_more_files_than_are_taken(self) -> None:
        page = await open_page(Chat(settings=WebChatSettings(files=1)))
        two = [await page.brought(), await page.brought()]

        assert error(await page.send(*two)) == (422, "too_many_files")

    async def test_for_its_rate_before_its_files_are_looked_for(self) -> None:
        page = await open_page(Chat(limits=Limits(refused=("webchat:send:",))))

        assert error(await page.send("0" * 32)) == (429, "too_many_requests")

    async def test_with_neither_words_nor_files(self, page: Page) -> None:
        assert error(await page.send()) == (422, "text_empty")


class TestAFileThatIsTakenBack:
    async def test_is_gone(self, page: Page) -> None:
        file = await page.brought()

        assert (await page.take_back(file)).status_code == 204
        assert error(await page.send(file)) == (422, "file_gone")

    async def test_stays_once_it_was_sent(self, page: Page) -> None:
        file = await page.brought()
        await page.send(file)

        assert error(await page.take_back(file)) == (409, "conflict")
        assert (await page.read(file)).status_code == 200

    async def test_is_not_somebody_elses(self, page: Page) -> None:
        other = await open_page(page.chat)
        file = await other.brought()

        assert (await page.take_back(file)).status_code == 404
        assert (await other.send(file)).status_code == 202


class TestTheLimits:
    async def test_are_told_to_the_page(self, page: Page) -> None:
        told: dict[str, Any] = (await page.client.get(f"{PREFIX}/files")).json()

        assert (told["files"], told["bytes"]) == (5, MOST_BYTES)
        assert "image/jpeg" in told["media_types"]
        assert "image/svg+xml" not in told["media_types"]
