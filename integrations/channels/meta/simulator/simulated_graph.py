"""Serve the simulated Graph API: versions, tokens, faults, and the endpoint of each path."""

import asyncio
import hashlib
import hmac
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.channels.meta.simulator import management_api, messenger_api, whatsapp_api
from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.simulated_world import World
from integrations.channels.meta.simulator.types import (
    Fault,
    Json,
    Number,
    SimulatedPage,
    next_fault,
)

VERSION = "v24.0"
_PATH = re.compile(r"v(\d\d?)\.0/(.+)")
_MAX_BODY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRequest:
    """Hold a request of the shop and the status of its answer."""

    method: str
    path: str
    body: bytes  # b"" of a form
    status: int


@dataclass(slots=True, kw_only=True)
class Graph:
    """Answer requests from the simulated world."""

    world: World
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # method and path, as they came
    sent: list[Json] = field(default_factory=list)  # bodies of messages, as they came
    keeps: bool = True  # `asked` and `sent`; benchmarks keep none
    on_answered: Callable[[AnsweredRequest], None] | None = None
    _traces: "itertools.count[int]" = field(default_factory=itertools.count)

    def app(self) -> Starlette:
        """Return the web application."""
        return Starlette(
            routes=[
                Route("/media/{token}", self._file, methods=["GET"]),
                Route("/{path:path}", self._answer, methods=["GET", "POST", "DELETE"]),
            ]
        )

    async def _answer(self, request: Request) -> Response:
        found = _PATH.fullmatch(request.path_params["path"])
        path = found[2].rstrip("/") if found else request.path_params["path"]
        if self.keeps:
            self.asked.append((request.method, path))
        fault = next_fault(self.faults, request.method, path)
        if fault is not None and not fault.after_the_work:
            return await self._fail(fault)
        try:
            self._authorize(request, path)
            answer: Response = JSONResponse(await self._run(request, path))
        except SimulatedGraphError as error:
            answer = self._refuse(error)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody is there to read it
        if self.on_answered is not None:
            is_json = request.headers.get("content-type", "").startswith("application/json")
            body = await request.body() if is_json else b""
            self.on_answered(
                AnsweredRequest(
                    method=request.method, path=path, body=body, status=answer.status_code
                )
            )
        return await self._fail(fault) if fault is not None else answer

    def _authorize(self, request: Request, path: str) -> None:
        """Refuse the request unless the token is the app's, the page's or the app's own."""
        app, given = self.world.app, _token(request)
        page = self.world.pages.get(path.partition("/")[0])
        own = f"{app.app_id}|{app.secret}"
        allowed = {app.token, own, *(p.token for p in self.world.pages.values() if p.token)}
        if page is not None and page.token:
            allowed = {page.token, own}
        if given not in allowed:
            details = "Invalid OAuth access token - Cannot parse access token"
            raise SimulatedGraphError(190, details)
        proof = request.query_params.get("appsecret_proof")
        right = hmac.new(app.secret.encode(), given.encode(), hashlib.sha256).hexdigest()
        if proof is not None and not hmac.compare_digest(proof, right):
            raise SimulatedGraphError(100, "Invalid appsecret_proof provided in the API argument")

    async def _run(self, request: Request, path: str) -> object:
        if not _PATH.fullmatch(request.path_params["path"]):
            raise _unknown(path)
        head, _, rest = path.partition("/")
        world = self.world
        if head == "me" and rest and world.pages:
            head = next(iter(world.pages))
        if head in world.numbers:
            return await self._number(request, world.numbers[head], rest)
        if head in world.pages:
            return await self._page(request, world.pages[head], rest)
        managed = management_api.ManagementRequest(
            method=request.method,
            head=head,
            rest=rest,
            query=dict(request.query_params),
            body=await _given(request),
        )
        return await management_api.answer(world, managed)

    async def _number(self, request: Request, number: Number, rest: str) -> object:
        world = self.world
        match request.method, rest:
            case "GET", "":
                return whatsapp_api.describe(number)
            case "POST", "messages":
                return whatsapp_api.send(world, number, await self._message(request))
            case "POST", "thread_control":
                return whatsapp_api.control(world, number, await _json(request))
            case "POST", "media":
                data, mime_type, name = await _upload(request, "file")
                return whatsapp_api.upload(world, data, mime_type, name)
        raise _unknown(rest)

    async def _page(self, request: Request, page: SimulatedPage, rest: str) -> object:  # noqa: PLR0911  # one line a case
        world = self.world
        match request.method, rest:
            case "GET", "":
                return {"id": page.id, "name": page.name}
            case "POST", "messages":
                return messenger_api.send(world, page, await self._message(request))
            case "POST", "message_attachments":
                data, mime_type, name = await _upload(request, "filedata")
                return messenger_api.upload(world, data, mime_type, name)
            case "POST", "personas":
                return messenger_api.add_persona(page, await _json(request))
            case "GET", "personas":
                return {"data": list(page.personas.values())}
            case "GET", "thread_owner":
                psid = request.query_params.get("recipient", "")
                return messenger_api.owner(world, page, psid)
            case "POST", action if action.endswith("_thread_control"):
                return messenger_api.control(world, page, action, await _json(request))
            case method, "subscribed_apps" | "messenger_profile":
                return management_api.of_page(world, page, method, rest, await _given(request))
        raise _unknown(rest)

    async def _message(self, request: Request) -> Json:
        body = await _json(request)
        if self.keeps:
            self.sent.append(body)
        return body

    async def _file(self, request: Request) -> Response:
        """Serve a file to a program that sends the token and its user agent."""
        medium = self.world.media.at(request.path_params["token"])
        if self.keeps:
            self.asked.append(("GET", "media"))
        fault = next_fault(self.faults, "GET", "media")
        if fault is not None:
            return await self._fail(fault)
        if not request.headers.get("user-agent"):
            return Response("<html>Sorry, something went wrong.</html>", 400)
        if medium is None:
            return Response("<html>URL signature expired</html>", 404)
        if not medium.public and _token(request) != self.world.app.token:
            return Response(status_code=401)
        return Response(medium.data, media_type=medium.mime_type)

    def _refuse(self, error: SimulatedGraphError) -> Response:
        return JSONResponse(error.body(f"A{next(self._traces):010d}"), error.status)

    async def _fail(self, fault: Fault) -> Response:
        await asyncio.sleep(fault.pause_s)
        wait = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        if fault.code:
            error = SimulatedGraphError(fault.code, fault.details)
            body = orjson.dumps(error.body("AFault"))
            status = fault.status or error.status
            return Response(body, status, headers=wait, media_type="application/json")
        return Response("<html>502</html>", fault.status or 502, headers=wait)


