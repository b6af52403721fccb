"""Answer requests that are turned away: with a page for a person, with JSON for a script."""

from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from assistant.console.shell.access import DeniedError, ForgedError, SignInNeededError
from assistant.console.shell.page_response import NO_STORE, language_of, render
from assistant.console.shell.texts import say
from assistant.kit.web.web_errors import ErrorCode, respond

SIGN_IN = "/console/sign-in"


def install(app: FastAPI) -> None:
    """Let `app` answer the requests that `access` refuses: not signed in, denied, or forged."""
    app.add_exception_handler(SignInNeededError, _sign_in)
    app.add_exception_handler(DeniedError, _denied)
    app.add_exception_handler(ForgedError, _forged)


def wants_page(request: Request) -> bool:
    """Return whether a person will look at the answer, and not a script."""
    return "text/html" in request.headers.get("accept", "")


async def _sign_in(request: Request, _: Exception) -> Response:
    if wants_page(request):
        to = SIGN_IN
        if request.method == "GET":
            to += f"?next={quote(_address(request), safe='/')}"
        return RedirectResponse(to, status_code=303, headers=NO_STORE)
    return respond(ErrorCode.SIGN_IN_NEEDED, language_of(request))


async def _denied(request: Request, _: Exception) -> Response:
    return _refuse(request, ErrorCode.DENIED)


async def _forged(request: Request, _: Exception) -> Response:
    return _refuse(request, ErrorCode.FORGED)


def _refuse(request: Request, code: ErrorCode) -> Response:
    language = language_of(request)
    if not wants_page(request):
        return respond(code, language)
    title, text = say(f"sign_in.{code}_title", language), say(f"sign_in.{code}", language)
    return render(request, "refused.html", status=403, title=title, text=text, said="", wrong="")


def _address(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
