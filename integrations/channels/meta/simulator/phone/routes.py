"""Serve the page of the phone, its files and its stream."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import yaml
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.kit.web.event_stream import EventStreamResponse
from integrations.channels.meta.simulator.phone.phone_acts import routes as acting_routes
from integrations.channels.meta.simulator.phone.phone_visitors import (
    COOKIE,
    Channel,
    Visitor,
    Visitors,
)
from integrations.channels.meta.simulator.phone.thread_view import show
from integrations.channels.meta.simulator.simulator import Simulator

_HERE = Path(__file__).parent
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_HEARTBEAT_S = 15.0
_TYPING_S = 1.0  # how often an end of typing is looked for
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """Hold the routes of the page at `/phone`, and a function that ends its streams."""

    router: APIRouter
    close: Callable[[], None]  # ends the streams: the process is about to stop


def phone_of(simulator: Simulator, *, shop: str) -> Phone:
    """Return the phone of a shop's demo."""
    visitors = Visitors(simulator=simulator)
    router = APIRouter(include_in_schema=False)
    _add_page(router, visitors, shop)
    _add_stream(router, visitors)
    _add_media(router, simulator)
    router.include_router(acting_routes(visitors))
    return Phone(router=router, close=visitors.close)


def _add_page(router: APIRouter, visitors: Visitors, shop: str) -> None:
    words = yaml.safe_load((_HERE / "words.yml").read_text("utf-8"))
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("phone.html")
    files = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir()}

    @router.get("/phone")
    async def phone(request: Request, lang: str = "") -> Response:
        language = _language(lang, request.headers.get("accept-language", ""))
        cookie = request.cookies.get(COOKIE, "")
        visitor = visitors.find(cookie)
        if visitor is None:
            cookie, visitor = visitors.welcome()
        page = template.render(
            language=language,
            other="en" if language == "fr" else "fr",
            words=words[language],
            script_words=orjson.dumps(words[language]["script"]).decode(),
            shop=shop,
            person=visitor.person,
        )
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        response = HTMLResponse(page, headers=headers)
        response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/phone")
        return response

    @router.get("/phone/new")
    async def new_phone() -> Response:
        response = Response(status_code=303, headers={"Location": "/phone"})
        response.delete_cookie(COOKIE, path="/phone")
        return response

    @router.get("/phone/static/{name}")
    async def static(name: str) -> Response:
        if name not in files:
            raise HTTPException(404)
        headers = {"Cache-Control": "no-cache"}
        return Response(files[name], media_type=_TYPES[Path(name).suffix], headers=headers)


def _add_stream(router: APIRouter, visitors: Visitors) -> None:
    @router.get("/phone/{channel}/events")
    async def events(request: Request, channel: Channel) -> Response:
        visitor = visitors.find(request.cookies.get(COOKIE, ""))
        if visitor is None:
            raise HTTPException(401)
        return EventStreamResponse(lambda gone: _follow(visitors, visitor, channel, gone))


async def _follow(
    visitors: Visitors, visitor: Visitor, channel: Channel, gone: asyncio.Event
) -> AsyncGenerator[bytes, None]:
    """Yield the thread and the new lines about requests whenever something changed."""
    customer, seen, last = visitors.customer(visitor, channel), 0, b""
    loop = asyncio.get_running_loop()
    silent_since = loop.time()
    while not gone.is_set() and not visitors.closing:
        visitor.changed.clear()
        shown = orjson.dumps(show(customer.thread, customer.world.now()))
        if shown != last:
            last, silent_since = shown, loop.time()
            yield b"event: thread\ndata: " + shown + b"\n\n"
        lines = [line for line in visitor.lines if line["n"] > seen]
        if lines:
            seen, silent_since = lines[-1]["n"], loop.time()
            yield b"event: wire\ndata: " + orjson.dumps(lines) + b"\n\n"
        if loop.time() - silent_since > _HEARTBEAT_S:
            silent_since = loop.time()
            yield b": \n\n"
        await _wait(visitor.changed, gone)


async def _wait(changed: asyncio.Event, gone: asyncio.Event) -> None:
    waits = [asyncio.create_task(one.wait()) for one in (changed, gone)]
    with suppress(asyncio.CancelledError):
        await asyncio.wait(waits, timeout=_TYPING_S, return_when=asyncio.FIRST_COMPLETED)
    for one in waits:
        one.cancel()


def _add_media(router: APIRouter, simulator: Simulator) -> None:
    @router.get("/phone/media/{medium_id}")
    async def media(medium_id: str) -> Response:
        medium = simulator.world.media.find(medium_id)
        if medium is None or not medium.mime_type.startswith(("image/", "audio/", "video/")):
            raise HTTPException(404)
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        return Response(medium.data, media_type=medium.mime_type, headers=headers)


def _language(asked: str, accepted: str) -> str:
    if asked in ("fr", "en"):
        return asked
    first = [part.split(";")[0].strip().lower()[:2] for part in accepted.split(",")]
    return next((one for one in first if one in ("fr", "en")), "fr")
