"""What Chatwoot posts is believed only if it is signed, and taken in once."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import ConversationEvent, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.helpdesk.types import HelpdeskCaseId, MirroredCase
from assistant.ports import LogUnavailableError
from integrations.services.chatwoot.chatwoot_webhook import (
    MAX_BYTES,
    PATH,
    ChatwootWebhook,
    is_fresh_and_signed,
    routes,
)
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.memory.assemblies.helpdesk_shop import Shop
from tests.support.memory.helpdesk import MemoryHelpdesk
from tests.support.seeds.people_events import C1
from tests.support.simulators.chatwoot.server import SECRET, headers
from tests.support.simulators.chatwoot.store import ACCOUNT, INBOX

Json = dict[str, Any]

CASE = HelpdeskCaseId("101")
NOW_S = 1_772_366_400  # noon, where the clock stands


class ChatwootNamed(MemoryHelpdesk):
    name = "chatwoot"


def message(**changed: object) -> Json:
    """Return `message_created` as the documentation shows it."""
    told: Json = {
        "event": "message_created",
        "id": 1042,
        "content": "Elle part demain.",
        "created_at": "2026-03-01T12:00:00.000Z",
        "message_type": "outgoing",
        "content_type": "text",
        "content_attributes": {},
        "private": False,
        "source_id": None,
        "sender": {"id": 5, "name": "Léa", "email": "Lea@shop.example", "type": "user"},
        "account": {"id": ACCOUNT, "name": "Maison Lune"},
        "inbox": {"id": INBOX, "name": "Comptoir"},
        "conversation": {
            "id": 101,
            "inbox_id": INBOX,
            "status": "open",
            "channel": "Channel::Api",
            "custom_attributes": {},
            "snoozed_until": None,
        },
    }
    return told | changed


def status(**changed: object) -> Json:
    """Return `conversation_status_changed` as the documentation shows it."""
    told: Json = {
        "event": "conversation_status_changed",
        "id": 101,
        "inbox_id": INBOX,
        "status": "pending",
        "account": {"id": ACCOUNT, "name": "Maison Lune"},
        "changed_attributes": [{"status": {"previous_value": "open", "current_value": "pending"}}],
    }
    return told | changed


class Door:
    """The route, with a conversation that has a case behind it."""

    def __init__(self, http: httpx.AsyncClient, shop: Shop) -> None:
        self.http = http
        self.shop = shop

    async def post(
        self,
        told: Json | bytes,
        *,
        secret: str = SECRET,
        at_s: int = NOW_S,
        without: Sequence[str] = (),
        extra: Mapping[str, str] | None = None,
    ) -> int:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        sent = headers(body, at_s, secret) | dict(extra or {})
        for name in without:
            del sent[name]
        return (await self.http.post(PATH, content=body, headers=sent)).status_code

    async def said(self) -> list[str]:
        return [one.text for one in await self.shop.by_agents()]


class AwayLog(MemoryEventLog):
    """Takes nothing while `away`."""

    away = False

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
        expected_last: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        if self.away:
            raise LogUnavailableError
        return await super().append(
            conversation_id,
            events,
            expected_version=expected_version,
            expected_last=expected_last,
        )


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    shop = Shop(ChatwootNamed, agents=[agent("lea")], events=AwayLog())
    await shop.open()
    await shop.says("Il me faut quelqu'un.")
    await shop.loop.take_in()
    await shop.book.save(
        MirroredCase(conversation_id=C1, case_id=CASE, status=ConversationStatus.OPEN, mirrored=9)
    )
    (kept,) = await shop.book.due(shop.clock.now(), limit=9)
    await shop.book.settle(kept)
    webhook = ChatwootWebhook(
        secrets=[SECRET, "the-old-one"],
        account=ACCOUNT,
        inbox=INBOX,
        book=shop.book,
        taking=shop.taking,
        clock=shop.clock,
    )
    app = FastAPI()
    app.include_router(routes(webhook))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
        yield Door(http, shop)


class TestASignature:
    async def test_with_either_secret_is_believed(self, door: Door) -> None:
        assert await door.post(message()) == 200
        assert await door.post(message(id=1043), secret="the-old-one") == 200
        assert await door.said() == ["Elle part demain.", "Elle part demain."]

    async def test_with_another_secret_is_not(self, door: Door) -> None:
        assert await door.post(message(), secret="guessed") == 401
        assert await door.post(message(), secret="") == 401
        assert await door.said() == []

    @pytest.mark.parametrize("name", ["X-Chatwoot-Signature", "X-Chatwoot-Timestamp"])
    async def test_that_is_missing_is_not(self, door: Door, name: str) -> None:
        assert await door.post(message(), without=[name]) == 401

    async def test_of_another_time_is_not(self, door: Door) -> None:
        later = {"X-Chatwoot-Timestamp": str(NOW_S + 1)}
        assert await door.post(message(), extra=later) == 401

    @pytest.mark.parametrize(
        ("off_s", "answer"), [(-301, 401), (-299, 200), (299, 200), (301, 401)]
    )
    async def test_holds_for_five_minutes(self, door: Door, off_s: int, answer: int) -> None:
        assert await door.post(message(), at_s=NOW_S + off_s) == answer

    @pytest.mark.parametrize(
        "signature", ["", "sha256=", "sha256=é", "sha1=abc", "sha256=" + "0" * 64]
    )
    @pytest.mark.parametrize("timestamp", ["", "now", "-1", "1" * 400, "١٢٣", str(NOW_S)])
    def test_that_makes_no_sense_is_not(self, signature: str, timestamp: str) -> None:
        assert not is_fresh_and_signed(
            b"{}", timestamp=timestamp, signature=signature, secrets=[SECRET], now_s=NOW_S
        )

    @pytest.mark.parametrize("secrets", [[], [""]])
    def test_without_a_secret_is_never_there(self, secrets: list[str]) -> None:
        sent = headers(b"{}", NOW_S, "")
        signature = sent["X-Chatwoot-Signature"]
        assert not is_fresh_and_signed(
            b"{}", timestamp=str(NOW_S), signature=signature, secrets=secrets, now_s=NOW_S
        )


class TestABody:
    async def test_that_is_too_big_is_not_read(self, door: Door) -> None:
        assert await door.post(b" " * (MAX_BYTES + 1)) == 413

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b'{"event": 3}', b'{"event": "message_created"}']
    )
    async def test_that_makes_no_sense_is_refused(self, door: Door, body: bytes) -> None:
        assert await door.post(body) == 400

    async def test_of_an_event_that_nobody_wants_is_passed_over(self, door: Door) -> None:
        assert await door.post({"event": "contact_created", "id": 3}) == 200


class TestAMessage:
    async def test_reaches_the_customer_once_however_often_it_comes(self, door: Door) -> None:
        for _ in range(3):
            assert await door.post(message()) == 200

        assert await door.said() == ["Elle part demain."]

    async def test_answers_what_its_writer_had_before_them(self, door: Door) -> None:
        await door.post(message())

        assert (await door.shop.conversation()).unanswered == ()

    @pytest.mark.parametrize(
        "changed",
        [
            {"message_type": "incoming", "sender": {"id": 1, "type": "contact"}},
            {"message_type": "template"},
            {"message_type": "activity", "sender": None},
            {"sender": {"id": 2, "name": "Bot", "type": "agent_bot"}},
            {"sender": None},
            {"source_id": "comptoir:c1:4"},
            {"content_attributes": {"comptoir_entry": "comptoir:c1:4"}},
            {"content": ""},
            {"account": {"id": 8}},
            {"conversation": {"id": 101, "inbox_id": 99, "status": "open"}},
            {"conversation": {"id": 999, "inbox_id": INBOX, "status": "open"}},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    async def test_of_nobody_who_answers_here_is_passed_over(
        self, door: Door, changed: Json
    ) -> None:
        assert await door.post(message(**changed)) == 200

        assert await door.said() == []

    async def test_that_cannot_be_kept_is_not_acknowledged(self, door: Door) -> None:
        assert isinstance(door.shop.events, AwayLog)
        door.shop.events.away = True
        assert await door.post(message()) == 503

        door.shop.events.away = False
        assert await door.post(message()) == 200

        assert await door.said() == ["Elle part demain."]


class TestAStatus:
    async def test_is_not_believed_but_looked_up(self, door: Door) -> None:
        assert await door.post(status()) == 200

        (kept,) = await door.shop.book.due(door.shop.clock.now(), limit=9)
        assert kept.case_id == CASE
        assert await door.shop.status() is ConversationStatus.OPEN

    @pytest.mark.parametrize("changed", [{"account": {"id": 8}}, {"inbox_id": 99}, {"id": 999}])
    async def test_of_something_else_is_passed_over(self, door: Door, changed: Json) -> None:
        assert await door.post(status(**changed)) == 200

        assert list(await door.shop.book.due(door.shop.clock.now(), limit=9)) == []
