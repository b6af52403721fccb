"""Serve the pages of signing in and out, and of an agent's own account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.console.account.access_refusals import SIGN_IN
from assistant.console.shell.access import SignedIn, access_of, anyone, comes_from_us, require
from assistant.console.shell.browser_session import (
    HOME,
    drop_token,
    let_in,
    read_device,
    safe_destination,
)
from assistant.console.shell.console_assets import FOLDER
from assistant.console.shell.page_response import NO_STORE, language_of, render
from assistant.console.shell.texts import say
from assistant.desk.staff.agent_sign_in import (
    OpenedSession,
    SecondFactorNeeded,
    SignIn,
    SignInRefusal,
    TooManyTries,
    UncountedTries,
    WeakPassword,
    WrongCredentials,
)
from assistant.desk.staff.credentials import MIN_CHARS
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.middleware import network_of

CODE = f"{SIGN_IN}/code"
ACCOUNT = "/console/account"

_STYLE = FOLDER / "outside.css"
_SAID = {
    "out": "signed_out",
    "everywhere": "signed_out_everywhere",
    "failed": "provider_failed",
    "unknown": "provider_unknown",
}
"""The texts of the words in an address that say how signing in or out went."""

_Route = tuple[str, Callable[..., Awaitable[Response]], str]
_Email = Annotated[str, Form(max_length=320)]
_Secret = Annotated[str, Form(max_length=1024)]
_Next = Annotated[str, Form(alias="next", max_length=2000)]
_Own = Annotated[SignedIn, Depends(require(Permission.OWN_ACCOUNT))]


def routes(signing_in: SignIn, *, shop: str = "", provider: str = "") -> APIRouter:
    """Return the routes of the pages.

    `shop` is the shop's name, `provider` the name of the other way to sign in; "": there is none.
    """
    router = APIRouter(include_in_schema=False)
    pages = _SignInPages(signing_in=signing_in, shop=shop, provider=provider)
    open_to_all = [Depends(anyone)]
    style = _STYLE.read_bytes()

    async def outside() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "no-cache"})

    public: tuple[_Route, ...] = (
        (SIGN_IN, pages.ask, "GET"),
        (SIGN_IN, pages.enter, "POST"),
        (CODE, pages.ask_code, "GET"),
        (CODE, pages.enter_with_code, "POST"),
        (f"{SIGN_IN}/outside.css", outside, "GET"),
    )
    own: tuple[_Route, ...] = (
        (ACCOUNT, pages.account, "GET"),
        (f"{ACCOUNT}/password", pages.change_password, "POST"),
        (f"{ACCOUNT}/sessions", pages.leave_everywhere, "POST"),
        ("/console/sign-out", pages.leave, "POST"),
    )
    for path, page, method in public:
        router.add_api_route(path, page, methods=[method], dependencies=open_to_all)
    for path, page, method in own:
        router.add_api_route(path, page, methods=[method])
    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignInPages:
    """Handle the routes of signing in and out and of the account."""

    signing_in: SignIn
    shop: str
    provider: str

    async def ask(
        self,
        request: Request,
        to: Annotated[str, Query(alias="next", max_length=2000)] = HOME,
        said: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        to = safe_destination(to)
        if await access_of(request).find(request):
            return RedirectResponse(to, status_code=303)
        text = _SAID.get(said, "")
        words = _say(request, text, provider=self.provider) if text else ""
        failed = text.startswith("provider")
        return self._sign_in(
            request, to=to, said="" if failed else words, wrong=words if failed else ""
        )

    async def enter(
        self, request: Request, email: _Email, password: _Secret, to: _Next = HOME
    ) -> Response:
        to = safe_destination(to)
        if not self._is_ours(request):
            return self._sign_in(request, to=to, wrong=_say(request, "not_ours"), status=403)
        attempted = await self.signing_in.with_password(
            email, password, network=network_of(request), device=read_device(request)
        )
        if isinstance(attempted, SecondFactorNeeded):
            return ask_second_step(request, attempted, to)
        if isinstance(attempted, OpenedSession):
            return await let_in(request, self.signing_in, attempted, to)
        wrong = words_of(request, attempted, "wrong")
        return self._sign_in(
            request, to=to, email=email, wrong=wrong, status=status_of(attempted), refused=attempted
        )

    async def ask_code(self, request: Request) -> Response:
        return self._code(request)

    async def enter_with_code(
        self, request: Request, email: _Email, code: _Secret, password: _Secret
    ) -> Response:
        if not self._is_ours(request):
            return self._code(request, wrong=_say(request, "not_ours"), status=403)
        attempted = await self.signing_in.with_code(
            email,
            code,
            password,
            network=network_of(request),
            device=read_device(request),
            about=(self.shop,),
        )
        if isinstance(attempted, SecondFactorNeeded):
            return ask_second_step(request, attempted, HOME)
        if isinstance(attempted, OpenedSession):
            return await let_in(request, self.signing_in, attempted, HOME)
        wrong = words_of(request, attempted, "wrong_code")
        return self._code(
            request, email=email, wrong=wrong, status=status_of(attempted), refused=attempted
        )

    async def account(
        self, request: Request, own: _Own, said: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        spoken = _say(request, "password_changed") if said == "changed" else ""
        return self._account(request, own, said=spoken)

    async def change_password(
        self, request: Request, own: _Own, old: _Secret, new: _Secret
    ) -> Response:
        attempted = await self.signing_in.change_password(
            own.agent, old, new, session=own.session.token_sha256, about=(self.shop,)
        )
        if isinstance(attempted, OpenedSession):
            return await let_in(request, self.signing_in, attempted, f"{ACCOUNT}?said=changed")
        wrong = words_of(request, attempted, "wrong_old_password")
        return self._account(
            request, own, wrong=wrong, status=status_of(attempted), refused=attempted
        )

    async def leave(self, request: Request, own: _Own) -> Response:
        await self.signing_in.leave(own.session)
        return _out(request, "out")

    async def leave_everywhere(self, request: Request, own: _Own) -> Response:
        await self.signing_in.leave_everywhere(own.agent.agent_id)
        return _out(request, "everywhere")

    def _is_ours(self, request: Request) -> bool:
        """Return whether our own page sent the request: no session's token can prove it yet."""
        return comes_from_us(request, access_of(request).url, must_say=True)

    def _sign_in(
        self,
        request: Request,
        *,
        to: str,
        email: str = "",
        said: str = "",
        wrong: str = "",
        status: int = 200,
        refused: SignInRefusal | None = None,
    ) -> Response:
        values = {"next": to, "email": email, "said": said, "wrong": wrong}
        page = render(
            request,
            "sign_in.html",
            status=status,
            provider=self.provider,
            **values,
        )
        return _retrying(page, refused)

    def _code(
        self,
        request: Request,
        *,
        email: str = "",
        wrong: str = "",
        status: int = 200,
        refused: SignInRefusal | None = None,
    ) -> Response:
        values = {"email": email, "said": "", "wrong": wrong}
        page = render(request, "sign_in_code.html", status=status, min_chars=MIN_CHARS, **values)
        return _retrying(page, refused)

    def _account(
        self,
        request: Request,
        own: SignedIn,
        *,
        said: str = "",
        wrong: str = "",
        status: int = 200,
        refused: SignInRefusal | None = None,
    ) -> Response:
        values = {"said": said, "wrong": wrong, "csrf": own.csrf, "agent": own.agent}
        page = render(request, "account.html", status=status, min_chars=MIN_CHARS, **values)
        return _retrying(page, refused)


