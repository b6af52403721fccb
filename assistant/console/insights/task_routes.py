"""Serve `/insights/tasks`: the attributes to fill in on products, for people who do that."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import send
from assistant.console.insights.page_requests import HOME
from assistant.console.insights.routes import Dashboard, Noted
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import HEADERS
from assistant.console.shell.page_router import page_router
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.insights.wording.texts import say

if TYPE_CHECKING:
    from assistant.console.insights.attribute_tasks import AttributeTask
    from assistant.console.insights.insight_pages import Site
    from assistant.insights.wording.insight_wording import Names

TASKS = f"{HOME}/tasks"

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Exporter = Annotated[SignedIn, Depends(require(Permission.EXPORT_INSIGHTS))]


def routes(dashboard: Dashboard) -> APIRouter:
    """Return the routes of tasks."""
    pages = _TaskPages(dashboard)
    return page_router(
        ("GET", TASKS, pages.all),
        ("GET", f"{TASKS}.csv", pages.file),
    )


class _TaskPages:
    """Handle the routes of tasks."""

    def __init__(self, dashboard: Dashboard) -> None:
        self._dashboard = dashboard

    async def all(self, request: Request, who: _Reader) -> Response:
        """Show the attributes to fill in; a task is finished on its insight's page."""

        async def make(site: "Site", chrome: Chrome) -> Response:
            names, tasks = await _tasks(site, chrome.language)
            title = say("task.title", chrome.language)
            return send(await site.render("tasks", chrome, names=names, title=title, tasks=tasks))

        return await self._dashboard.show(request, who, make)

    async def file(self, request: Request, who: _Exporter) -> Response:
        """Hand out the list as a table to fill in, and record it."""

        async def make(site: "Site", chrome: Chrome) -> Response:
            from assistant.console.insights.attribute_tasks import as_csv  # noqa: PLC0415  # see below

            _, tasks = await _tasks(site, chrome.language)
            headers = {**HEADERS, "Content-Disposition": 'attachment; filename="tasks.csv"'}
            return Response(as_csv(tasks), media_type="text/csv; charset=utf-8", headers=headers)

        noted = Noted(action=Action.INSIGHTS_EXPORTED, detail={"type": "tasks"})
        return await self._dashboard.show(request, who, make, noted=noted, is_file=True)


async def _tasks(site: "Site", language: Language) -> "tuple[Names, Sequence[AttributeTask]]":
    # What it imports was loaded with the site: before that it would take seconds.
    from assistant.console.insights.attribute_tasks import find_tasks, names_of  # noqa: PLC0415

    names = await names_of(site, language)
    return names, find_tasks(await site.reading.insights(), names, language)
