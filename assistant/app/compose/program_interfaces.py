"""Assemble the interfaces for programs: the chat completions API and the tools of MCP."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.routing import Route

from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.products.wanted_products import wanted
from assistant.app.compose.answer_engine import (
    LiveKnowledge,
    ThreadedReader,
    open_search,
)
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.services.earned_autonomy import read_board
from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.app.compose.shop_profile import ProductNames, public_url
from assistant.commerce.ports import ShopSystem
from assistant.conversation.message import Language
from assistant.improvement.quality.judgement_desk import JudgementDesk
from assistant.kit.calls.opened_once import OpenedOnce
from assistant.kit.settings.settings import SettingError, Settings
from assistant.messages.inbox import Inbox
from assistant.messages.load_gate import LoadGate
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.identity.ports import CustomerIdentifier
from assistant.operations.shop_rules import load_rules
from assistant.understanding.types import ReadingContext, Understanding
from integrations.channels.completions.client_conversations import ClientConversations
from integrations.channels.completions.clients import Client
from integrations.channels.completions.routes import Completions, routes
from integrations.channels.mcp.catalogue_tools import ProductQuery
from integrations.channels.mcp.change_tools import ChangeTools
from integrations.channels.mcp.customer_tools import CustomerTools
from integrations.channels.mcp.http_endpoint import PATH, McpEndpoint
from integrations.channels.mcp.improvement_tools import ImprovementTools
from integrations.channels.mcp.mcp_callers import StaffKey
from integrations.channels.mcp.mcp_server import McpParts, silence
from integrations.channels.mcp.tool_lists import ToolLists
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.insights.quality_book import SqlQualityBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from retrieval.catalogue.types import Product
from retrieval.catalogue.written_prices import decimals_of
from retrieval.index.index_versions import Versions
from retrieval.searching.search import Searcher

if TYPE_CHECKING:
    from integrations.channels.mcp.insight_tools import InsightTools


def open_conversations(
    parts: Parts, inbox: Inbox, identifier: CustomerIdentifier | None, load: LoadGate | None
) -> ClientConversations:
    """Return the way by which programs talk, through both doors."""
    return ClientConversations(
        events=parts.log,
        inbox=inbox,
        fanout=parts.broker.fanout,
        clock=SystemClock(),
        identifier=identifier,
        load=load,
    )


def completions_routes(settings: Settings, parts: Parts, talk: ClientConversations) -> APIRouter:
    """Return the API's routes.

    Raises:
        SettingError: two clients have one name or one key.
        ShopFileError: the shop's file is missing or does not fit.
    """
    return routes(
        Completions(
            talk=talk,
            clients=read_clients(settings),
            limits=parts.broker.limits,
            max_chars=settings.webchat.max_chars,
            wait_s=settings.completions.wait_s,
            shop_url=public_url(settings.shop),
        )
    )


def read_clients(settings: Settings) -> tuple[Client, ...]:
    """Return the programs that may ask.

    Raises:
        SettingError: two of them have one name or one key.
    """
    clients = tuple(Client(**one.model_dump()) for one in settings.completions.clients)
    names, keys = {one.name for one in clients}, {one.key_sha256 for one in clients}
    if len(names) < len(clients) or len(keys) < len(clients):
        msg = "COMPTOIR_COMPLETIONS__CLIENTS: two clients have the same name or the same key"
        raise SettingError(msg)
    return clients


@dataclass(frozen=True, slots=True)
class _Opened:
    reader: ThreadedReader
    knowledge: LiveKnowledge


class LazyShelf:
    """Find products as the assistant does; index and encoder are loaded with the first question.

    See `integrations.channels.mcp.catalogue_tools.ProductShelf`.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened = OpenedOnce(partial(asyncio.to_thread, self._load))

    async def search(self, asked: ProductQuery) -> Sequence[Product]:
        searcher, read = await self._read(asked.text, asked.language)
        constraints = read.constraints
        if asked.in_stock:
            constraints = replace(constraints, in_stock=True)
        if asked.max_price is not None:
            most = round(asked.max_price * 10 ** decimals_of(searcher.vocabulary.currency))
            most = min(most, constraints.price_max_minor or most)
            constraints = replace(constraints, price_max_minor=most)
        limit = max(asked.limit, self._settings.search.limit)
        finder = EvidenceFinder(searcher=searcher, limit=limit, understanding=read)
        found = await finder.products(constraints, wanted(read))
        products = (evidence.passage.product for evidence, _ in found)
        return [one for one in products if one is not None][: asked.limit]

    async def product(self, product_id: str, *, language: Language) -> Product | None:
        searcher, read = await self._read(product_id, language)
        finder = EvidenceFinder(searcher=searcher, limit=1, understanding=read)
        found = await finder.product(product_id)
        return found.passage.product if found else None

    async def _read(self, text: str, language: Language) -> tuple[Searcher, Understanding]:
        opened = await self._opened.get()
        searcher = (await opened.knowledge.current()).searcher
        read = await opened.reader.read(
            text, ReadingContext(vocabulary=searcher.vocabulary, language=language)
        )
        return searcher, replace(read, language=language)

    def _load(self) -> _Opened:
        Versions(index_root(self._settings)).expect()
        reader, index = open_search(self._settings, open_encoder(self._settings))
        thread = ThreadPoolExecutor(1, thread_name_prefix="reader")  # lives as long as the process
        return _Opened(reader=ThreadedReader(reader, thread), knowledge=LiveKnowledge(index))


