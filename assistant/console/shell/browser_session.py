"""Give a browser its session: the cookie with the token, and the agent's first page.

No script reads the cookie, and no other site's form sends it. The first page is never another
site's.
"""

import re
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from assistant.console.shell.page_response import NO_STORE
from assistant.conversation.people import Agent
from assistant.desk.staff.agent_sign_in import DEVICE_S, OpenedSession, SignIn
from assistant.desk.staff.permissions import Permission, may
from assistant.desk.staff.sessions import digest
from assistant.kit.web.middleware import is_own_host

HOME = "/console"

_OURS = re.compile(
    r"/(?:console|insights)(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?(\?[A-Za-z0-9._~=&%+/-]*)?"
)


def home_of(agent: Agent) -> str:
    """Return the first page of an agent, by their role."""
    return HOME if may(agent.role, Permission.READ_CONVERSATIONS) else "/insights"


def safe_destination(given: str) -> str:
    """Return `given` if it is an address of the console, else the address of its first page."""
    if given.startswith("/console/sign-") or not _OURS.fullmatch(given):
        return HOME
    return given


_SECURE = "__Host-comptoir"  # browsers take it over TLS only, for this host and all of its paths
_LOOPBACK = "comptoir"  # on this machine only, where nothing is sent


def read_token(request: Request) -> str:
    """Return the session's token; "": there is none."""
    return request.cookies.get(_name(request), "")


def set_token(request: Request, response: Response, token: str, *, for_s: int) -> None:
    """Set the cookie with `token`, for `for_s` at most."""
    response.set_cookie(
        _name(request),
        token,
        max_age=for_s,
        path="/",
        secure=not is_loopback(request),
        httponly=True,
        samesite="lax",
    )


def drop_token(request: Request, response: Response) -> None:
    """Delete the cookie with the token."""
    response.delete_cookie(
        _name(request), path="/", secure=not is_loopback(request), httponly=True, samesite="lax"
    )


def is_loopback(request: Request) -> bool:
    """Return whether the browser called this machine by a name that no other machine can use.

    The console's own address says it if it is set: a proxy may call us by another name. What came
    over https came through a proxy, and other machines can use it.
    """
    access = getattr(request.app.state, "console_access", None)
    called = urlsplit(access.url) if access is not None and access.url else request.url
    return "https" not in (called.scheme, request.url.scheme) and is_own_host(called.hostname or "")


def _name(request: Request) -> str:
    return _LOOPBACK if is_loopback(request) else _SECURE


async def let_in(request: Request, signing_in: SignIn, opened: OpenedSession, to: str) -> Response:
    """Give the browser its new session, and end the one that it had before."""
    if old := read_token(request):
        await signing_in.sessions.end(digest(old))
    if to == HOME:
        to = home_of(opened.agent)
    response = RedirectResponse(to, status_code=303, headers=NO_STORE)
    for_s = int(signing_in.lifetimes.absolute.total_seconds())
    set_token(request, response, opened.token, for_s=for_s)
    device = signing_in.device_token(opened.agent)
    response.set_cookie(
        f"{_name(request)}-device",
        device,
        max_age=DEVICE_S,
        path="/",
        secure=not is_loopback(request),
        httponly=True,
        samesite="lax",
    )
    return response


def read_device(request: Request) -> str:
    """Return the token of a browser that was signed in before; "": it was not."""
    return request.cookies.get(f"{_name(request)}-device", "")
