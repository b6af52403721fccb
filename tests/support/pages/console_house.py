"""The console over HTTP, in process, with one conversation."""

from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from assistant.commerce.ports import ShopSystem
from assistant.console.account import staff_pages, stuck_page
from assistant.console.account.account_pages import account_pages
from assistant.console.conversations.file_rules import FileRules
from assistant.console.conversations.routes import routes
from assistant.console.copilot.ports import Copilot
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import ListsLag
from assistant.improvement.runs.live_check import LiveCheck
from assistant.messages.channels.message_templates import Templates
from assistant.operations.gate import Gate
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.stuck_work import MemoryStuckWork
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.pages.console_desktop import FILE_RULES, Desktop
from tests.support.pages.staff_office import Office, include_later
from tests.support.seeds.conversation_events import WIDGET, wrote

C1 = ConversationId("c1")
THREAD = "/console/c/c1"
SCRIPT = {"X-Requested-With": "console", "Accept": "application/json"}


class House:
    """A console with one conversation, and browsers that are signed in."""

    def __init__(
        self,
        office: Office,
        *,
        shop: ShopSystem | None = None,
        gate: Gate | None = None,
        file_rules: FileRules = FILE_RULES,
        entrance: APIRouter | None = None,
        templates: Templates | None = None,
        copilot: Copilot | None = None,
        check: LiveCheck | None = None,
    ) -> None:
        """Take the pages of signing in as `entrance`; none: those without a provider."""
        self.office = office
        self.log = MemoryEventLog()
        self.cases = MemoryCases(self.log)
        self.console = Desktop(
            log=self.log,
            cases=self.cases,
            office=office,
            shop=shop,
            gate=gate,
            clock=office.clock,
            file_rules=file_rules,
            templates=templates,
            copilot=copilot,
            check=check,
        ).console()
        self.stuck, self.queue = MemoryStuckWork(self.log), MemoryWorkQueue()
        self.lag: ListsLag | None = None
        self.app: FastAPI = office.app(entrance)
        include_later(
            self.app,
            lambda: routes(self.console),
            lambda: account_pages(self.console),
            lambda: staff_pages.routes(self.console, office.managing),
            lambda: stuck_page.routes(self.console, self.stuck, self.queue, self._read_lag),
        )

    async def _read_lag(self) -> ListsLag | None:
        return self.lag

    async def happen(self, *events: ConversationEvent) -> None:
        await self.log.append(C1, events)
        await self.cases.advance(limit=100)

    async def say(self, message: str, text: str = "Bonjour") -> None:
        event = wrote(message, text=text)
        await self.log.accept(event, account_id=WIDGET, provider_message_id=message)
        await self.cases.advance(limit=100)

    async def events(self) -> list[ConversationEvent]:
        return [stored.event for stored in (await self.log.read(C1)).events]

    async def state(self) -> Conversation:
        return Conversation.fold(C1, await self.events())

    async def written(self) -> list[ReplyWritten]:
        return [one for one in await self.events() if isinstance(one, ReplyWritten)]

    async def audited(self) -> list[str]:
        return [entry.deed.action for entry in await self.office.audit.read()]


def writing(text: str, client_id: str = "w1", **more: str) -> dict[str, str]:
    return {"mode": "reply", "text": text, "client_id": client_id, "seen": "99", **more}


async def posted(client: httpx.AsyncClient, what: str, **fields: str) -> tuple[int, dict[str, Any]]:
    answer = await client.post(f"{THREAD}/{what}", data=fields, headers=SCRIPT)
    body: dict[str, Any] = answer.json()
    return answer.status_code, body
