"""Put the MCP server together: over HTTP beside the chat, or for one program over its pipes."""

import asyncio
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from starlette.routing import Route

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.completions import read_clients
from assistant.app.compose.mcp_shelf import LazyShelf
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.product_names import ProductNames
from assistant.app.compose.shop import public_url
from assistant.commerce.ports import ShopSystem
from assistant.operations.rules import load_rules
from assistant.kit.settings.settings import SettingError, Settings
from integrations.channels.completions.client_conversations import CompletionsIdentifier, CompletionsInbox, ClientConversations
from integrations.channels.mcp.mcp_callers import StaffKey
from integrations.channels.mcp.customer_tools import CustomerTools
from integrations.channels.mcp.http_endpoint import PATH, McpEndpoint
from integrations.channels.mcp.offers import ToolLists
from integrations.channels.mcp.quiet import silence
from integrations.channels.mcp.server import McpParts

if TYPE_CHECKING:
    from integrations.channels.mcp.insight_tools import InsightTools


def mcp_route(
    settings: Settings,
    parts: Parts,
    inbox: CompletionsInbox,
    identifier: CompletionsIdentifier | None,
    shop: ShopSystem | None,
) -> Route:
    """Return the route of /mcp.

    Raises:
        SettingError: two keys are the same.
    """
    endpoint = McpEndpoint(
        desk=assemble_tool_desk(settings, parts, inbox, identifier, shop),
        clients=read_clients(settings),
        staff=read_staff_keys(settings),
        directory=parts.directory,
        origins=settings.webchat.origins,
    )
    return Route(PATH, endpoint)


def assemble_tool_desk(
    settings: Settings,
    parts: Parts,
    inbox: CompletionsInbox,
    identifier: CompletionsIdentifier | None,
    shop: ShopSystem | None,
) -> McpParts:
    """Return all that tools need."""
    silence()
    talk = ClientConversations(
        events=parts.log,
        inbox=inbox,
        fanout=parts.broker.fanout,
        clock=SystemClock(),
        identifier=identifier,
    )
    shop_url = public_url(settings.shop)
    return McpParts(
        customers=CustomerTools(talk=talk, wait_s=settings.completions.wait_s, shop_url=shop_url),
        shelf=LazyShelf(settings),
        insights=_LazyInsights(settings, parts).tools,
        offers=ToolLists(
            rules=load_rules(settings.shop.rules) if shop else None,
            max_chars=settings.webchat.max_chars,
        ),
        limits=parts.broker.limits,
        audit=parts.audit,
        clock=SystemClock(),
        version=version("comptoir"),
        shop_url=shop_url,
    )


def read_staff_keys(settings: Settings) -> tuple[StaffKey, ...]:
    """Return the keys of the shop's people.

    Raises:
        SettingError: two of them are the same.
    """
    keys = tuple(StaffKey(**one.model_dump()) for one in settings.mcp.staff)
    if len({one.key_sha256 for one in keys}) < len(keys):
        msg = "COMPTOIR_MCP__STAFF: the same key stands there twice"
        raise SettingError(msg)
    return keys


@dataclass(slots=True)
class _LazyInsights:
    """What counts, loaded with the first question: it takes seconds and some hundred megabytes."""

    settings: Settings
    parts: Parts
    _tools: "InsightTools | None" = None
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tools(self) -> "InsightTools":
        async with self._loading:
            if self._tools is None:
                self._tools = await asyncio.to_thread(self._load)
            return self._tools

    def _load(self) -> "InsightTools":
        from assistant.app.compose.insight_assembly import assemble_reading  # noqa: PLC0415  # seconds
        from integrations.channels.mcp.insight_tools import InsightTools  # noqa: PLC0415

        reading, _ = assemble_reading(self.settings, self.parts.database)
        names = ProductNames(self.settings).read
        return InsightTools(reading=reading, product_names=names)
