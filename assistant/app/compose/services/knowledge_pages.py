"""Put together the pages of the assistant's knowledge."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.indexed_paths import every_commanded
from assistant.console.conversations.console_parts import Console
from assistant.console.knowledge import source_routes
from assistant.console.knowledge.knowledge_site import KnowledgeSite
from assistant.console.knowledge.source_schedules import SourceSchedules
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings


def add_knowledge(
    app: FastAPI,
    server: Settings,
    parts: Parts,
    console: Console,
    *,
    live: LiveSettings,
    ask_reading: Callable[[], Awaitable[None]] | None,
) -> None:
    """Add the pages of sources, pages and products to `app`."""
    site = KnowledgeSite(
        console=console,
        live=live,
        sources=ShopSources(server.data_dir),
        marks=SourceMarks(server.data_dir),
        schedules=SourceSchedules(server.data_dir),
        uses=parts.cases,
        events=parts.log,
        written=server.written_folder,
        commanded=partial(every_commanded, server),
        ask_reading=ask_reading,
    )
    app.include_router(source_routes.routes(site))
