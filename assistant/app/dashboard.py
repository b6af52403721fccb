"""The pages of insights, put together; what they count with is loaded with the first of them."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from assistant.app.clock import SystemClock
from assistant.app.parts import Parts
from assistant.console.parts import Console
from assistant.dashboard.routes import Dashboard, routes
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.dashboard.site import Site


def dashboard_routes(settings: Settings, parts: Parts, console: Console) -> APIRouter:
    """Return the routes of /insights."""

    def load() -> "Site":
        from assistant.app.dashboard_site import assemble_site  # noqa: PLC0415  # seconds

        return assemble_site(settings, parts, console, SystemClock())

    return routes(Dashboard(console=console, load=load))
