from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationClaimed,
    ConversationEvent,
    ConversationResolved,
    HandoffRequested,
    Reason,
    ReplyStatusReported,
    SatisfactionRated,
)
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import DeliveryStatus
from assistant.desk.nudges import customer_typing_topic
from integrations.channels.webchat.webchat_parts import Wait
from tests.support.memory.assemblies.web_chat import Chat
from tests.support.seeds.conversation_events import replied
from tests.support.seeds.people_events import agent_replied

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OPENS = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
BASE = "/api/webchat/v1/conversations"


class Queue:
    async def wait(self, conversation: Conversation) -> Wait:
        assert conversation.unanswered == ()
        return Wait(position=3, minutes=4, opens_at=OPENS, opens="demain à 9 h")


class Customer:
    def __init__(self, client: httpx.AsyncClient, made: dict[str, str]) -> None:
        self.client = client
        self.conversation = ConversationId(made["conversation_id"])
        self.headers = {"Authorization": f"Bearer {made['token']}"}

    async def post(self, path: str, body: object = None) -> httpx.Response:
        url = f"{BASE}/{self.conversation}/{path}"
        return await self.client.post(url, headers=self.headers, json=body or {})


@pytest.fixture
def chat() -> Chat:
    return Chat(waits=Queue())


@pytest.fixture
async def customer(client: httpx.AsyncClient) -> Customer:
    return Customer(client, (await client.post(BASE)).json())


def handed_off(conversation: ConversationId) -> ConversationEvent:
    return HandoffRequested(conversation_id=conversation, at=AT, reason=Reason.ASKED_FOR_PERSON)


def claimed(conversation: ConversationId) -> ConversationEvent:
    return ConversationClaimed(conversation_id=conversation, at=AT, agent_id=AgentId("anna"))


def resolved(conversation: ConversationId, by: str | None = "anna") -> ConversationEvent:
    agent = AgentId(by) if by else None
    return ConversationResolved(conversation_id=conversation, at=AT, by=agent)


class TestTheWait:
    async def test_is_told_while_the_conversation_is_in_the_queue(
        self, chat: Chat, customer: Customer
    ) -> None:
        await chat.log.append(customer.conversation, [handed_off(customer.conversation)])

        told = (await customer.post("wait")).json()

        assert told == {
            "position": 3,
            "minutes": 4,
            "opens_at": "2026-11-25T08:00:00Z",
            "opens": "demain à 9 h",
        }

    async def test_is_not_known_before_and_after(self, chat: Chat, customer: Customer) -> None:
        nothing = {"position": None, "minutes": None, "opens_at": None, "opens": None}
        assert (await customer.post("wait")).json() == nothing

        await chat.log.append(customer.conversation, [claimed(customer.conversation)])
        assert (await customer.post("wait")).json() == nothing


class TestTyping:
    async def test_is_told_to_the_desk_and_not_to_the_customers_pages(
        self, chat: Chat, customer: Customer
    ) -> None:
        async with (
            chat.fanout.subscribe(customer_typing_topic(customer.conversation)) as desk,
            chat.fanout.subscribe(customer.conversation),
        ):
            response = await customer.post("typing")

            assert response.status_code == 204
            assert b'"customer"' in await anext(desk)

    async def test_is_kept_so_that_the_customer_is_listened_to(
        self, chat: Chat, customer: Customer
    ) -> None:
        assert await chat.typing.last(customer.conversation) is None
        begun = chat.clock.now()

        await customer.post("typing")

        typed = await chat.typing.last(customer.conversation)
        assert typed is not None
        assert begun <= typed <= chat.clock.now()

    async def test_may_be_told_every_two_seconds(self, customer: Customer) -> None:
        for _ in range(30):
            assert (await customer.post("typing")).status_code == 204


class TestHowItWas:
    async def test_is_kept_once_for_what_a_person_resolved(
        self, chat: Chat, customer: Customer
    ) -> None:
        await chat.log.append(customer.conversation, [resolved(customer.conversation)])

        for score in (4, 1):
            response = await customer.post("satisfaction", {"score": score, "comment": " bien "})
            assert response.status_code == 204

        events = [s.event for s in (await chat.log.read(customer.conversation)).events]
        (rated,) = [event for event in events if isinstance(event, SatisfactionRated)]
        assert (rated.score, rated.comment) == (4, "bien")

    @pytest.mark.parametrize("by", [None, "nothing"])
    async def test_is_not_asked_of_what_no_person_resolved(
        self, chat: Chat, customer: Customer, by: str | None
    ) -> None:
        if by is None:
            await chat.log.append(customer.conversation, [resolved(customer.conversation, None)])

        assert (await customer.post("satisfaction", {"score": 5})).status_code == 404

    @pytest.mark.parametrize("score", [0, 6, "five"])
    async def test_is_from_one_to_five(self, customer: Customer, score: object) -> None:
        assert (await customer.post("satisfaction", {"score": score})).status_code == 422

    async def test_is_said_by_whoever_has_the_token_alone(
        self, client: httpx.AsyncClient, customer: Customer
    ) -> None:
        for path in ("wait", "typing", "satisfaction"):
            url = f"{BASE}/{customer.conversation}/{path}"
            body = {"score": 5}
            nobody = await client.post(url, json=body)
            other = await client.post(url, json=body, headers={"Authorization": "Bearer x"})
            assert (nobody.status_code, other.status_code) == (401, 404)


class TestReading:
    async def test_shows_a_person_that_their_words_are_read_once(
        self, chat: Chat, customer: Customer
    ) -> None:
        one = customer.conversation
        mine, unread = (replace(agent_replied(m), conversation_id=one) for m in ("r1", "r2"))
        by_machine = replace(replied("r0"), conversation_id=one)
        await chat.log.append(one, [by_machine, mine, unread])
        for _ in range(2):
            answer = await customer.post("seen", {"sequence": 3})
            assert answer.status_code == 204

        record = await chat.log.read(one)
        told = [s.event for s in record.events if isinstance(s.event, ReplyStatusReported)]
        assert [(e.message_id, e.status) for e in told] == [("r1", DeliveryStatus.READ)]

    async def test_is_of_a_place_that_there_can_be(self, customer: Customer) -> None:
        assert (await customer.post("seen", {"sequence": -1})).status_code == 422
