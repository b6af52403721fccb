"""Show the page where the first person makes their account; everybody else is led to sign in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import HTMLResponse, Response

from assistant.console.account.sign_in_pages import status_of, words_of
from assistant.console.setup.setup_texts import say
from assistant.console.shell.access import access_of, anyone, comes_from_us
from assistant.console.shell.browser_session import let_in
from assistant.console.shell.page_response import HEADERS, language_of, theme_of
from assistant.console.shell.page_templates import TEMPLATES, environment
from assistant.console.shell.texts import speaker
from assistant.desk.staff.agent_sign_in import OpenedSession
from assistant.desk.staff.credentials import MIN_CHARS
from assistant.desk.staff.first_account import (
    FirstAccount,
    NoAddressError,
    TakenError,
    is_unclaimed,
)
from assistant.kit.web.middleware import network_of
from assistant.ports import BrokerUnavailableError

PAGE = "/set-up"
STEPS = "/console/set-up"
CONSOLE = "/console"
_ENVIRONMENT = environment(Path(__file__).parent / "templates", TEMPLATES)

_Text = Annotated[str, Form(max_length=320)]


def routes(first: FirstAccount, *, static: str) -> APIRouter:
    """Return the routes of the page, and of `/`, which leads to it or to the console."""
    router = APIRouter(include_in_schema=False)
    page = _FirstAccountPage(first, static)
    open_to_all = [Depends(anyone)]
    router.add_api_route(PAGE, page.show, methods=["GET"], dependencies=open_to_all)
    router.add_api_route(PAGE, page.claim, methods=["POST"], dependencies=open_to_all)
    return router


@dataclass(frozen=True, slots=True)
class _FirstAccountPage:
    first: FirstAccount
    static: str

    async def show(self, request: Request) -> Response:
        if not await is_unclaimed(self.first.managing.directory):
            return RedirectResponse(CONSOLE, status_code=303)
        return self._page(request)

    async def claim(
        self, request: Request, code: _Text, name: _Text, email: _Text, password: _Text
    ) -> Response:
        """Make the account, and go on with the steps."""
        language = language_of(request)
        if not comes_from_us(request, access_of(request).url, must_say=True):
            return self._page(request, wrong=say("first.not_ours", language), status=403)
        kept = {"name": name.strip(), "email": email.strip()}
        try:
            made = await self.first.claim(
                code, password=password, network=network_of(request), **kept
            )
        except TakenError:
            return RedirectResponse(CONSOLE, status_code=303)
        except NoAddressError:
            wrong = say("first.no_address", language)
            return self._page(request, wrong=wrong, status=422, **kept)
        except BrokerUnavailableError:
            return self._page(request, wrong=say("first.away", language), status=503, **kept)
        if isinstance(made, OpenedSession):
            return await let_in(request, self.first.signing_in, made, STEPS)
        wrong = words_of(request, made, "wrong_first_code")
        return self._page(request, wrong=wrong, status=status_of(made), **kept)

    def _page(
        self, request: Request, *, wrong: str = "", status: int = 200, **kept: str
    ) -> Response:
        language = language_of(request)
        html = _ENVIRONMENT.get_template("first_account.html").render(
            language=language,
            theme=theme_of(request),
            t=speaker(language),
            say=lambda text, /, **values: say(text, language, **values),
            static=self.static,
            said="",
            wrong=wrong,
            min_chars=MIN_CHARS,
            name=kept.get("name", ""),
            email=kept.get("email", ""),
        )
        headers = {**HEADERS, "Content-Language": language, "Vary": "Accept-Language, Cookie"}
        return HTMLResponse(html, status_code=status, headers=headers)
