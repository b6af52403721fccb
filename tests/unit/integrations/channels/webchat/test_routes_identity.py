"""What the shop's page says of a signed-in customer, over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from assistant.conversation.events import IdentityProven, IdentityRefused
from assistant.conversation.ids import ConversationId
from assistant.ports import BrokerUnavailableError
from tests.support.memory.assemblies.web_chat import Chat, Limits
from tests.unit.assistant.operations.identity.proving import Desk, token

TOKEN = token().token


class AwayUsed:
    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        raise BrokerUnavailableError(key, holder, for_s)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def chat(desk: Desk) -> Chat:
    return Chat(identifier=desk.identifier)


async def start(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    started = (await client.post("/api/webchat/v1/conversations")).json()
    return started["conversation_id"], {"Authorization": f"Bearer {started['token']}"}


async def identify(
    client: httpx.AsyncClient, said: object = TOKEN, language: str = "en"
) -> tuple[httpx.Response, str]:
    conversation, headers = await start(client)
    path = f"/api/webchat/v1/conversations/{conversation}/identity"
    headers["Accept-Language"] = language
    return await client.post(path, json={"token": said}, headers=headers), conversation


async def happened(chat: Chat, conversation: str) -> list[Any]:
    stored = (await chat.log.read(ConversationId(conversation))).events
    return [one.event for one in stored]


class TestAToken:
    async def test_proves_who_the_customer_is(self, chat: Chat, client: httpx.AsyncClient) -> None:
        response, conversation = await identify(client)

        assert (response.status_code, response.content) == (204, b"")
        [_, proven] = await happened(chat, conversation)
        assert isinstance(proven, IdentityProven)
        assert (proven.customer_id, proven.method) == ("jeanne", "signed_in")
        assert TOKEN not in repr(proven)

    async def test_may_be_sent_again_and_is_written_once(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        conversation, headers = await start(client)
        path = f"/api/webchat/v1/conversations/{conversation}/identity"

        answers = [
            await client.post(path, json={"token": TOKEN}, headers=headers) for _ in range(3)
        ]

        assert [answer.status_code for answer in answers] == [204] * 3
        assert len(await happened(chat, conversation)) == 2

    async def test_is_of_no_use_in_another_conversation(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        await identify(client)

        response, conversation = await identify(client)

        assert response.status_code == 403
        assert response.json()["error"]["code"] == "identity_refused"
        [_, refused] = await happened(chat, conversation)
        assert isinstance(refused, IdentityRefused)
        assert (refused.reason, refused.counts) == ("used", False)

    async def test_that_is_none_is_refused_in_the_customers_language(
        self, client: httpx.AsyncClient
    ) -> None:
        response, _ = await identify(client, "no token", "fr")

        assert response.status_code == 403
        assert response.json()["error"]["message"].endswith("Reconnectez-vous.")

    @pytest.mark.parametrize("said", ["", "x" * 5000, None, 7])
    async def test_must_be_text_of_a_sensible_length(
        self, client: httpx.AsyncClient, said: object
    ) -> None:
        response, _ = await identify(client, said)

        assert response.status_code == 422

    async def test_needs_the_conversations_own_token(self, client: httpx.AsyncClient) -> None:
        conversation, _ = await start(client)
        _, other = await start(client)
        path = f"/api/webchat/v1/conversations/{conversation}/identity"

        without = await client.post(path, json={"token": TOKEN})
        wrong = await client.post(path, json={"token": TOKEN}, headers=other)

        assert (without.status_code, wrong.status_code) == (401, 404)

    async def test_is_not_shown_in_the_stream(self, chat: Chat, client: httpx.AsyncClient) -> None:
        _, conversation = await identify(client)

        shown = [
            notice
            async for notice in _past(chat, ConversationId(conversation))
            if b"jeanne" in notice or b"identity" in notice
        ]

        assert shown == []


class TestWhatStandsInTheWay:
    async def test_a_page_that_asks_too_often_has_to_wait(self) -> None:
        chat = Chat(identifier=Desk().identifier, limits=Limits(refused=("webchat:identify",)))
        async with _client(chat) as client:
            response, _ = await identify(client)

        assert response.status_code == 429

    async def test_a_shop_without_a_key_takes_no_tokens(self) -> None:
        for chat in (Chat(), Chat(identifier=Desk(token_rules=None).identifier)):
            async with _client(chat) as client:
                response, _ = await identify(client)

            assert response.status_code == 403
            assert response.json()["error"]["code"] == "identity_not_offered"

    async def test_a_store_that_is_away_proves_nothing(self) -> None:
        chat = Chat(identifier=Desk(used=AwayUsed()).identifier)
        async with _client(chat) as client:
            response, conversation = await identify(client)

        assert response.status_code == 503
        assert len(await happened(chat, conversation)) == 1


def _client(chat: Chat) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=chat.app), base_url="http://shop.test"
    )


async def _past(chat: Chat, conversation: ConversationId) -> AsyncIterator[bytes]:
    """Yield the stream up to where the past was sent."""
    async for frame in chat.parts.streams.follow(conversation, after=0, stop=asyncio.Event()):
        yield frame
        if b'"live"' in frame:
            return
