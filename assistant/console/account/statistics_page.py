"""Show statistics of people's work by agent, team and day."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.desk.lists.work_statistics import report
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission

PAGE = "/console/statistics"
RANGES = (7, 30, 90)  # days

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_STATISTICS))]


def routes(console: Console) -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.get(PAGE)
    async def page(
        request: Request, who: _Reader, days: Annotated[int, Query(ge=1, le=366)] = 30
    ) -> Response:
        chrome = await make_chrome(console, request, who)
        until = console.clock.now()
        measured = await console.measures.measures(until - timedelta(days=days), until)
        await access_of(request).note(who, Action.STATISTICS_READ, "", {"days": str(days)})
        figures = report(measured, zone=console.reading.zones(None))
        html = console.pages.page(
            "statistics.html",
            chrome,
            report=figures,
            days=days,
            ranges=RANGES,
            names=await console.reading.names(),
            busiest=max((one.conversations for one in figures.days.values()), default=0),
        )
        return send(html)

    return router