def mcp_route(
    settings: Settings,
    parts: Parts,
    talk: ClientConversations,
    shop: ShopSystem | None,
    *,
    server: Settings,
) -> Route:
    """Return the route of /mcp; `server` are the settings of the environment alone.

    Raises:
        SettingError: two keys are the same.
    """
    endpoint = McpEndpoint(
        desk=assemble_tool_desk(settings, parts, talk, shop, server=server),
        clients=read_clients(settings),
        staff=read_staff_keys(settings),
        directory=parts.directory,
        origins=settings.webchat.origins,
    )
    return Route(PATH, endpoint)


def assemble_tool_desk(
    settings: Settings,
    parts: Parts,
    talk: ClientConversations,
    shop: ShopSystem | None,
    *,
    server: Settings,
) -> McpParts:
    """Return all that tools need; `server` are the settings of the environment alone.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    silence()
    shop_url = public_url(settings.shop)
    return McpParts(
        customers=CustomerTools(talk=talk, wait_s=settings.completions.wait_s, shop_url=shop_url),
        shelf=LazyShelf(settings),
        insights=OpenedOnce(partial(asyncio.to_thread, _load_insights, settings, parts)).get,
        changes=ChangeTools(
            book=SqlChangeBook(parts.database),
            drafts=SqlDraftBook(parts.database),
            settings=assemble_changes(server, parts),
            autonomy=LiveTable(parts.tables),
            clock=SystemClock(),
        ),
        improvement=ImprovementTools(
            board=read_board(server, parts),
            runs=SqlTrialRuns(parts.database),
        ),
        offers=ToolLists(
            rules=load_rules(settings.shop.rule_source) if shop else None,
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


def _load_insights(settings: Settings, parts: Parts) -> "InsightTools":
    """Return the tools of insights; they take seconds and some 100 MB to load."""
    from assistant.app.compose.insight_assembly import assemble_reading  # noqa: PLC0415  # seconds
    from integrations.channels.mcp.insight_tools import InsightTools  # noqa: PLC0415

    reading, _ = assemble_reading(settings, parts.database)
    judged = JudgementDesk(book=SqlQualityBook(parts.database), clock=SystemClock())
    return InsightTools(
        reading=reading, product_names=ProductNames(settings).read, checks_off=judged.off
    )
