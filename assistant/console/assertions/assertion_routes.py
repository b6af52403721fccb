"""Serve `/console/assertions`: those that stand, one with its evidence, and a person's word on it.

Light, as `assistant.console.insights.routes` is: what pages count with is loaded with the first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from assistant.console.assertions.assertion_site import PAGE, AssertionSite, SettlementForm
from assistant.console.conversations.console_forms import read_form
from assistant.console.conversations.console_pages import Chrome
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_router import page_router
from assistant.desk.staff.permissions import Permission
from assistant.improvement.assertions.assertion import AssertionState

if TYPE_CHECKING:
    from assistant.console.assertions.assertion_page import AssertionPages
    from assistant.console.insights.insight_pages import Site

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Actor = Annotated[SignedIn, Depends(require(Permission.ACT_ON_INSIGHTS))]
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,64}$")]

Make = Callable[["AssertionPages", Chrome], Awaitable[Response]]


def routes(site: AssertionSite) -> APIRouter:
    """Return the routes of the pages and of their form."""
    pages = _AssertionRoutes(site)
    return page_router(
        ("GET", PAGE, pages.all),
        ("GET", f"{PAGE}/{{assertion_id}}", pages.show),
        ("POST", f"{PAGE}/{{assertion_id}}", pages.settle),
    )


@dataclass(frozen=True, slots=True)
class _AssertionRoutes:
    site: AssertionSite

    async def all(
        self, request: Request, who: _Reader, state: AssertionState | None = None
    ) -> Response:
        """Show the assertions of a state; those that are open, if none is asked for."""
        return await self._show(
            request, who, lambda pages, chrome: pages.all(request, who, chrome, state)
        )

    async def show(self, request: Request, who: _Reader, assertion_id: _Id) -> Response:
        """Show one with its figures, those that dispute it, and its history."""
        return await self._show(
            request, who, lambda pages, chrome: pages.show(request, who, chrome, assertion_id)
        )

    async def settle(self, request: Request, who: _Actor, assertion_id: _Id) -> Response:
        """Settle one, and make the thing that it becomes."""
        form = await read_form(request, SettlementForm)
        return await self._show(
            request,
            who,
            lambda pages, chrome: pages.settle(request, who, chrome, assertion_id, form),
        )

    async def _show(self, request: Request, who: SignedIn, make: Make) -> Response:
        async def made(site: "Site", chrome: Chrome) -> Response:
            # What it imports was loaded with the site: before that it would take seconds.
            from assistant.console.assertions.assertion_page import AssertionPages  # noqa: PLC0415

            return await make(AssertionPages(site=self.site, insights=site), chrome)

        return await self.site.dashboard.show(request, who, made)
