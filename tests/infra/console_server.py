"""A console with a web chat and a scripted assistant, for looking at it by itself.

`python -m tests.infra.console_server PORT`

`/enter/anna` signs Anna in; `/en` is a shop page with the chat. Nothing is kept.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import uvicorn
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.routes import routes
from assistant.conversation.conversation import Conversation, Status
from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.memory_cases import MemoryCases
from assistant.web.server import Server
from tests.infra.console import Desktop, require
from tests.infra.console_seed import seed
from tests.infra.script import respond
from tests.infra.webchat import Chat
from tests.infra.webchat_server import add_shop, unanswered

_STEP_S = 0.03


class Stage:
    """Everything of one server."""

    base_url = ""

    def __init__(self) -> None:
        self.chat = Chat(heartbeat_s=1.0)
        self.cases = MemoryCases(self.chat.log)
        desktop = Desktop(log=self.chat.log, cases=self.cases, fanout=self.chat.fanout)
        self.queue = desktop.queue
        self.console = desktop.console()
        self.chat.inbox.on_message = self._queue
        self.chat.app.include_router(routes(self.console, require))
        self.chat.app.add_api_route("/enter/{agent}", self._enter, methods=["GET"])
        add_shop(self.chat.app)

    async def _queue(self, wrote: CustomerWrote) -> None:
        await self.queue.put(wrote.conversation_id)

    async def _enter(self, agent: str) -> Response:
        response = RedirectResponse("/console", status_code=303)
        response.set_cookie("agent", agent, httponly=True, samesite="lax")
        return response

    async def follow(self) -> None:
        """Keep the lists along with the log."""
        while True:
            await self.cases.advance(limit=500)
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
        if Conversation.fold(one, events).status is Status.PENDING:
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
    from assistant.conversation.events import ReplyDelivered  # noqa: PLC0415

    for stored in await chat.log.undelivered(datetime.now(UTC) + timedelta(1), limit=500):
        event = stored.event
        if event.conversation_id == one:
            delivered = ReplyDelivered(
                conversation_id=one, at=datetime.now(UTC), message_id=event.message_id
            )
            await chat.log.append(one, [delivered])


async def serve(port: int, count: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    stage = Stage()
    await seed(stage.chat.log, datetime.now(UTC), count=count)
    config = uvicorn.Config(stage.chat.app, port=port, log_level="warning")
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(stage.follow()), tasks.create_task(stage.work())]
        await Server(config, on_exit=stage.close).serve()
        for one in running:
            one.cancel()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
