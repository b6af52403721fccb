"""Serve the second step of signing in, passkeys, and the page on which agents set both up."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.console.account.access_refusals import SIGN_IN
from assistant.console.account.sign_in_pages import (
    ACCOUNT,
    ask_second_step,
    status_of,
    words_of,
)
from assistant.console.shell.access import SignedIn, access_of, anyone, comes_from_us, require
from assistant.console.shell.browser_session import HOME, let_in, safe_destination
from assistant.console.shell.console_assets import FOLDER
from assistant.console.shell.page_response import NO_STORE, language_of, render
from assistant.console.shell.texts import say
from assistant.desk.staff.agent_sign_in import (
    OpenedSession,
    SecondFactorNeeded,
)
from assistant.desk.staff.passkeys import PasskeySite
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.second_factor import app_address
from assistant.desk.staff.second_step import PasskeyQuestion, SecondStep
from assistant.kit.web.middleware import network_of

SECURITY = f"{ACCOUNT}/security"
_SCRIPT = FOLDER / "passkeys.js"
_MOST_PASSKEYS = 20

_Route = tuple[str, Callable[..., Awaitable[Response]], str]
_Short = Annotated[str, Form(max_length=1024)]
_Token = Annotated[str, Form(max_length=4000)]
_Answer = Annotated[str, Form(max_length=20_000)]
_Next = Annotated[str, Form(alias="next", max_length=2000)]
_Own = Annotated[SignedIn, Depends(require(Permission.OWN_ACCOUNT))]


def routes(step: SecondStep, *, shop: str = "") -> APIRouter:
    """Return the routes of the pages; `shop` is the name that an authenticator app shows."""
    router = APIRouter(include_in_schema=False)
    pages = _SecondFactorPages(step=step, shop=shop)
    script = _SCRIPT.read_bytes()

    async def passkeys_script() -> Response:
        headers = {"Cache-Control": "no-cache"}
        return Response(script, media_type="text/javascript", headers=headers)

    open_to_all = [Depends(anyone)]
    public: tuple[_Route, ...] = (
        (f"{SIGN_IN}/passkeys.js", passkeys_script, "GET"),
        (f"{SIGN_IN}/second", pages.enter_code, "POST"),
        (f"{SIGN_IN}/passkey/begin", pages.ask_passkey, "POST"),
        (f"{SIGN_IN}/passkey", pages.enter_passkey, "POST"),
    )
    own: tuple[_Route, ...] = (
        (SECURITY, pages.security, "GET"),
        (f"{SECURITY}/app", pages.add_app, "POST"),
        (f"{SECURITY}/passkey/begin", pages.ask_new_passkey, "POST"),
        (f"{SECURITY}/passkey", pages.add_passkey, "POST"),
        (f"{SECURITY}/remove", pages.remove, "POST"),
        (f"{SECURITY}/codes", pages.renew_codes, "POST"),
    )
    for path, page, method in public:
        router.add_api_route(path, page, methods=[method], dependencies=open_to_all)
    for path, page, method in own:
        router.add_api_route(path, page, methods=[method])
    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class _SecondFactorPages:
    """Handle the routes of second factors."""

    step: SecondStep
    shop: str

    async def enter_code(
        self, request: Request, token: _Token, code: _Short, app: _Short = "", to: _Next = HOME
    ) -> Response:
        if not _is_ours(request):
            return RedirectResponse(SIGN_IN, status_code=303)
        attempted = await self.step.with_code(token, code)
        to = safe_destination(to)
        if isinstance(attempted, OpenedSession):
            return await let_in(request, self.step.signing_in, attempted, to)
        needed = SecondFactorNeeded(token=token, has_app=bool(app))
        wrong = words_of(request, attempted, "wrong_second")
        return ask_second_step(request, needed, to, wrong=wrong, status=status_of(attempted))

    async def ask_passkey(self, request: Request) -> Response:
        if not _is_ours(request):
            return Response(status_code=403)
        return _question(self.step.ask_passkey(_site(request)))

    async def enter_passkey(
        self, request: Request, token: _Token, answer: _Answer, to: _Next = HOME
    ) -> Response:
        to = safe_destination(to)
        if not _is_ours(request):
            return RedirectResponse(SIGN_IN, status_code=303)
        attempted = await self.step.with_passkey(
            token, answer, _site(request), network=network_of(request)
        )
        if isinstance(attempted, OpenedSession):
            return await let_in(request, self.step.signing_in, attempted, to)
        return render(
            request,
            "sign_in.html",
            status=status_of(attempted),
            provider="",
            next=to,
            email="",
            said="",
            wrong=words_of(request, attempted, "wrong_passkey"),
        )

    async def security(self, request: Request, own: _Own) -> Response:
        return await self._page(request, own)

    async def add_app(
        self, request: Request, own: _Own, token: _Token, code: _Short, password: _Short
    ) -> Response:
        if refused := await self._unconfirmed(request, own, password):
            return refused
        codes = await self.step.add_app(own.agent, token, code)
        if codes is None:
            return await self._page(request, own, wrong="wrong_second", status=422)
        return await self._page(request, own, said="app_added", codes=codes)

    async def ask_new_passkey(self, request: Request, own: _Own) -> Response:
        factor = await self.step.find(own.agent.agent_id)
        return _question(self.step.ask_new_passkey(own.agent, factor, _site(request)))

    async def add_passkey(  # noqa: PLR0917  # the fields of its form
        self,
        request: Request,
        own: _Own,
        token: _Token,
        answer: _Answer,
        password: _Short,
        name: Annotated[str, Form(max_length=60)] = "",
    ) -> Response:
        if refused := await self._unconfirmed(request, own, password):
            return refused
        factor = await self.step.find(own.agent.agent_id)
        codes = None
        if len(factor.passkeys) < _MOST_PASSKEYS:
            codes = await self.step.add_passkey(
                own.agent, token, answer, _site(request), name=name.strip() or "Passkey"
            )
        if codes is None:
            return await self._page(request, own, wrong="wrong_passkey", status=422)
        return await self._page(request, own, said="passkey_added", codes=codes)

    async def remove(
        self, request: Request, own: _Own, password: _Short, passkey: _Short = ""
    ) -> Response:
        if refused := await self._unconfirmed(request, own, password):
            return refused
        await self.step.remove(own.agent, credential_id=passkey)
        return await self._page(request, own, said="factor_removed")

    async def renew_codes(self, request: Request, own: _Own, password: _Short) -> Response:
        if refused := await self._unconfirmed(request, own, password):
            return refused
        codes = await self.step.renew_codes(own.agent)
        return await self._page(request, own, said="codes_renewed", codes=codes or ())

    async def _unconfirmed(self, request: Request, own: SignedIn, password: str) -> Response | None:
        """Return the page that says so unless the agent's password is right."""
        refused = await self.step.signing_in.confirm(
            own.agent, password, session=own.session.token_sha256
        )
        if refused is None:
            return None
        wrong = words_of(request, refused, "wrong_old_password")
        return await self._page(request, own, wrong_words=wrong, status=status_of(refused))

    async def _page(
        self,
        request: Request,
        own: SignedIn,
        *,
        said: str = "",
        wrong: str = "",
        wrong_words: str = "",
        status: int = 200,
        codes: Sequence[str] = (),
    ) -> Response:
        factor, language = await self.step.find(own.agent.agent_id), language_of(request)
        key, token = ("", "") if factor.totp_key else self.step.offer_app(own.agent)
        return render(
            request,
            "security.html",
            status=status,
            said=say(f"sign_in.{said}", language) if said else "",
            wrong=wrong_words or (say(f"sign_in.{wrong}", language) if wrong else ""),
            csrf=own.csrf,
            factor=factor,
            key=key,
            token=token,
            picture=_picture(own, key, self.shop) if key else "",
            codes=codes,
        )


def _picture(own: SignedIn, key: str, shop: str) -> str:
    """Return the picture of a key as a data: address."""
    made = segno.make(app_address(key, email=own.agent.email, shop=shop))
    return made.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def _question(asked: PasskeyQuestion) -> Response:
    body = {"options": json.loads(asked.options), "token": asked.token}
    return JSONResponse(body, headers=NO_STORE)


def _site(request: Request) -> PasskeySite:
    """Return the site as the browser knows it: the console's own address if it is set."""
    url = access_of(request).url or str(request.base_url)
    parts = urlsplit(url)
    return PasskeySite(host=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}")


def _is_ours(request: Request) -> bool:
    return comes_from_us(request, access_of(request).url, must_say=True)
