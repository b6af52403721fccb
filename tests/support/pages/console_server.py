"""A console with a web chat and a scripted assistant, for looking at it by itself.

`python -m tests.support.pages.console_server PORT`

`/enter/anna` signs Anna in; `/en` is a shop page with the chat. Nothing is kept.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.account import (
    access_refusals,
    privacy_pages,
    profile_page,
    sign_in_pages,
    staff_pages,
    stuck_page,
)
from assistant.console.account.account_pages import account_pages
from assistant.console.conversations.routes import routes
from assistant.console.copilot.ports import Copilot
from assistant.console.shell.access import attach
from assistant.console.shell.browser_session import set_token
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import CustomerWrote, ReplyDelivered, ReplyWritten
from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.lists.list_projection import tell
from assistant.desk.staff.sessions import Means
from assistant.kit.web.uvicorn_server import Server
from tests.support.memory.assemblies.web_chat import Chat
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.channel_books import MemoryContactBook
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.stuck_work import MemoryStuckWork
from tests.support.pages.console_desktop import Desktop, staffed
from tests.support.pages.staff_office import Office
from tests.support.pages.webchat_server import add_shop, unanswered
from tests.support.seeds.channel_conversations import TEMPLATES, seed_channels
from tests.support.seeds.console_conversations import seed
from tests.support.seeds.scripted_assistant import respond

_STEP_S = 0.03


async def _read_lag() -> None:
    """Say that the lists show the whole log."""


class Stage:
    """Everything of one server."""

    base_url = ""

    def __init__(self, copilot: Copilot | None = None) -> None:
        self.chat = Chat(heartbeat_s=1.0)
        self.cases = MemoryCases(self.chat.log)
        self.office = Office(clock=HandClock(datetime.now(UTC)))
        self.contacts = MemoryContactBook()
        desktop = Desktop(
            log=self.chat.log,
            cases=self.cases,
            fanout=self.chat.fanout,
            office=self.office,
            attachments=self.chat.files,
            templates=TEMPLATES,
            contacts=self.contacts,
            copilot=copilot,
        )
        self.queue = desktop.queue
        self.console = desktop.console()
        self.privacy = desktop.privacy()
        self.chat.inbox.on_message = self._queue
        self._furnish(self.chat.app)

    def _furnish(self, app: FastAPI) -> None:
        attach(app, self.office.access)
        access_refusals.install(app)
        app.include_router(sign_in_pages.routes(self.office.signing_in, shop="Maison Coton"))
        app.include_router(routes(self.console))
        app.include_router(staff_pages.routes(self.console, self.office.managing))
        app.include_router(account_pages(self.console))
        app.include_router(profile_page.routes(self.office.managing, self.chat.faces))
        app.include_router(privacy_pages.routes(self.console, self.privacy, keep_days=730))
        stuck = MemoryStuckWork(self.chat.log)
        app.include_router(stuck_page.routes(self.console, stuck, self.queue, _read_lag))
        app.add_api_route("/enter/{name}", self._enter, methods=["GET"])
        add_shop(app)

    async def _queue(self, wrote: CustomerWrote) -> None:
        await self.queue.put(wrote.conversation_id)

    async def _enter(self, request: Request, name: str) -> Response:
        """Sign an agent in without a password."""
        agent = await self.office.directory.agent(AgentId(name))
        assert agent is not None
        opened = await self.office.signing_in.open(agent, Means.PASSWORD)
        response = RedirectResponse("/console", status_code=303)
        set_token(request, response, opened.token, for_s=3600)
        return response

    async def follow(self) -> None:
        """Keep the lists along with the log."""
        while True:
            taken = await self.cases.advance(limit=500)
            if taken.changed:
                await tell(self.chat.fanout, taken.changed)
            await asyncio.sleep(_STEP_S)

    async def work(self) -> None:
        """Answer what is the assistant's, deliver what anybody wrote."""
        while True:
            work = await self.queue.take(wait_s=1.0)
            if work is not None:
                await self._turn(work.conversation_id)
                await self.queue.ack(work)

    async def _turn(self, one: ConversationId) -> None:
        log = self.chat.log
        events = [stored.event for stored in (await log.read(one)).events]
        if Conversation.fold(one, events).status is ConversationStatus.PENDING:
            for wrote in await unanswered(log, one):
                past = [stored.event for stored in (await log.read(one)).events]
                for event in respond(wrote, past):
                    await self.chat.tell(event)
        await deliver(self.chat, one)

    def close(self) -> None:
        self.chat.parts.streams.close()
        self.console.streams.close()


async def deliver(chat: Chat, one: ConversationId) -> None:
    """Say of every reply that it went out."""
    for stored in await chat.log.undelivered(datetime.now(UTC) + timedelta(1), limit=500):
        event = stored.event
        if isinstance(event, ReplyWritten) and event.conversation_id == one:
            delivered = ReplyDelivered(
                conversation_id=one, at=datetime.now(UTC), message_id=event.message_id
            )
            await chat.log.append(one, [delivered])


async def serve(port: int, count: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    stage = Stage()
    await staffed(stage.office)
    await seed(stage.chat.log, datetime.now(UTC), count=count)
    await seed_channels(stage.chat.log, stage.chat.files, datetime.now(UTC), stage.contacts)
    config = uvicorn.Config(stage.chat.app, port=port, log_level="warning")
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(stage.follow()), tasks.create_task(stage.work())]
        await Server(config, on_exit=stage.close).serve()
        for one in running:
            one.cancel()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
