"""The MCP server on the ports in memory, with the SDK's client at the other end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property

from mcp.shared.memory import create_connected_server_and_client_session

from assistant.conversation.message import Language
from assistant.conversation.people import Agent, Role
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.autonomy.autonomy_board import BoardRow, board
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.shop_rules import load_rules
from integrations.channels.completions.client_conversations import ClientConversations
from integrations.channels.completions.clients import Client
from integrations.channels.mcp.catalogue_tools import ProductQuery
from integrations.channels.mcp.change_tools import ChangeTools
from integrations.channels.mcp.customer_tools import CustomerTools
from integrations.channels.mcp.improvement_tools import ImprovementTools
from integrations.channels.mcp.mcp_callers import Caller, ForCustomers, ForStaff
from integrations.channels.mcp.mcp_server import Insights, McpParts, make_server
from integrations.channels.mcp.tool_lists import ToolLists
from retrieval.catalogue.types import Money, Product, Variant
from tests.support.memory.assemblies.completions_api import CLIENTS, SHOP, Api
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.page_draft_book import MemoryDraftBook
from tests.support.memory.settings_book import MemorySettingsBook
from tests.support.memory.trial_run_book import MemoryTrialRuns
from tests.support.pages.staff_office import Office
from tests.support.processes.mcp_programs import Program
from tests.support.seeds.autonomy_tables import FixedTable

MUG = Product(
    product_id="p1",
    language="en",
    title="Ouessant Mug",
    description="Stoneware, made in Brittany.",
    variants=(
        Variant(
            sku="MUG-B",
            options=(("Colour", "Blue"),),
            price=Money(amount_minor=1200, currency="EUR"),
        ),
        Variant(
            sku="MUG-R",
            options=(("Colour", "Red"),),
            price=Money(amount_minor=1500, currency="EUR"),
            stock=0,
        ),
    ),
    url="/mug",
)


@dataclass
class OneShelf:
    """A shop that sells one thing; remembers what it was asked."""

    asked: list[ProductQuery] = field(default_factory=list)
    error: Exception | None = None

    async def search(self, asked: ProductQuery) -> Sequence[Product]:
        if self.error:
            raise self.error
        self.asked.append(asked)
        return [MUG]

    async def product(self, product_id: str, *, language: Language) -> Product | None:
        del language
        return MUG if product_id == MUG.product_id else None


@dataclass
class Counter:
    """Tools over an `Api`'s log, whose worker answers as a test says."""

    api: Api = field(default_factory=Api)
    office: Office = field(default_factory=Office)
    shelf: OneShelf = field(default_factory=OneShelf)
    insights: Callable[[], Awaitable[Insights]] | None = None
    changes: MemoryChangeBook = field(default_factory=MemoryChangeBook)
    drafts: MemoryDraftBook = field(default_factory=MemoryDraftBook)
    runs: MemoryTrialRuns = field(default_factory=MemoryTrialRuns)
    operates: bool = True

    def desk(self) -> McpParts:
        talk = ClientConversations(
            events=self.api.log,
            inbox=self.api.inbox,
            fanout=self.api.fanout,
            clock=self.api.clock,
            identifier=self.api.identifier,
            load=self.api.load,
        )
        return McpParts(
            customers=CustomerTools(talk=talk, wait_s=self.api.wait_s, shop_url=SHOP),
            shelf=self.shelf,
            insights=self.insights or _none,
            changes=ChangeTools(
                book=self.changes,
                drafts=self.drafts,
                settings=self.settings,
                autonomy=FixedTable(),
                clock=self.office.clock,
            ),
            improvement=ImprovementTools(board=self._board, runs=self.runs),
            offers=ToolLists(rules=load_rules() if self.operates else None, max_chars=2000),
            limits=self.api.limits,
            audit=self.office.audit,
            clock=self.office.clock,
            version="1",
            shop_url=SHOP,
        )

    async def _board(self) -> Sequence[BoardRow]:
        return board(load_table(), (), ())

    @cached_property
    def settings(self) -> SettingsChanges:
        """Return the way to change settings, over a book in memory."""
        live = LiveSettings(server=Settings(), book=MemorySettingsBook(), fanout=self.api.fanout)
        return SettingsChanges(live=live, audit=self.office.audit, clock=self.office.clock)

    @asynccontextmanager
    async def program(self, caller: Caller | None = None) -> AsyncIterator[Program]:
        """Connect a program."""
        server = make_server(self.desk(), caller or self.for_customers())
        async with create_connected_server_and_client_session(server) as session:
            yield Program(session)

    def for_customers(self, client: Client = CLIENTS[0], **more: str) -> ForCustomers:
        return ForCustomers(client=client, **more)

    def for_staff(self, agent: Agent) -> ForStaff:
        return ForStaff(agent=agent)

    async def hire(self, name: str, role: Role) -> ForStaff:
        """Return what somebody of a role calls as."""
        return ForStaff(agent=await self.office.hire(name, role))


async def _none() -> Insights:
    raise AssertionError
