"""Serve the MCP server at `/mcp` over streamable HTTP, each request on its own.

No session is kept: any process may answer any request, and a restart is noticed by nobody. The
conversation, which calls name, is all that lasts. A session has a name, because no two requests of
a session have the same id: name and id together show that a request is sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from assistant.desk.staff.ports import Directory
from assistant.ports import PortError
from integrations.channels.completions.chat_request import MAX_NAME, MAX_TOKEN
from integrations.channels.completions.clients import Client, count_wrong, find
from integrations.channels.mcp.mcp_callers import Caller, ForCustomers, ForStaff, StaffKey
from integrations.channels.mcp.mcp_server import McpParts, make_server

PATH = "/mcp"
_SESSION = "mcp-session-id"


class _RefusedError(Exception):
    """Refuse a request before any tool is called, with a message for the program."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def respond(self) -> JSONResponse:
        headers = {"Cache-Control": "no-store"}
        if self.status == 401:  # noqa: PLR2004  # unauthorized
            headers["WWW-Authenticate"] = "Bearer"
        if self.status == 405:  # noqa: PLR2004  # method not allowed
            headers["Allow"] = "POST"
        body = {"error": {"code": self.code, "message": str(self)}}
        return JSONResponse(body, self.status, headers)


_NO_JSON = _RefusedError(400, "no_json", "the body is no JSON in UTF-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class McpEndpoint:
    """Serve `PATH` as an ASGI application."""

    desk: McpParts
    clients: Sequence[Client]
    staff: Sequence[StaffKey]
    directory: Directory
    origins: Sequence[str]  # of other sites' pages that may call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        try:
            self._check(request)
            caller = await self._admit(request)
        except _RefusedError as refusal:
            await refusal.respond()(scope, receive, send)
            return
        except PortError:
            message = "keys cannot be checked now: send the same request again in a moment"
            await _RefusedError(503, "unavailable", message).respond()(scope, receive, send)
            return
        body = await request.body()  # here: one that is too large is refused as everywhere
        try:
            said = orjson.loads(body)
        except orjson.JSONDecodeError:  # of other bytes than UTF-8, the SDK makes a 500
            await _NO_JSON.respond()(scope, receive, send)
            return
        server = make_server(self.desk, caller)
        # Every tool gives one result, so a reply is one JSON document and no stream of events.
        manager = StreamableHTTPSessionManager(server, stateless=True, json_response=True)
        answer = _naming_a_session(send) if _opens(said) else send
        async with manager.run():
            await manager.handle_request(scope, _again(body, receive), answer)

    def _check(self, request: Request) -> None:
        if request.method != "POST":
            message = "send POST: no session is kept, so there is nothing to follow or to end"
            raise _RefusedError(405, "method_not_allowed", message)
        origin = request.headers.get("origin", "")
        host = request.headers.get("host", "")
        if origin and origin not in self.origins and urlsplit(origin).netloc != host:
            message = f"pages of {origin[:MAX_NAME]} may not call: COMPTOIR_WEBCHAT__ORIGINS"
            raise _RefusedError(403, "origin_not_allowed", message)

    async def _admit(self, request: Request) -> Caller:
        """Return the caller that the key belongs to.

        Raises:
            _RefusedError: the key is unknown.
        """
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        key = key.strip() if kind.lower() == "bearer" else ""
        if client := find(self.clients, key):
            return _for_customers(client, request.headers)
        if staff := find(self.staff, key):
            agent = await self.directory.agent(staff.agent_id)
            if agent is not None and agent.active:
                return ForStaff(agent=agent, per_minute=staff.per_minute)
        if not (await count_wrong(self.desk.limits, request)).allowed:
            message = "too many wrong keys from this address: wait a minute"
            raise _RefusedError(429, "too_many_wrong_keys", message)
        message = (
            "this key is not known: send Authorization: Bearer KEY"
            " (comptoir client or comptoir staff key makes one)"
        )
        raise _RefusedError(401, "invalid_key", message)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body which was read already, then all further messages."""
    read = iter((body,))

    async def receive_again() -> Message:
        for whole in read:
            return {"type": "http.request", "body": whole, "more_body": False}
        return await receive()

    return receive_again


def _opens(said: object) -> bool:
    """Return whether a request begins a session."""
    return isinstance(said, dict) and said.get("method") == "initialize"


def _naming_a_session(send: Send) -> Send:
    async def send_with_name(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[_SESSION] = uuid4().hex
        await send(message)

    return send_with_name


def _for_customers(client: Client, headers: Headers) -> ForCustomers:
    token = headers.get("x-customer-token", "")
    names = ("x-conversation-id", _SESSION, "idempotency-key")
    called, session, key = (headers.get(name, "") for name in names)
    if len(token) > MAX_TOKEN or max(map(len, (called, session, key))) > MAX_NAME:
        message = (
            f"X-Customer-Token has at most {MAX_TOKEN} characters, X-Conversation-Id,"
            f" Mcp-Session-Id and Idempotency-Key {MAX_NAME}"
        )
        raise _RefusedError(400, "header_too_long", message)
    return ForCustomers(client=client, token=token, called=called, session=session, key=key)