def _unknown(rest: str) -> SimulatedGraphError:
    details = f"Unsupported request: nothing is called {rest[:40]} here"
    return SimulatedGraphError(100, details, subcode=33, kind="GraphMethodException")


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else request.query_params.get("access_token", "")


async def _json(request: Request) -> Json:
    given = await _given(request)
    if not given:
        raise SimulatedGraphError(100, "The request has no body")
    return given


async def _given(request: Request) -> Json:
    """Return the fields of a body, which is JSON or a form."""
    if request.method != "POST":
        return {}
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = orjson.loads((await request.body())[:_MAX_BODY])
        except orjson.JSONDecodeError:
            raise SimulatedGraphError(100, "Invalid JSON") from None
        return body if isinstance(body, dict) else {}
    async with request.form() as form:
        return {name: str(value) for name, value in form.items()}


async def _upload(request: Request, field_name: str) -> tuple[bytes, str, str]:
    async with request.form() as form:
        file = form.get(field_name)
        if not isinstance(file, UploadFile):
            raise SimulatedGraphError(100, f"Param {field_name} must be a file")
        if field_name == "file" and form.get("messaging_product") != "whatsapp":
            raise SimulatedGraphError(100, "The parameter messaging_product is required.")
        mime_type = str(form.get("type") or file.content_type or "application/octet-stream")
        return await file.read(), mime_type, file.filename or ""
