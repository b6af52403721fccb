"""Serve `/console/report`, the report on the assistant's own work, and its file.

Light, as `assistant.console.insights.routes` is: what it counts with is loaded with the first page.
"""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import send
from assistant.console.insights.page_requests import PageQuery
from assistant.console.insights.page_warmup import Make
from assistant.console.insights.routes import Dashboard, Noted
from assistant.console.report.report_sources import ReportSources
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import HEADERS
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site
    from assistant.console.report.report_page import ReportOptions

PAGE = "/console/report"

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Exporter = Annotated[SignedIn, Depends(require(Permission.EXPORT_INSIGHTS))]
_Minutes = Annotated[int | None, Query(ge=1, le=240)]


def first_view(dashboard: Dashboard, sources: ReportSources) -> Make:
    """Return the function that draws the page as it is first asked for, for the page warm-up."""

    async def make(site: "Site", chrome: Chrome, asked: PageQuery) -> str:
        from assistant.console.report.report_page import show_report  # noqa: PLC0415  # see below

        return await show_report(site, chrome, _options(dashboard, sources, asked))

    return make


def _options(
    dashboard: Dashboard, sources: ReportSources, asked: PageQuery, minutes: int | None = None
) -> "ReportOptions":
    # What it imports was loaded with the site: before that it would take seconds.
    from assistant.console.report.report_page import ReportOptions  # noqa: PLC0415

    return ReportOptions(
        days=asked.days,
        zone=dashboard.console.reading.zones(None),
        minutes=minutes or sources.minutes,
        sources=sources,
    )


def routes(dashboard: Dashboard, sources: ReportSources) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    def options(request: Request, minutes: int | None) -> "ReportOptions":
        return _options(dashboard, sources, PageQuery.read(request.query_params), minutes)

    @router.get(PAGE)
    async def page(request: Request, who: _Reader, minutes: _Minutes = None) -> Response:
        async def make(site: "Site", chrome: Chrome) -> Response:
            from assistant.console.report.report_page import show_report  # noqa: PLC0415  # see above

            return send(await show_report(site, chrome, options(request, minutes)))

        noted = Noted(action=Action.STATISTICS_READ, subject="assistant")
        return await dashboard.show(request, who, make, noted=noted)

    @router.get(f"{PAGE}.csv")
    async def file(request: Request, who: _Exporter, minutes: _Minutes = None) -> Response:
        """Hand out the figures as a file, and record it."""

        async def make(site: "Site", chrome: Chrome) -> Response:
            from assistant.console.report.report_page import make_file  # noqa: PLC0415  # see above

            made = await make_file(site, chrome.language, options(request, minutes))
            if made is None:
                return Response(status_code=404)
            headers = {**HEADERS, "Content-Disposition": 'attachment; filename="report.csv"'}
            return Response(made.body, media_type=made.media_type, headers=headers)

        noted = Noted(action=Action.INSIGHTS_EXPORTED, detail={"type": "report"})
        return await dashboard.show(request, who, make, noted=noted, is_file=True)

    return router
