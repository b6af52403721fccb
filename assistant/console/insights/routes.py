"""Serve every page of the insights, and a page that reloads itself while they load.

Light on purpose: the process that serves the chat imports this module when it starts. The libraries
that the pages count with are loaded with the first page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.console.conversations.console_forms import read_form
from assistant.console.conversations.console_pages import Chrome, Pages
from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.insights.page_requests import (
    HOME,
    MENU,
    TEMPLATES,
    MoveForm,
    PageQuery,
    TopicForm,
    path_of,
    read_about,
)
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import HEADERS
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.insights.wording.texts import say

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site

AGAIN_S = 1
"""Seconds after which a browser asks again."""


def wait_page(console: Console, chrome: Chrome) -> str:
    """Return the page that reloads itself; it needs nothing that takes long."""
    pages = Pages(static=console.assets.base, files=console.file_rules, further=(TEMPLATES,))
    language = chrome.language
    heading = say("page.loading", language)
    return pages.beside(
        "insights_loading.html",
        chrome,
        title=heading,
        heading=heading,
        menu=[(one, say(f"nav.{one}", language), path_of(one)) for one in MENU],
        d=lambda name: say(name, language),
        again=chrome.here,
    )


_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of the digest: mail has its style in attributes."""

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Actor = Annotated[SignedIn, Depends(require(Permission.ACT_ON_INSIGHTS))]
_Exporter = Annotated[SignedIn, Depends(require(Permission.EXPORT_INSIGHTS))]
_Id = Annotated[str, Path(max_length=64)]
_Key = Annotated[str, Path(max_length=200)]
_Page = Annotated[int, Query(ge=0, le=1000)]

