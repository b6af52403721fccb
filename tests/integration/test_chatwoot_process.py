"""A worker and the web application as a shop runs them beside its Chatwoot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from assistant.app.compose.assistant_turn import assemble_steps
from assistant.app.compose.people_desk import assemble_outlooks
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.compose.services.chatwoot_helpdesk import open_helpdesk_loop
from assistant.app.processes.web_application import create_app
from assistant.app.processes.worker_duties import assemble_rounds
from assistant.app.processes.worker_process import assemble_absence, assemble_worker
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Reason, ReplyKind
from assistant.conversation.events import ReplyWritten
from assistant.conversation.message import ChannelKind, InboundMessage
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.kit.settings.system_settings import ChatwootSettings
from assistant.messages.inbox import Inbox
from assistant.understanding.types import Intent
from integrations.services.chatwoot.chatwoot_webhook import PATH
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.patience import until
from tests.support.seeds.conversation_events import WIDGET, started
from tests.support.seeds.people_events import C1
from tests.support.simulators.chatwoot.server import SECRET, TOKEN, ChatwootSimulator, Hook
from tests.support.simulators.chatwoot.store import ACCOUNT, INBOX, LEA
from tests.support.simulators.http_server import served
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import Assistant

pytestmark = pytest.mark.slow  # whole processes


@pytest.fixture
async def chatwoot() -> AsyncIterator[ChatwootSimulator]:
    async with ChatwootSimulator().serve() as simulator:
        yield simulator


@pytest.fixture
def settings(tmp_path: Path, chatwoot: ChatwootSimulator) -> Settings:
    return Settings(
        data_dir=tmp_path,
        helpdesk=HelpdeskSettings(kind="chatwoot"),
        chatwoot=ChatwootSettings(
            url=chatwoot.url,
            token=SecretStr(TOKEN),
            account=ACCOUNT,
            inbox=INBOX,
            webhook_secrets=(SecretStr(SECRET),),
        ),
    )


@asynccontextmanager
async def working(settings: Settings, parts: Parts) -> AsyncIterator[None]:
    """Run a worker, its rounds and the helpdesk's loop until the block ends."""
    outlooks = assemble_outlooks(settings, parts, None)
    assert outlooks is not None
    assistant = Assistant(replace(asked("une personne"), intent=Intent.ASK_FOR_PERSON))
    turn = replace(assistant.turn, outlooks=outlooks, clock=SystemClock())
    absence = assemble_absence(outlooks, "fr")
    steps = assemble_steps(turn, absence=absence)
    stop = asyncio.Event()
    async with (
        open_helpdesk_loop(settings, parts, default_language="fr") as loop,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(assemble_worker(settings, parts, steps, turn.apologise).run(stop))
        group.create_task(assemble_rounds(parts, absence, outlooks).run(stop))
        group.create_task(loop.run(stop))
        try:
            yield
        finally:
            stop.set()


async def write(parts: Parts, text: str) -> None:
    inbox = Inbox(events=parts.log, queue=parts.broker.queue, clock=SystemClock())
    await inbox.receive(
        InboundMessage(
            conversation_id=C1,
            channel=ChannelKind.WEBCHAT,
            account_id=WIDGET,
            provider_message_id=text,
            text=text,
            sent_at=datetime.now(UTC),
        )
    )


async def replies(parts: Parts) -> list[ReplyWritten]:
    record = await parts.log.read(C1)
    return [one.event for one in record.events if isinstance(one.event, ReplyWritten)]


class TestAShopWithChatwoot:
    async def test_hands_over_is_answered_and_given_back(
        self, settings: Settings, chatwoot: ChatwootSimulator
    ) -> None:
        async with (
            open_parts(settings) as parts,
            httpx.AsyncClient() as http,
            served(create_app(settings, parts, shop=None, demo=False)[0]) as url,
            working(settings, parts),
        ):
            chatwoot.hooks = [Hook(url=url + PATH)]
            await parts.log.start(started(at=datetime.now(UTC)))
            await write(parts, "une personne")

            async def is_handed_over() -> bool:
                return [one.status for one in chatwoot.store.conversations.values()] == ["open"]

            await until(is_handed_over)
            assert "note" in [who for who, _ in chatwoot.only.written()]
            chatwoot.waiting()

            chatwoot.says(LEA, "Bonjour, j'arrive.")
            assert await chatwoot.deliver(http) == [200]
            said = (await replies(parts))[-1]
            assert (said.kind, said.text) == (ReplyKind.WRITTEN, "Bonjour, j'arrive.")

            chatwoot.sets(LEA, "pending")
            assert await chatwoot.deliver(http) == [200]

            async def is_given_back() -> bool:
                record = await parts.log.read(C1)
                folded = Conversation.fold(C1, [one.event for one in record.events])
                return folded.status is ConversationStatus.PENDING

            await until(is_given_back)

    async def test_says_nothing_of_who_is_there(self, settings: Settings) -> None:
        async with open_parts(settings) as parts:
            outlooks = assemble_outlooks(settings, parts, None)
            assert outlooks is not None
            nobody_knows = Conversation(conversation_id=C1)

            outlook = await outlooks.outlook(nobody_knows, Reason.ASKED_FOR_PERSON)

        assert outlook.staffed is None

    async def test_believes_nothing_without_a_secret(self, settings: Settings) -> None:
        bare = settings.model_copy(
            update={"chatwoot": settings.chatwoot.model_copy(update={"webhook_secrets": ()})}
        )
        async with open_parts(settings) as parts:
            app, _ = create_app(bare, parts, shop=None, demo=False)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
                answer = await http.post(PATH, content=b"{}")

        assert answer.status_code == 404
