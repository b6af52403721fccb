"""Sign in at the shop's identity provider.

A sealed cookie binds the way there and back to one browser.
"""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

import structlog
from cryptography.fernet import Fernet, InvalidToken
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.console.account.access_refusals import SIGN_IN
from assistant.console.shell.access import access_of, anyone
from assistant.console.shell.browser_session import HOME, is_loopback, let_in, safe_destination
from assistant.console.shell.page_response import NO_STORE
from assistant.desk.staff.identity_provider import (
    Admission,
    Doubt,
    Handshake,
    IdentityProvider,
    NotAdmitted,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from assistant.operations.identity.ports import OneUse
from assistant.ports import BrokerUnavailableError, Clock

LIFETIME_S = 600
_PATH = "/console/sign-in"
_NAME = "comptoir-provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshakes:
    """Make handshakes, and read them back from the browser's sealed cookie."""

    key: bytes = field(repr=False)  # 32 bytes
    clock: Clock

    def begin(self) -> Handshake:
        """Return a new handshake."""
        return Handshake(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
        )

    def keep(self, request: Request, response: Response, handshake: Handshake, to: str) -> None:
        """Set the cookie with the handshake and the address to go to afterwards."""
        said = json.dumps([handshake.state, handshake.nonce, handshake.verifier, to])
        now = int(self.clock.now().timestamp())
        response.set_cookie(
            _name(request),
            self._seal().encrypt_at_time(said.encode(), now).decode(),
            max_age=LIFETIME_S,
            path="/" if not is_loopback(request) else _PATH,
            secure=not is_loopback(request),
            httponly=True,
            samesite="lax",
        )

    def find(self, request: Request) -> tuple[Handshake, str] | None:
        """Return the browser's handshake and the address to go to; None: it has no valid one."""
        kept = request.cookies.get(_name(request), "")
        now = int(self.clock.now().timestamp())
        try:
            said = self._seal().decrypt_at_time(kept.encode(), LIFETIME_S, now)
        except InvalidToken:
            return None
        state, nonce, verifier, to = json.loads(said)
        return Handshake(state=state, nonce=nonce, verifier=verifier), to

    def drop(self, request: Request, response: Response) -> None:
        """Delete the cookie with the handshake."""
        path = "/" if not is_loopback(request) else _PATH
        response.delete_cookie(_name(request), path=path, secure=not is_loopback(request))

    def _seal(self) -> Fernet:
        derived = hmac.digest(self.key, b"comptoir handshake", hashlib.sha256)
        return Fernet(base64.urlsafe_b64encode(derived))


def _name(request: Request) -> str:
    return _NAME if is_loopback(request) else f"__Host-{_NAME}"


BEGIN = f"{SIGN_IN}/provider"
BACK = f"{BEGIN}/back"

log = structlog.get_logger(__name__)

_Said = Annotated[str, Query(max_length=4096)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSignIn:
    """Hold the provider, and the parts that sign in a person who comes back from it."""

    provider: IdentityProvider
    admission: Admission
    handshakes: Handshakes
    one_use: OneUse
    issuer: str


def routes(by: ProviderSignIn) -> APIRouter:
    """Return the routes to the provider and back; the provider is told the address `BACK`."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(anyone)])
    pages = _ProviderPages(by)
    router.add_api_route(BEGIN, pages.begin, methods=["GET"])
    router.add_api_route(BACK, pages.back, methods=["GET"])
    return router


@dataclass(frozen=True, slots=True)
class _ProviderPages:
    by: ProviderSignIn

    async def begin(
        self, request: Request, to: Annotated[str, Query(alias="next", max_length=2000)] = HOME
    ) -> Response:
        handshake = self.by.handshakes.begin()
        try:
            url = await self.by.provider.begin(handshake, redirect_uri=_back(request))
        except ProviderUnavailableError as error:
            log.warning("staff.provider_failed", error=str(error))
            return _sent(f"{SIGN_IN}?said=failed")
        response = _sent(url)
        self.by.handshakes.keep(request, response, handshake, safe_destination(to))
        return response

    async def back(
        self, request: Request, state: _Said = "", code: _Said = "", iss: _Said = ""
    ) -> Response:
        """Let in a person who comes back from the provider and left from this browser, once."""
        outcome = await self._outcome(request, state=state, code=code, iss=iss)
        self.by.handshakes.drop(request, outcome)
        return outcome

    async def _outcome(self, request: Request, *, state: str, code: str, iss: str) -> Response:
        try:
            handshake, to = await self._left(request, state)
            self._check(code, iss)
            person = await self.by.provider.finish(
                handshake, code=code, redirect_uri=_back(request)
            )
        except ProviderRefusedError as error:
            log.warning("staff.provider_refused", reason=error.reason)
            return _sent(f"{SIGN_IN}?said=failed")
        except ProviderUnavailableError as error:
            log.warning("staff.provider_failed", error=str(error))
            return _sent(f"{SIGN_IN}?said=failed")
        admitted = await self.by.admission.admit(person)
        if isinstance(admitted, NotAdmitted):
            log.info("staff.not_admitted", reason=admitted.reason)
            return _sent(f"{SIGN_IN}?{urlencode({'said': 'unknown', 'next': to})}")
        return await let_in(request, self.by.admission.signing_in, admitted, to)

    def _check(self, code: str, iss: str) -> None:
        """Refuse an answer that has no code, or that another provider gave (RFC 9207)."""
        if not code:
            raise ProviderRefusedError(Doubt.NO_CODE)  # the person said no there
        if iss and iss.rstrip("/") != self.by.issuer.rstrip("/"):
            raise ProviderRefusedError(Doubt.OTHER_ISSUER)

    async def _left(self, request: Request, state: str) -> tuple[Handshake, str]:
        """Return the handshake that the browser left with, and its destination; never twice.

        Raises:
            ProviderRefusedError: it left with none, or another, or came back before.
        """
        found = self.by.handshakes.find(request)
        if found is None or not hmac.compare_digest(state.encode(), found[0].state.encode()):
            raise ProviderRefusedError(Doubt.OTHER_STATE)
        try:
            first = await self.by.one_use.claim(
                f"oidc:{state}", holder=secrets.token_hex(8), for_s=LIFETIME_S
            )
        except BrokerUnavailableError:
            raise ProviderRefusedError(Doubt.NOT_COUNTED) from None
        if not first:
            raise ProviderRefusedError(Doubt.STATE_USED)
        return found


def _back(request: Request) -> str:
    """Return the address that the provider sends the browser back to."""
    origin = access_of(request).url or f"{request.url.scheme}://{request.url.netloc}"
    return origin.rstrip("/") + BACK


def _sent(to: str) -> Response:
    return RedirectResponse(to, status_code=303, headers=NO_STORE)
