"""A browser gets its session, whichever way somebody came."""

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from assistant.console.shell.cookies import read_token, set_token
from assistant.console.shell.destination import HOME, home_of
from assistant.desk.staff.sessions import digest
from assistant.desk.staff.agent_sign_in import OpenedSession, SignIn


async def let_in(request: Request, signing_in: SignIn, opened: OpenedSession, to: str) -> Response:
    """Give the browser its new session; the one that it had before is over."""
    if old := read_token(request):
        await signing_in.sessions.end(digest(old))
    if to == HOME:
        to = home_of(opened.agent)
    response = RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-store"})
    for_s = int(signing_in.lifetimes.absolute.total_seconds())
    set_token(request, response, opened.token, for_s=for_s)
    return response
