"""Give every response a request id and safe headers, and every request a bounded body.

An unexpected error gets an answer, too. All of it is plain ASGI: Starlette's `BaseHTTPMiddleware`
would buffer event streams and hide disconnects.
"""

import ipaddress
import re
import time
import traceback
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.kit.telemetry.metrics import REQUESTS
from assistant.kit.web.web_errors import (
    REFUSAL,
    ErrorCode,
    RefusedError,
    preferred_language,
    respond,
)


def network_of(request: Request) -> str:
    """Return the network that a request is counted for: its address, of IPv6 the /64.

    A /64 network is one household's.
    """
    return network_of_host(request.client.host if request.client else "")


def is_own_host(host: str) -> bool:
    """Return whether this is a name or an address of this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def network_of_host(host: str) -> str:
    """Return the network of an address, as `network_of` does."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:  # noqa: PLR2004 - as in IPv6
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


MAX_BODY_BYTES = 256 * 1024  # the longest message allowed (20,000 characters), escaped, fits

SAFE_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_TLS_ONLY = "max-age=31536000"  # a year; other names of the domain are not ours to bind
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger()


def install(
    app: FastAPI,
    *,
    origins: Sequence[str] = (),
    cross_origin: Sequence[str] = ("/api/",),
    max_body_bytes: int = MAX_BODY_BYTES,
    larger: Mapping[str, int] | None = None,
    https: bool = False,
) -> None:
    """Wrap `app`. Pages of `origins` may call addresses below `cross_origin`; others may not.

    `larger` has the paths, as regular expressions, whose bodies may have more bytes than others.
    With `https`, browsers are told to come over TLS alone, whatever a proxy says of the request.
    """
    app.add_middleware(Shell, max_body_bytes=max_body_bytes, larger=larger or {}, https=https)
    # Added last, so outermost: another site's page may read why it failed, even of a 500.
    app.add_middleware(CrossOrigin, origins=origins, prefixes=cross_origin)


class CrossOrigin:
    """Tell browsers which other sites' pages may call; without any, only our own."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str], prefixes: Sequence[str]) -> None:
        self._app = app
        self._prefixes = tuple(prefixes)
        self._cors = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "X-File-Name"],
            expose_headers=["Retry-After", "X-Request-Id"],
            max_age=600,  # browsers ask again after ten minutes: settings may have changed
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        here = scope["type"] == "http" and scope["path"].startswith(self._prefixes)
        await (self._cors if here else self._app)(scope, receive, send)


class Shell:
    """Give each request an id, its response safe headers, and unexpected errors an answer."""

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int, larger: Mapping[str, int], https: bool
    ) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._https = https
        self._larger = [(re.compile(path), most) for path, most in larger.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id", ""))
        started, begun = False, time.perf_counter()

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _measure(scope, message["status"], time.perf_counter() - begun)
                out = MutableHeaders(scope=message)
                out["X-Request-Id"] = request_id
                for name, value in SAFE_HEADERS.items():
                    out.setdefault(name, value)
                if self._https or scope.get("scheme") == "https":
                    out["Strict-Transport-Security"] = _TLS_ONLY
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                bounded = _bounded(receive, headers, self._most(scope["path"]))
                await self._app(scope, bounded, dressed)
            except Exception as error:
                log.error("web.failed", error=type(error).__name__, at=_where(error))  # noqa: TRY400 - no text
                if started:
                    raise  # too late for an answer: the server cuts the connection
                language = preferred_language(headers.get("accept-language", ""))
                await respond(ErrorCode.INTERNAL, language)(scope, receive, dressed)

    def _most(self, path: str) -> int:
        fits = (most for pattern, most in self._larger if pattern.fullmatch(path))
        return next(fits, self._max_body_bytes)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _measure(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "")  # as it was declared: addresses carry ids
    method = scope["method"] if scope["method"] in _METHODS else "other"
    REQUESTS.labels(method, route, str(status), scope.get(REFUSAL, "")).observe(seconds)


def _where(error: Exception) -> list[str]:
    """Return the innermost frames of an error, without its text, which may quote a customer."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _request_id(given: str) -> str:
    """Keep a caller's id if it is harmless in a log."""
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _bounded(receive: Receive, headers: Headers, limit: int) -> Receive:
    """Refuse a body over `limit` bytes as soon as its header or its bytes show it."""
    declared = headers.get("content-length", "")
    too_large = declared.isdecimal() and int(declared[:20]) > limit
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if too_large or seen > limit:
            raise RefusedError(ErrorCode.BODY_TOO_LARGE)
        return message

    return bounded