Make = Callable[["Site", Chrome, PageQuery], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Hold an entry of the audit."""

    action: Action
    subject: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Dashboard:
    """Hold the console's parts, and the insights' own once somebody asks for them."""

    console: Console
    load: Callable[[], "Site"]  # takes seconds and some hundred megabytes
    patience_s: float = 0.5  # that a page waits for it, before it says that it is on its way
    seen: dict[Language, Chrome] = field(default_factory=dict)  # around the last page in each
    _loading: "asyncio.Task[Site] | None" = None

    @property
    def loaded(self) -> "Site | None":
        """Return the site, if somebody opened a page already."""
        task = self._loading
        is_there = task is not None and task.done() and not task.cancelled()
        return task.result() if task and is_there and not task.exception() else None

    async def site(self) -> "Site":
        """Return the site, loaded once, in a thread."""
        if self._loading is None or (self._loading.done() and self._loading.exception()):
            self._loading = asyncio.create_task(asyncio.to_thread(self.load))
        return await asyncio.shield(self._loading)

    def start(self) -> None:
        """Begin to load the site, for a page that can do without it."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self.load))

    async def site_soon(self) -> "Site | None":
        """Return the site; None: it still loads."""
        try:
            return await asyncio.wait_for(self.site(), self.patience_s)
        except TimeoutError:
            return None

    async def show(
        self,
        request: Request,
        who: SignedIn,
        make: Callable[["Site", Chrome], Awaitable[Response]],
        *,
        noted: Noted | None = None,
        is_file: bool = False,
    ) -> Response:
        """Return the page of `make`, or a page that reloads itself while the site loads.

        A file waits instead: a browser would keep the reloading page in its place. A deed in
        `noted` is written to the audit once, when there is something to show, and before it leaves.
        """
        chrome = await make_chrome(self.console, request, who)
        may_wait = request.method == "GET" and not is_file  # what was sent is answered
        site = await self.site_soon() if may_wait else await self.site()
        if site is None:
            waiting = await asyncio.to_thread(wait_page, self.console, chrome)
            return HTMLResponse(waiting, headers={**HEADERS, "Refresh": str(AGAIN_S)})
        self.seen[chrome.language] = chrome
        answer = await make(site, chrome)
        if noted is not None and answer.status_code == HTTPStatus.OK:
            await access_of(request).note(who, noted.action, noted.subject, noted.detail)
        return answer


def routes(dashboard: Dashboard) -> APIRouter:
    """Return the routes of the insights' pages."""
    router = APIRouter(include_in_schema=False)
    pages = _InsightsPages(dashboard)
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
    router.add_api_route(f"{HOME}/behind/{{kind}}", pages.behind, methods=["GET"])
    router.add_api_route(f"{HOME}/conversations/{{key}}", pages.conversation, methods=["GET"])
    router.add_api_route(f"{HOME}/digest", pages.digest, methods=["GET"])
    router.add_api_route(f"{HOME}/export/{{kind}}.{{format_}}", pages.export, methods=["GET"])
    for section in ("demand", "gaps", "friction", "languages"):
        router.add_api_route(f"{HOME}/{section}", pages.section(section), methods=["GET"])
    return router


class _InsightsPages:
    """Handle the routes of the insights' pages."""

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
        page: _Page = 0,
    ) -> Response:
        return await self._show(
            request,
            who,
            lambda site, *about: site.quotes(*about, insight_id, page),
            noted=Noted(action=Action.INSIGHT_QUOTES_READ, subject=insight_id),
        )

    async def behind(self, request: Request, who: _Reader, kind: _Id, page: _Page = 0) -> Response:
        """Show the messages behind a line of a table, and record that they were read."""
        about_line = read_about(request.query_params)
        return await self._show(
            request,
            who,
            lambda site, *about: site.behind(*about, kind, about_line, page),
            noted=Noted(action=Action.INSIGHT_QUOTES_READ, subject=kind),
        )

    async def conversation(self, request: Request, who: _Reader, key: _Key) -> Response:
        return await self._show(
            request,
            who,
            lambda site, *about: site.conversation(*about, key),
            noted=Noted(action=Action.CONVERSATION_READ, subject=key, detail={"as": "insight"}),
        )

    async def digest(self, request: Request, who: _Reader) -> Response:
        """Show the week's digest as it is sent; only the mail's own styles are allowed."""
        headers = dict(HEADERS)

        async def mail(site: "Site", chrome: Chrome, asked: PageQuery) -> str:
            html = await site.digest(chrome, asked)
            headers["Content-Security-Policy"] = _MAIL_POLICY  # a page in its place has ours
            return html

        async def make(site: "Site", chrome: Chrome) -> Response:
            found, html = await site.make(mail, chrome, PageQuery())
            return HTMLResponse(html, 200 if found else 404, headers=headers)

        return await self._dashboard.show(request, who, make)

    async def export(
        self,
        request: Request,
        who: _Exporter,
        kind: Annotated[str, Path(max_length=40)],
        format_: Literal["csv", "parquet"],
    ) -> Response:
        """Hand out a type's table as a file, and record it."""

        async def make(site: "Site", chrome: Chrome) -> Response:
            asked = PageQuery.read(request.query_params)
            file = await site.export(kind, format_, asked, chrome.language)
            if file is None:
                return Response(status_code=404)
            name = f"{kind}.{format_}"
            headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
            return Response(file.body, media_type=file.media_type, headers=headers)

        detail = {"type": kind, "format": format_}
        noted = Noted(action=Action.INSIGHTS_EXPORTED, detail=detail)
        return await self._dashboard.show(request, who, make, noted=noted, is_file=True)

    async def move(self, request: Request, who: _Actor, insight_id: _Id) -> Response:
        """Accept, finish, dismiss or reopen an insight; the page says if that was refused."""
        moved = await read_form(request, MoveForm)
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
        made = await read_form(request, TopicForm)
        site = await self._dashboard.site()
        await access_of(request).note(who, Action.TOPIC_CHANGED, topic_id)
        await site.make_topic(topic_id, made)
        return RedirectResponse(f"{HOME}/topics/{topic_id}", status_code=303)

    async def _show(
        self,
        request: Request,
        who: SignedIn,
        make: Make,
        *,
        status: int = 200,
        noted: Noted | None = None,
    ) -> Response:
        async def show(site: "Site", chrome: Chrome) -> Response:
            found, html = await site.make(make, chrome, PageQuery.read(request.query_params))
            return send(html, status if found else 404)

        return await self._dashboard.show(request, who, show, noted=noted)
