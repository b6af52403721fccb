from dataclasses import dataclass

import httpx
import pytest

from assistant.conversation.events import ConversationStarted, CustomerWrote, ReplyRated
from assistant.conversation.ids import ConversationId
from assistant.messages.load_gate import Pressure
from integrations.channels.webchat.routes import PREFIX
from tests.support.memory.assemblies.web_chat import Chat, a_reply


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A conversation and how to speak in it."""

    client: httpx.AsyncClient
    conversation_id: ConversationId
    token: str

    async def send(
        self, text: str, client_message_id: str = "m1", **headers: str
    ) -> httpx.Response:
        return await self.client.post(
            f"{PREFIX}/conversations/{self.conversation_id}/messages",
            json={"client_message_id": client_message_id, "text": text},
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    async def rate(self, message_id: str, *, helpful: bool) -> httpx.Response:
        return await self.client.post(
            f"{PREFIX}/conversations/{self.conversation_id}/messages/{message_id}/rating",
            json={"helpful": helpful},
            headers={"Authorization": f"Bearer {self.token}"},
        )


async def open_conversation(client: httpx.AsyncClient, **body: str) -> Opened:
    response = await client.post(f"{PREFIX}/conversations", json=body)
    assert response.status_code == 201, response.text
    return Opened(
        client=client,
        conversation_id=ConversationId(response.json()["conversation_id"]),
        token=response.json()["token"],
    )


@pytest.fixture
async def opened(client: httpx.AsyncClient) -> Opened:
    return await open_conversation(client)


async def started(chat: Chat, conversation_id: ConversationId) -> ConversationStarted:
    first = (await chat.log.read(conversation_id)).events[0].event
    assert isinstance(first, ConversationStarted)
    return first


async def messages(chat: Chat, conversation_id: ConversationId) -> list[str]:
    record = await chat.log.read(conversation_id)
    return [s.event.text for s in record.events if isinstance(s.event, CustomerWrote)]


class TestOpeningAConversation:
    async def test_needs_no_body(self, client: httpx.AsyncClient) -> None:
        response = await client.post(f"{PREFIX}/conversations")

        assert response.status_code == 201
        assert set(response.json()) == {"conversation_id", "token"}

    async def test_keeps_the_hash_of_the_token_and_not_the_token(
        self, chat: Chat, opened: Opened
    ) -> None:
        event = await started(chat, opened.conversation_id)

        assert len(opened.token) == 43
        assert len(event.token_sha256) == 64
        assert opened.token not in str(event)

    async def test_keeps_the_page_without_what_may_name_a_person(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        page = "https://ana:pw@shop.example:8443/fr/robes?email=ana@example.org#ana"
        opened = await open_conversation(client, language="fr-CA", page_url=page)

        event = await started(chat, opened.conversation_id)
        assert event.page_url == "https://shop.example:8443/fr/robes"
        assert event.language == "fr"

    @pytest.mark.parametrize("page", ["javascript:alert(1)", "http://[", "robes", ""])
    async def test_takes_no_other_address_for_a_page(
        self, chat: Chat, client: httpx.AsyncClient, page: str
    ) -> None:
        opened = await open_conversation(client, page_url=page)

        assert (await started(chat, opened.conversation_id)).page_url == ""

    async def test_leaves_a_language_it_does_not_write_open(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        opened = await open_conversation(client, language="de")

        assert (await started(chat, opened.conversation_id)).language is None

    async def test_is_limited_by_address(self, chat: Chat, client: httpx.AsyncClient) -> None:
        chat.limits.refused = ("webchat:start:",)

        response = await client.post(f"{PREFIX}/conversations")

        assert response.status_code == 429
        assert response.headers["retry-after"] == "3"
        assert response.json()["error"]["code"] == "too_many_requests"
        assert chat.limits.asked == ["webchat:start:127.0.0.1"]


class TestAMessage:
    async def test_is_acknowledged_when_it_is_in_the_log(self, chat: Chat, opened: Opened) -> None:
        response = await opened.send("Do you repair boots?")

        assert response.status_code == 202
        assert response.json()["sequence"] == 2
        assert await messages(chat, opened.conversation_id) == ["Do you repair boots?"]

    async def test_gets_the_same_answer_when_it_is_sent_again(
        self, chat: Chat, opened: Opened
    ) -> None:
        first = await opened.send("Do you repair boots?")
        again = await opened.send("Do you repair boots?")

        assert (again.status_code, again.json()) == (202, first.json())
        assert await messages(chat, opened.conversation_id) == ["Do you repair boots?"]

    async def test_gets_the_same_answer_also_while_new_ones_are_refused(
        self, chat: Chat, opened: Opened
    ) -> None:
        first = await opened.send("Do you repair boots?", "m1")
        chat.load.found = Pressure(wait_s=2.0, is_shut=True)

        again = await opened.send("Do you repair boots?", "m1")
        other = await opened.send("And shoes?", "m2")

        assert (again.status_code, again.json()) == (202, first.json())
        assert other.status_code == 503

    async def test_does_not_meet_the_same_client_id_of_another_conversation(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        one, other = await open_conversation(client), await open_conversation(client)

        await one.send("mine", "same-id")
        await other.send("yours", "same-id")

        assert await messages(chat, other.conversation_id) == ["yours"]

    async def test_loses_outer_space_and_control_characters(
        self, chat: Chat, opened: Opened
    ) -> None:
        await opened.send("  two\r\nlines\x00\x1b and\ta tab \n")

        assert await messages(chat, opened.conversation_id) == ["two\nlines and\ta tab"]

    @pytest.mark.parametrize("text", ["", "  \n", "\x00"])
    async def test_says_something(self, chat: Chat, opened: Opened, text: str) -> None:
        response = await opened.send(text)

        assert response.status_code == 422
        assert response.json()["error"]["code"] == "text_empty"
        assert await messages(chat, opened.conversation_id) == []

    async def test_may_have_as_many_characters_as_the_settings_say(self, opened: Opened) -> None:
        assert (await opened.send("é" * 2000, "m1")).status_code == 202
        response = await opened.send("é" * 2001, "m2", **{"Accept-Language": "fr-FR,en;q=0.5"})

        assert response.status_code == 422
        assert response.json() == {
            "error": {
                "code": "text_too_long",
                "message": "Ce message est trop long. Restez sous 2000 caractères.",
            }
        }

    async def test_loses_halves_of_characters(self, chat: Chat, opened: Opened) -> None:
        await opened.client.post(
            f"{PREFIX}/conversations/{opened.conversation_id}/messages",
            content=rb'{"client_message_id": "m1", "text": "so \ud83d\ude00 sad \ud83d"}',
            headers={
                "Authorization": f"Bearer {opened.token}",
                "Content-Type": "application/json",
            },
        )

        assert await messages(chat, opened.conversation_id) == ["so 😀 sad"]

    async def test_says_what_was_on_the_page(self, opened: Opened, chat: Chat) -> None:
        sent = {
            "client_message_id": "m1",
            "text": "vous l'avez en 41 ?",
            "product": " BOOT-7\u0000 ",
            "category": "Bottes",
            "basket": "gid://shopify/Cart/c1",
        }
        response = await opened.client.post(
            f"{PREFIX}/conversations/{opened.conversation_id}/messages",
            json=sent,
            headers={"Authorization": f"Bearer {opened.token}"},
        )

        assert response.status_code == 202
        record = await chat.log.read(opened.conversation_id)
        (wrote,) = [s.event for s in record.events if isinstance(s.event, CustomerWrote)]
        assert (wrote.page_product, wrote.page_category) == ("BOOT-7", "Bottes")
        assert wrote.page_basket == "gid://shopify/Cart/c1"

    @pytest.mark.parametrize("basket", ["gid://\u00fc", "a\nCookie: b", "\u0000"])
    async def test_keeps_no_basket_that_could_not_stand_in_a_header(
        self, opened: Opened, chat: Chat, basket: str
    ) -> None:
        response = await opened.client.post(
            f"{PREFIX}/conversations/{opened.conversation_id}/messages",
            json={"client_message_id": "m1", "text": "hello", "basket": basket},
            headers={"Authorization": f"Bearer {opened.token}"},
        )

        assert response.status_code == 202
        record = await chat.log.read(opened.conversation_id)
        (wrote,) = [s.event for s in record.events if isinstance(s.event, CustomerWrote)]
        assert wrote.page_basket == ""

    async def test_under_the_id_of_another_is_refused_and_not_dropped(
        self, chat: Chat, opened: Opened
    ) -> None:
        await opened.send("hello", "m1")

        same, other = await opened.send("hello", "m1"), await opened.send("where is it?", "m1")

        assert (same.status_code, other.status_code) == (202, 409)
        assert other.json()["error"]["code"] == "message_id_used"
        assert await messages(chat, opened.conversation_id) == ["hello"]

    @pytest.mark.parametrize("client_message_id", ["", "a b", "x" * 65, "a/b"])
    async def test_has_a_plain_client_id(self, opened: Opened, client_message_id: str) -> None:
        response = await opened.send("hello", client_message_id)

        assert response.status_code == 422
        assert response.json()["error"]["fields"] == ["client_message_id"]

    async def test_is_limited_by_conversation(self, chat: Chat, opened: Opened) -> None:
        chat.limits.refused = (f"webchat:send:{opened.conversation_id}",)

        response = await opened.send("hello")

        assert response.status_code == 429
        assert await messages(chat, opened.conversation_id) == []

    async def test_passes_when_nobody_can_count(self, chat: Chat, opened: Opened) -> None:
        chat.limits.broken = True

        assert (await opened.send("hello")).status_code == 202

    async def test_reads_nothing_from_the_log_in_the_usual_case(
        self, chat: Chat, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def no_reading(*_: object, **__: object) -> None:
            raise AssertionError

        monkeypatch.setattr(chat.log, "read", no_reading)

        assert (await opened.send("hello")).status_code == 202


class TestAConversation:
    async def test_is_closed_without_a_token(
        self, client: httpx.AsyncClient, opened: Opened
    ) -> None:
        url = f"{PREFIX}/conversations/{opened.conversation_id}"
        body = {"client_message_id": "m1", "text": "hello"}

        for response in (
            await client.post(f"{url}/messages", json=body),
            await client.get(f"{url}/events"),
            await client.post(f"{url}/messages/x/rating", json={"helpful": True}),
        ):
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
            assert response.json()["error"]["code"] == "unauthorized"

    async def test_cannot_be_told_from_one_that_never_was(self, client: httpx.AsyncClient) -> None:
        mine, foreign = await open_conversation(client), await open_conversation(client)
        answers = []
        for conversation_id in (foreign.conversation_id, ConversationId("never-was")):
            there = Opened(client=client, conversation_id=conversation_id, token=mine.token)
            response = await there.send("hello")
            answers.append((response.status_code, response.json()))

        assert answers[0] == answers[1]
        assert answers[0][0] == 404

    async def test_is_open_after_a_restart_however_many_wrong_tokens_its_address_tried(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        opened = await open_conversation(client)
        chat.limits.refused = ("webchat:wrong:",)
        again = Chat(log=chat.log, limits=chat.limits)
        transport = httpx.ASGITransport(app=again.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as later:
            there = Opened(client=later, conversation_id=opened.conversation_id, token=opened.token)

            assert (await there.send("hello")).status_code == 202
        assert not any(key.startswith("webchat:wrong:") for key in chat.limits.asked)

    async def test_is_looked_up_only_so_often_from_one_address(
        self, chat: Chat, client: httpx.AsyncClient
    ) -> None:
        chat.limits.refused = ("webchat:wrong:",)
        there = Opened(client=client, conversation_id=ConversationId("never-was"), token="guess")

        assert (await there.send("hello")).status_code == 429

    async def test_is_looked_up_no_oftener_for_being_somebodys(
        self, chat: Chat, opened: Opened, client: httpx.AsyncClient
    ) -> None:
        foreign = Opened(
            client=client, conversation_id=opened.conversation_id, token="of another one"
        )
        chat.limits.refused = ("webchat:wrong:",)

        assert (await foreign.send("hello")).status_code == 429
        assert (await opened.send("hello")).status_code == 202

    @pytest.mark.parametrize("last", ["-1", "x", str(2**53)])
    async def test_resumes_after_a_sequence_and_nothing_else(
        self, opened: Opened, last: str
    ) -> None:
        response = await opened.client.get(
            f"{PREFIX}/conversations/{opened.conversation_id}/events",
            headers={"Authorization": f"Bearer {opened.token}", "Last-Event-ID": last},
        )

        assert response.status_code == 422


class TestARating:
    async def test_is_kept_once_and_the_last_word_counts(self, chat: Chat, opened: Opened) -> None:
        reply = a_reply(opened.conversation_id)
        await chat.tell(reply)

        for helpful in (True, True, False):
            response = await opened.rate(reply.message_id, helpful=helpful)
            assert response.json() == {"message_id": reply.message_id, "helpful": helpful}

        events = (await chat.log.read(opened.conversation_id)).events
        assert [s.event.helpful for s in events if isinstance(s.event, ReplyRated)] == [True, False]

    async def test_is_of_a_reply_of_this_conversation(
        self, chat: Chat, client: httpx.AsyncClient, opened: Opened
    ) -> None:
        foreign = await open_conversation(client)
        reply = a_reply(foreign.conversation_id)
        await chat.tell(reply)

        response = await opened.rate(reply.message_id, helpful=True)

        assert response.status_code == 404


class TestAnAddress:
    @pytest.mark.parametrize(
        ("host", "counted"),
        [
            ("203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("unix", "unix"),
        ],
    )
    async def test_is_counted_as_one_household(self, chat: Chat, host: str, counted: str) -> None:
        transport = httpx.ASGITransport(app=chat.app, client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            await client.post(f"{PREFIX}/conversations")

        assert chat.limits.asked == [f"webchat:start:{counted}"]


class TestTheDescriptionOfTheApi:
    async def test_names_bodies_errors_and_events(self, client: httpx.AsyncClient) -> None:
        paths = (await client.get("/openapi.json")).json()["paths"]

        send = paths[f"{PREFIX}/conversations/{{conversation_id}}/messages"]["post"]
        assert {"202", "401", "404", "413", "422", "429"} <= set(send["responses"])
        follow = paths[f"{PREFIX}/conversations/{{conversation_id}}/events"]["get"]
        events = follow["responses"]["200"]["content"]["text/event-stream"]
        assert events["schema"]["$ref"].endswith("/StreamEvent")
        assert events["example"].startswith("id: 4\n")
        assert follow["security"] == [{"HTTPBearer": []}]
