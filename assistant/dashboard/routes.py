"""Every page of the insights, and who may see it.

Light on purpose: the process that serves the chat imports this module when it starts. What the
pages count with is loaded with the first of them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.console.access import SignedIn, access_of, require
from assistant.console.chrome import make_chrome, send
from assistant.console.forms import read_form
from assistant.console.pages import Chrome
from assistant.console.parts import Console
from assistant.dashboard.asked import Asked
from assistant.dashboard.forms import Moved, TopicMade
from assistant.staff.audit import Action
from assistant.staff.permissions import Permission

if TYPE_CHECKING:
    from assistant.dashboard.site import Site

HOME = "/insights"

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Actor = Annotated[SignedIn, Depends(require(Permission.ACT_ON_INSIGHTS))]
_Id = Annotated[str, Path(max_length=64)]
_Key = Annotated[str, Path(max_length=200)]

Make = Callable[["Site", Chrome, Asked], Awaitable[str]]


@dataclass(slots=True, kw_only=True)
class Dashboard:
    """The console's parts, and the insights' own once somebody asks for them."""

    console: Console
    load: Callable[[], "Site"]  # takes seconds and some hundred megabytes
    _site: "Site | None" = None
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def site(self) -> "Site":
        """Return what makes pages, loaded once, in a thread."""
        async with self._loading:
            if self._site is None:
                self._site = await asyncio.to_thread(self.load)
            return self._site


def routes(dashboard: Dashboard) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    pages = _Pages(dashboard)
    router.add_api_route(HOME, pages.overview, methods=["GET"])
    router.add_api_route(f"{HOME}/all", pages.all, methods=["GET"])
    router.add_api_route(f"{HOME}/products", pages.products, methods=["GET"])
    router.add_api_route(f"{HOME}/products/{{product_id}}", pages.product, methods=["GET"])
    router.add_api_route(f"{HOME}/topics", pages.topics, methods=["GET"])
    router.add_api_route(f"{HOME}/topics/{{topic_id}}", pages.topic, methods=["GET"])
    router.add_api_route(f"{HOME}/topics/{{topic_id}}", pages.make_topic, methods=["POST"])
    router.add_api_route(f"{HOME}/effects", pages.effects, methods=["GET"])
    router.add_api_route(f"{HOME}/i/{{insight_id}}", pages.insight, methods=["GET"])
    router.add_api_route(f"{HOME}/i/{{insight_id}}", pages.move, methods=["POST"])
    router.add_api_route(f"{HOME}/i/{{insight_id}}/quotes", pages.quotes, methods=["GET"])
    router.add_api_route(f"{HOME}/conversations/{{key}}", pages.conversation, methods=["GET"])
    for section in ("demand", "gaps", "friction", "languages"):
        router.add_api_route(f"{HOME}/{section}", pages.section(section), methods=["GET"])
    return router


class _Pages:
    """The routes' functions."""

    def __init__(self, dashboard: Dashboard) -> None:
        self._dashboard = dashboard

    async def overview(self, request: Request, who: _Reader) -> Response:
        return await self._show(request, who, lambda site, *about: site.overview(*about))

    def section(self, name: str) -> Callable[..., Awaitable[Response]]:
        async def show(request: Request, who: _Reader) -> Response:
            return await self._show(request, who, lambda site, *about: site.section(name, *about))

        return show

    async def products(self, request: Request, who: _Reader) -> Response:
        return await self._show(request, who, lambda site, *about: site.products(*about))

    async def product(self, request: Request, who: _Reader, product_id: _Key) -> Response:
        return await self._show(request, who, lambda site, *about: site.product(*about, product_id))

    async def topics(self, request: Request, who: _Reader) -> Response:
        return await self._show(request, who, lambda site, *about: site.topics(*about))

    async def topic(self, request: Request, who: _Reader, topic_id: _Id) -> Response:
        return await self._show(request, who, lambda site, *about: site.topic(*about, topic_id))

    async def effects(self, request: Request, who: _Reader) -> Response:
        return await self._show(request, who, lambda site, *about: site.effects(*about))

    async def all(
        self, request: Request, who: _Reader, status: str = "", kind: str = ""
    ) -> Response:
        return await self._show(
            request, who, lambda site, *about: site.all(*about, status=status, kind=kind)
        )

    async def insight(self, request: Request, who: _Reader, insight_id: _Id) -> Response:
        return await self._show(request, who, lambda site, *about: site.insight(*about, insight_id))

    async def quotes(
        self,
        request: Request,
        who: _Reader,
        insight_id: _Id,
        page: Annotated[int, Query(ge=0, le=1000)] = 0,
    ) -> Response:
        await access_of(request).note(who, Action.INSIGHT_QUOTES_READ, insight_id)
        return await self._show(
            request, who, lambda site, *about: site.quotes(*about, insight_id, page)
        )

    async def conversation(self, request: Request, who: _Reader, key: _Key) -> Response:
        await access_of(request).note(who, Action.CONVERSATION_READ, key, {"as": "insight"})
        return await self._show(request, who, lambda site, *about: site.conversation(*about, key))

    async def move(self, request: Request, who: _Actor, insight_id: _Id) -> Response:
        """Accept, finish, dismiss or reopen; what was refused is said on the page."""
        moved = await read_form(request, Moved)
        site = await self._dashboard.site()
        await access_of(request).note(who, Action.INSIGHT_MOVED, insight_id, {"to": moved.to})
        wrong = await site.move(insight_id, moved, who.agent)
        if not wrong:
            return RedirectResponse(f"{HOME}/i/{insight_id}", status_code=303)
        return await self._show(
            request,
            who,
            lambda site, *about: site.insight(*about, insight_id, wrong=wrong),
            status=409,
        )

    async def make_topic(self, request: Request, who: _Actor, topic_id: _Id) -> Response:
        """Name, merge or split a topic."""
        made = await read_form(request, TopicMade)
        site = await self._dashboard.site()
        await access_of(request).note(who, Action.TOPIC_CHANGED, topic_id)
        await site.make_topic(topic_id, made)
        return RedirectResponse(f"{HOME}/topics/{topic_id}", status_code=303)

    async def _show(
        self, request: Request, who: SignedIn, make: Make, *, status: int = 200
    ) -> Response:
        chrome = await make_chrome(self._dashboard.console, request, who)
        site = await self._dashboard.site()
        found, html = await site.make(make, chrome, Asked.read(request.query_params))
        return send(html, status if found else 404)