def ask_second_step(
    request: Request, needed: SecondFactorNeeded, to: str, *, wrong: str = "", status: int = 200
) -> Response:
    """Return the page that asks for the second factor."""
    return render(
        request,
        "second_step.html",
        status=status,
        next=to,
        token=needed.token,
        has_app=needed.has_app,
        said="",
        wrong=wrong,
    )


def _say(request: Request, text: str, **values: object) -> str:
    return say(f"sign_in.{text}", language_of(request), **values)


def words_of(request: Request, refused: SignInRefusal, wrong: str) -> str:
    """Return the text for a refusal; `wrong` names the one for a wrong secret."""
    match refused:
        case WrongCredentials():
            return _say(request, wrong)
        case TooManyTries(retry_after_s=seconds):
            count = max(1, ceil(seconds / 60))
            wait = _say(request, "minute" if count == 1 else "minutes", n=count)
            return _say(request, "locked", minutes=wait)
        case WeakPassword(weakness=weakness):
            return say(f"weakness.{weakness}", language_of(request), chars=MIN_CHARS)
        case UncountedTries():
            return _say(request, "uncounted")
        case _:
            assert_never(refused)


def status_of(refused: SignInRefusal) -> int:
    """Return the HTTP status of a refusal."""
    match refused:
        case WrongCredentials():
            return 401
        case TooManyTries():
            return 429
        case WeakPassword():
            return 422
        case UncountedTries():
            return 503
        case _:
            assert_never(refused)


def _retrying(page: Response, refused: SignInRefusal | None) -> Response:
    if isinstance(refused, TooManyTries):
        page.headers["Retry-After"] = str(max(1, int(refused.retry_after_s)))
    return page


def _out(request: Request, said: str) -> Response:
    response = RedirectResponse(f"{SIGN_IN}?said={said}", status_code=303, headers=NO_STORE)
    drop_token(request, response)
    return response
