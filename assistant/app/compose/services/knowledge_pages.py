"""Put together the pages of the assistant's knowledge."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.indexed_paths import every_commanded
from assistant.console.conversations.console_parts import Console
from assistant.console.insights.routes import Dashboard
from assistant.console.knowledge import page_routes, product_routes, source_routes
from assistant.console.knowledge.index_view import IndexContents
from assistant.console.knowledge.knowledge_site import KnowledgeSite, UntoldFact
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import SourceSchedules
from assistant.conversation.message import Language
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings

_DAYS = 365  # that questions about a product are looked for


def add_knowledge(
    app: FastAPI,
    server: Settings,
    parts: Parts,
    console: Console,
    *,
    dashboard: Dashboard,
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
        verified=parts.verified,
        written=server.written_folder,
        commanded=partial(every_commanded, server),
        ask_reading=ask_reading,
        contents=IndexContents(index_root(server)),
        find_draft=partial(_find_draft, parts),
        asked_of=partial(_asked_of, dashboard, server.insights_folder / "current"),
    )
    for part in (source_routes, page_routes, product_routes):
        app.include_router(part.routes(site))


async def _find_draft(parts: Parts, document_id: str, language: str) -> str:
    """Return the id of the draft of a written page; "": there is none."""
    from integrations.stores.sql.insights.draft_book import SqlDraftBook  # noqa: PLC0415  # few ask

    drafts = await SqlDraftBook(parts.database).all()
    mine = (one for one in drafts if (one.document_id, one.language) == (document_id, language))
    return next((one.draft_id for one in mine), "")


async def _asked_of(
    dashboard: Dashboard, built: Path, product_id: str, language: Language
) -> Sequence[UntoldFact] | None:
    """Return the facts that customers asked of a product in vain; None: insights still load.

    Those of too few customers are left out, as on the pages of insights. Nothing is loaded before
    the first build, which makes the file `built`.
    """
    if not await asyncio.to_thread(built.exists):
        return ()
    site = dashboard.loaded
    if site is None:
        dashboard.start()
        return None
    # They were loaded with the site: before that it would take seconds.
    from assistant.insights.insight import Window  # noqa: PLC0415
    from assistant.insights.queries.insight_views import FigureFilter  # noqa: PLC0415
    from assistant.insights.wording.texts import word  # noqa: PLC0415

    status = await site.reading.built()
    if status.at is None:
        return ()
    window = Window.before(status.at.astimezone(UTC).date() + timedelta(days=1), days=_DAYS)
    view = await site.reading.product(product_id, FigureFilter(window=window), language=language)
    return [
        UntoldFact(name=word("attribute", line.subject.value, language), times=line.count)
        for line in view.attributes.lines
    ]
