"""`/insights/tasks`: which attribute is to be filled in on which product, for who works on them."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.access import SignedIn, access_of, require
from assistant.console.chrome import HEADERS, make_chrome, send
from assistant.console.rendering import language_of
from assistant.dashboard.paths import HOME
from assistant.dashboard.routes import Dashboard
from assistant.dashboard.texts import say
from assistant.staff.audit import Action
from assistant.staff.permissions import Permission

if TYPE_CHECKING:
    from assistant.dashboard.site import Site

TASKS = f"{HOME}/tasks"

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Exporter = Annotated[SignedIn, Depends(require(Permission.EXPORT_INSIGHTS))]


def routes(dashboard: Dashboard) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    pages = _Pages(dashboard)
    router.add_api_route(TASKS, pages.all, methods=["GET"])
    router.add_api_route(f"{TASKS}.csv", pages.file, methods=["GET"])
    return router


class _Pages:
    """The routes' functions."""

    def __init__(self, dashboard: Dashboard) -> None:
        self._dashboard = dashboard

    async def all(self, request: Request, who: _Reader) -> Response:
        """Show what is to be filled in; a task is done where any insight is."""
        from assistant.dashboard.tasks import find_tasks, names_of  # noqa: PLC0415  # loads what counts

        chrome = await make_chrome(self._dashboard.console, request, who)
        site: Site = await self._dashboard.site()
        names = await names_of(site, chrome.language)
        tasks = find_tasks(await site.reading.insights(), names, chrome.language)
        title = say("task.title", chrome.language)
        return send(site.render("tasks", chrome, names=names, title=title, tasks=tasks))

    async def file(self, request: Request, who: _Exporter) -> Response:
        """Hand the list out as a table to fill in; who does is recorded."""
        from assistant.dashboard.tasks import as_csv, find_tasks, names_of  # noqa: PLC0415  # the same

        await access_of(request).note(who, Action.INSIGHTS_EXPORTED, "", {"type": "tasks"})
        site, language = await self._dashboard.site(), language_of(request)
        names = await names_of(site, language)
        tasks = find_tasks(await site.reading.insights(), names, language)
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="tasks.csv"'}
        return Response(as_csv(tasks), media_type="text/csv; charset=utf-8", headers=headers)
