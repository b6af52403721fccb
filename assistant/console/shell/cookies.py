"""The cookie that holds a session's token: no script reads it, no other site's form sends it."""

from ipaddress import ip_address

from fastapi import Request
from starlette.responses import Response

_SECURE = "__Host-comptoir"  # browsers take it over TLS only, for this host and all of its paths
_LOOPBACK = "comptoir"  # on this machine only, where nothing is sent


def read_token(request: Request) -> str:
    """Return the session's token; "": there is none."""
    return request.cookies.get(_name(request), "")


def set_token(request: Request, response: Response, token: str, *, for_s: int) -> None:
    """Have the browser keep `token`, for `for_s` at most."""
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
    """Have the browser forget the token."""
    response.delete_cookie(
        _name(request), path="/", secure=not is_loopback(request), httponly=True, samesite="lax"
    )


def is_loopback(request: Request) -> bool:
    """Return whether the browser called this machine by a name that only itself has."""
    host = request.url.hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _name(request: Request) -> str:
    return _LOOPBACK if is_loopback(request) else _SECURE
