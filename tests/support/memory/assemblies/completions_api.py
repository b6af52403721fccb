"""The chat completions API on the ports in memory, served over HTTP, with a worker that is told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import openai
from fastapi import FastAPI

from assistant.conversation.events import ConversationEvent, CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Card, Source
from assistant.kit.web import middleware, web_errors
from assistant.messages.load_gate import LoadGate
from assistant.operations.identity.ports import CustomerIdentifier
from assistant.ports import LogUnavailableError, Record
from integrations.channels.completions.channel import NOTICE
from integrations.channels.completions.client_conversations import ClientConversations
from integrations.channels.completions.clients import Client, digest
from integrations.channels.completions.routes import Completions, routes
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.web_chat import Limits, LogInbox, SystemClock, a_reply
from tests.support.memory.fanout import MemoryFanout
from tests.support.simulators.http_server import served

KEY, OTHER_KEY, QUESTIONS_KEY = "ck-kiosk", "ck-other", "ck-questions"
CLIENTS = (
    Client(name="kiosk", key_sha256=digest(KEY)),
    Client(name="other", key_sha256=digest(OTHER_KEY)),
    Client(name="questions", key_sha256=digest(QUESTIONS_KEY), operates=False),
)

SHOP = "https://shop.example"
PAGE = Source(title="Returns", url="/returns", quote="30 days", language="en", score=0.9)
MUG = Card(
    product_id="p1",
    title="Mug",
    subtitle="",
    price="12 €",
    availability="",
    url="/mug",
    image_url="/mug.jpg",
)

Worker = Callable[[CustomerWrote], Awaitable[None]]


class GoingAway(MemoryEventLog):
    """Cannot be read for what came since, once it `goes`."""

    goes = False

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        if self.goes and after:
            raise LogUnavailableError
        return await super().read(conversation_id, after=after)


@dataclass
class Api:
    """The API, and what is behind it."""

    wait_s: float = 5.0
    identifier: CustomerIdentifier | None = None
    limits: Limits = field(default_factory=Limits)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    fanout: MemoryFanout = field(default_factory=MemoryFanout)
    heard: list[CustomerWrote] = field(default_factory=list)
    says: str = "You have 30 days. Returns are free."
    url: str = ""
    load: LoadGate | None = None

    def __post_init__(self) -> None:
        self.clock = SystemClock()
        self.inbox = LogInbox(self.log, self.clock, on_message=self._work)

    async def _work(self, wrote: CustomerWrote) -> None:
        self.heard.append(wrote)
        if self.says:
            reply = a_reply(wrote.conversation_id, self.says, answers=(wrote.message_id,))
            await self.tell(reply)

    def says_where_it_stands(self) -> None:
        """Answer with a page and a product, at addresses within the shop."""

        async def answer(wrote: CustomerWrote) -> None:
            said = a_reply(wrote.conversation_id, "30 days.", answers=(wrote.message_id,))
            await self.tell(replace(said, sources=(PAGE,), cards=(MUG,)))

        self.inbox.on_message = answer

    async def tell(self, *events: ConversationEvent) -> None:
        """Write events, and tell whoever waits."""
        for event in events:
            await self.log.append(event.conversation_id, [event])
        await self.fanout.publish(events[-1].conversation_id, NOTICE)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["Api"]:
        app = FastAPI()
        talk = ClientConversations(
            events=self.log,
            inbox=self.inbox,
            fanout=self.fanout,
            clock=self.clock,
            identifier=self.identifier,
            load=self.load,
        )
        parts = Completions(
            talk=talk,
            clients=CLIENTS,
            limits=self.limits,
            max_chars=2000,
            wait_s=self.wait_s,
            shop_url=SHOP,
        )
        app.include_router(routes(parts))
        web_errors.install(app)
        middleware.install(app)
        async with served(app) as address:
            self.url = f"{address}/v1"
            yield self

    @asynccontextmanager
    async def client(self, key: str = KEY) -> AsyncIterator[openai.AsyncOpenAI]:
        """Yield the client library that everybody uses."""
        async with openai.AsyncOpenAI(base_url=self.url, api_key=key, max_retries=0) as client:
            yield client


def conversation(called: str, *, of: Client = CLIENTS[0]) -> ConversationId:
    return of.conversation(called)
