"""A shop whose people answer in a simulated Chatwoot: log and book on SQLite, HTTP both ways."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from fastapi import FastAPI

from integrations.services.chatwoot.chatwoot_client import open_client
from integrations.services.chatwoot.chatwoot_desk import ChatwootDesk
from integrations.services.chatwoot.chatwoot_webhook import PATH, ChatwootWebhook, routes
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.helpdesk_book import SqlCaseBook
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.memory.assemblies.helpdesk_shop import Shop
from tests.support.simulators.chatwoot.server import SECRET, TOKEN, ChatwootSimulator, Hook
from tests.support.simulators.chatwoot.store import ACCOUNT, INBOX, Json
from tests.support.simulators.http_server import served


class Journey:
    """Both sides, and the way between them."""

    def __init__(self, chatwoot: ChatwootSimulator, shop: Shop, http: httpx.AsyncClient) -> None:
        self.chatwoot = chatwoot
        self.shop = shop
        self.http = http

    async def settle(self) -> None:
        """Let both sides come together, and deliver what Chatwoot tells, until all is quiet."""
        for _ in range(20):
            await self.shop.settle()
            told = self.chatwoot.waiting()
            if not told:
                return
            assert set(await self.chatwoot.deliver(self.http, told)) <= {200}
        message = "it never comes to rest"
        raise AssertionError(message)

    async def hand_off(self) -> None:
        """Have the customer ask something, then for a person, who gets to see it."""
        await self.shop.open()
        await self.shop.says("Où est ma commande 1042 ?")
        await self.shop.says("Je veux parler à quelqu'un.")
        await self.settle()

    async def told(self, told: list[Json]) -> list[int]:
        """Deliver what is given, in its order."""
        return await self.chatwoot.deliver(self.http, told)

    def answered(self, text: str) -> bool:
        """Whether the customer got it."""
        return text in self.shop.channel.texts

    def moves_of_status(self) -> int:
        """How often we set a status."""
        return sum(path.endswith("toggle_status") for _, path in self.chatwoot.asked)


@contextlib.asynccontextmanager
async def journey(folder: Path) -> AsyncIterator[Journey]:
    """Open both sides until the block ends; Léa is in the directory, Noé is not."""
    async with (
        ChatwootSimulator().serve() as chatwoot,
        open_client(url=chatwoot.url, token=TOKEN, account=ACCOUNT) as client,
        open_database(f"sqlite:///{folder / 'log.db'}") as database,
        httpx.AsyncClient() as http,
    ):
        shop = Shop(
            lambda _: ChatwootDesk(client, inbox=INBOX),
            agents=[agent("lea")],
            book=SqlCaseBook(database),
            events=SqlEventLog(database),
        )
        chatwoot.store.now = shop.clock.now
        app = FastAPI()
        app.include_router(
            routes(
                ChatwootWebhook(
                    secrets=["the-new-one", SECRET],
                    account=ACCOUNT,
                    inbox=INBOX,
                    book=shop.book,
                    taking=shop.taking,
                    clock=shop.clock,
                )
            )
        )
        async with served(app) as url:
            chatwoot.hooks = [Hook(url=url + PATH)]
            yield Journey(chatwoot, shop, http)
