"""Serve `/console/quality`: scorecards, each check, samples to judge, and one's own conversations.

Light, as `assistant.console.insights.routes` is: what pages count with is loaded with the first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import read_form
from assistant.console.conversations.console_pages import Chrome
from assistant.console.insights.page_requests import PageQuery
from assistant.console.insights.routes import Dashboard, Noted
from assistant.console.quality.quality_forms import PAGE, CheckJudgementForm, SwitchForm
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import HEADERS
from assistant.console.shell.page_router import page_router
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.quality.ports import QualityBook
from assistant.insights.analysis_rows import QualityName

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site
    from assistant.console.quality.scorecard_page import QualityPages

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_STATISTICS))]
_Exporter = Annotated[SignedIn, Depends(require(Permission.EXPORT_INSIGHTS))]
_Judge = Annotated[SignedIn, Depends(require(Permission.JUDGE_QUALITY))]
_Agent = Annotated[SignedIn, Depends(require(Permission.WRITE_REPLIES))]
_Name = Annotated[QualityName, Path()]

Make = Callable[["QualityPages", Chrome], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySite:
    """Hold the parts behind the pages."""

    dashboard: Dashboard
    book: QualityBook


def routes(site: QualitySite) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _QualityRoutes(site)
    return page_router(
        ("GET", PAGE, pages.scorecards),
        ("GET", f"{PAGE}.csv", pages.file),
        ("GET", f"{PAGE}/mine", pages.mine),
        ("GET", f"{PAGE}/samples", pages.sample),
        ("POST", f"{PAGE}/samples", pages.judge),
        ("GET", f"{PAGE}/{{name}}", pages.check),
        ("POST", f"{PAGE}/{{name}}", pages.switch),
    )


@dataclass(frozen=True, slots=True)
class _QualityRoutes:
    site: QualitySite

    async def scorecards(self, request: Request, who: _Reader) -> Response:
        """Show the checks of the assistant, of everybody together, and of teams."""
        noted = Noted(action=Action.STATISTICS_READ, subject="quality")
        return await self._show(
            request, who, lambda pages, chrome: pages.scorecards(request, who, chrome), noted=noted
        )

    async def file(self, request: Request, who: _Exporter) -> Response:
        """Hand out the scorecards as a file, and record it."""

        async def make(pages: "QualityPages", chrome: Chrome) -> Response:
            made = await pages.file(request, chrome)
            if made is None:
                return Response(status_code=404)
            headers = {**HEADERS, "Content-Disposition": 'attachment; filename="quality.csv"'}
            return Response(made, media_type="text/csv; charset=utf-8", headers=headers)

        noted = Noted(action=Action.INSIGHTS_EXPORTED, detail={"type": "quality"})
        return await self._show(request, who, make, noted=noted, is_file=True)

    async def mine(self, request: Request, who: _Agent) -> Response:
        """Show an agent the checks of their own work."""
        return await self._show(
            request, who, lambda pages, chrome: pages.mine(request, who, chrome)
        )

    async def sample(self, request: Request, who: _Judge) -> Response:
        """Show the next visit that a person may judge, with a check's verdict."""
        return await self._show(
            request, who, lambda pages, chrome: pages.sample(request, who, chrome)
        )

    async def judge(self, request: Request, who: _Judge) -> Response:
        """Keep a judgement, and go on to the next visit."""
        form = await read_form(request, CheckJudgementForm)
        site = await self.site.dashboard.site()
        # What it imports was loaded with the site: before that it would take seconds.
        from assistant.console.quality.scorecard_page import judge  # noqa: PLC0415

        console = self.site.dashboard.console
        said = await judge(
            request, who, form, console=console, reading=site.reading, book=self.site.book
        )
        access, detail = access_of(request), {"check": form.check}
        if said != "changed":
            await access.note(who, Action.QUALITY_JUDGED, form.conversation, detail)
        if said == "off":
            await access.note(who, Action.QUALITY_SWITCHED, form.check, {"move": "off"})
        return RedirectResponse(f"{PAGE}/samples?said={said}", status_code=303)

    async def check(self, request: Request, who: _Reader, name: _Name) -> Response:
        """Show the definition of a check, its figures, and visits that fail it."""
        return await self._show(
            request, who, lambda pages, chrome: pages.check(request, who, chrome, name)
        )

    async def switch(self, request: Request, who: _Judge, name: _Name) -> Response:
        """Turn a check on or off, as a person decides."""
        form = await read_form(request, SwitchForm)
        is_on = form.on == "yes"
        await self.site.dashboard.site()
        from assistant.console.quality.scorecard_page import desk_of  # noqa: PLC0415  # see above

        desk = desk_of(self.site.dashboard.console, self.site.book)
        await desk.switch(name, is_on=is_on, by=who.agent.agent_id)
        detail = {"move": "on" if is_on else "off"}
        await access_of(request).note(who, Action.QUALITY_SWITCHED, name, detail)
        return RedirectResponse(f"{PAGE}/{name}", status_code=303)

    async def _show(
        self,
        request: Request,
        who: SignedIn,
        make: Make,
        *,
        noted: Noted | None = None,
        is_file: bool = False,
    ) -> Response:
        async def made(site: "Site", chrome: Chrome) -> Response:
            from assistant.console.quality.scorecard_page import QualityPages  # noqa: PLC0415  # see above

            pages = QualityPages(
                site=site,
                console=self.site.dashboard.console,
                book=self.site.book,
                days=PageQuery.read(request.query_params).days,
            )
            return await make(pages, chrome)

        return await self.site.dashboard.show(request, who, made, noted=noted, is_file=is_file)
