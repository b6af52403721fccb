"""The pages of insights, put together; what they count with is loaded with the first of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import APIRouter

from assistant.app.compose.services.subscriber_announcements import assemble_subscribing
from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.console.conversations.parts import Console
from assistant.console.insights import draft_routes, task_routes, webhook_routes
from assistant.console.insights.dashboard_routes import Dashboard, routes
from assistant.console.insights.page_warmup import PageWarmup
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site


def dashboard_routes(settings: Settings, parts: Parts, console: Console) -> APIRouter:
    """Return the routes of /insights."""

    def load() -> "Site":
        from assistant.app.compose.insight_site import assemble_site  # noqa: PLC0415  # seconds

        return assemble_site(settings, parts, console, SystemClock())

    dashboard = Dashboard(console=console, load=load)

    @asynccontextmanager
    async def warming(_: object) -> AsyncIterator[None]:
        stop = asyncio.Event()
        working = asyncio.create_task(PageWarmup(dashboard=dashboard).run(stop))
        try:
            yield
        finally:
            stop.set()
            await working

    router = APIRouter(lifespan=warming)
    router.include_router(draft_routes.routes(dashboard))
    router.include_router(task_routes.routes(dashboard))
    router.include_router(
        webhook_routes.routes(dashboard, assemble_subscribing(settings, parts.database))
    )
    router.include_router(routes(dashboard))
    return router
