"""The console's pages over HTTP: lists, conversations, the event stream, what an agent prefers."""

from collections.abc import Mapping
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.responses import Response

from assistant.console import static_files
from assistant.console.acting import actions
from assistant.console.forms import Preferences, read_form
from assistant.console.opening import thread_part
from assistant.console.pages import Frame, ThreadPart
from assistant.console.parts import Console
from assistant.console.query import ListQuery
from assistant.console.signing import Require, SignedIn
from assistant.console.streaming import watch
from assistant.console.transcript import transcript
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.ports import View
from assistant.web.errors import Code, RefusedError, preferred_language
from assistant.web.event_stream import EventStreamResponse

PREFIX = "/console"
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' https: data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_YEAR_S = 365 * 24 * 3600
_LANGUAGES: Mapping[str, Language] = {"fr": "fr", "en": "en"}

_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Part = Annotated[str, Header(alias="X-Part")]


def routes(console: Console, require: Require) -> APIRouter:
    """Return everything below `/console` but signing in.

    `require` gives, for a permission's name, what lets a request pass.
    """
    router = APIRouter(prefix=PREFIX, include_in_schema=False)
    _add_lists(router, console, require)
    _add_stream(router, console, require)
    _add_preferences(router, require)
    whole = APIRouter()
    whole.include_router(static_files.routes(console.assets))
    whole.include_router(router)
    whole.include_router(actions(console, require))
    return whole


def _add_lists(router: APIRouter, console: Console, require: Require) -> None:
    read = Depends(require("read"))

    @router.get("")
    async def queue(request: Request, part: _Part = "", who: SignedIn = read) -> Response:
        frame = await make_frame(console, request, who, counted=not part)
        after = request.query_params.get("after", "")
        try:
            listed = await console.reading.listed(
                frame.query.cases(who.agent.agent_id, after=after)
            )
        except ValueError:
            raise RefusedError(Code.INVALID_REQUEST) from None
        if part == "rows":
            return send(console.pages.rows(frame, listed, None))
        if part == "pane":
            return send(console.pages.nothing(frame))
        return send(console.pages.queue(frame, listed))

    @router.get("/c/{conversation_id}")
    async def thread(
        request: Request, conversation_id: _Id, part: _Part = "", who: SignedIn = read
    ) -> Response:
        frame = await make_frame(console, request, who, counted=not part)
        opened = await open_thread(console, frame, ConversationId(conversation_id))
        if part == "pane":
            return send(console.pages.thread(frame, opened))
        listed = await console.reading.listed(frame.query.cases(who.agent.agent_id))
        return send(console.pages.queue(frame, listed, opened))

    @router.get("/c/{conversation_id}/transcript.txt")
    async def download(request: Request, conversation_id: _Id, who: SignedIn = read) -> Response:
        frame = await make_frame(console, request, who, counted=False)
        opened = await open_thread(console, frame, ConversationId(conversation_id))
        name = f"{conversation_id[:12]}.txt"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return PlainTextResponse(transcript(opened, frame.language), headers=headers)


def _add_stream(router: APIRouter, console: Console, require: Require) -> None:
    read = Depends(require("read"))

    @router.get("/events")
    async def events(
        request: Request,
        c: str = "",
        since: int = 0,
        last_event_id: Annotated[int, Header(alias="Last-Event-ID", ge=0)] = 0,
        who: SignedIn = read,
    ) -> EventStreamResponse:
        frame = await make_frame(console, request, who, counted=False)
        conversation_id = ConversationId(c) if c else None
        if conversation_id:
            await console.reading.record(conversation_id)  # so that one that is none is refused
        watching = watch(frame, conversation_id, after=since, last_event_id=last_event_id)
        return EventStreamResponse(lambda stop: console.streams.follow(watching, stop=stop))


def _add_preferences(router: APIRouter, require: Require) -> None:
    @router.post("/me/settings")
    async def prefer(request: Request, who: SignedIn = Depends(require("write"))) -> Response:
        del who
        wish = await read_form(request, Preferences)
        response = RedirectResponse(wish.back(), status_code=303)
        for name in ("language", "theme"):
            if value := getattr(wish, name):
                response.set_cookie(
                    f"console_{name}",
                    value,
                    max_age=_YEAR_S,
                    path=PREFIX,
                    httponly=True,
                    samesite="lax",
                    secure=request.url.scheme == "https",
                )
        return response


async def make_frame(
    console: Console, request: Request, who: SignedIn, *, counted: bool = True
) -> Frame:
    """Return what is around a page."""
    counts: Mapping[View, int] = {}
    if counted:
        counts = await console.reading.counts(who.agent.agent_id)
    theme = request.cookies.get("console_theme", "")
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Frame(
        me=who.agent,
        csrf=who.csrf,
        language=choose_language(request),
        theme=theme if theme in {"light", "dark"} else "",
        availability="online",
        here=here,
        query=ListQuery.read(request.query_params),
        counts=counts,
        colleagues=await console.reading.colleagues(),
    )


def choose_language(request: Request) -> Language:
    """Return what the agent chose, else what their browser asks for."""
    chosen = _LANGUAGES.get(request.cookies.get("console_language", ""))
    return chosen or preferred_language(request.headers.get("accept-language", ""))


async def open_thread(
    console: Console, frame: Frame, conversation_id: ConversationId
) -> ThreadPart:
    """Return a conversation with all that is shown beside it.

    Raises:
        UnknownConversationError: there is none.
    """
    record = await console.reading.record(conversation_id)
    opened = await console.reading.opened(
        record, conversation_id, agent=frame.me, language=frame.language
    )
    others = tuple(await console.reading.others(conversation_id))
    return thread_part(opened, client_id=uuid4().hex, others=others)


def send(html: str, status: int = 200) -> HTMLResponse:
    """Return a page or a part of one."""
    return HTMLResponse(html, status_code=status, headers=dict(HEADERS))
