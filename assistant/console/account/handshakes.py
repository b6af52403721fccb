"""The cookie that binds a browser to its way to the identity provider and back; sealed."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from fastapi import Request
from starlette.responses import Response

from assistant.console.shell.cookies import is_loopback
from assistant.ports import Clock
from assistant.desk.staff.identity_provider import Handshake

LIFETIME_S = 600
_PATH = "/console/sign-in"
_NAME = "comptoir-provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshakes:
    """Makes handshakes, and knows them again."""

    key: bytes = field(repr=False)  # 32 bytes
    clock: Clock

    def begin(self) -> Handshake:
        """Return a new one."""
        return Handshake(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
        )

    def keep(self, request: Request, response: Response, handshake: Handshake, to: str) -> None:
        """Have the browser keep the handshake, and where it goes afterwards."""
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
        """Return the browser's handshake and where it goes; None: it has none that still counts."""
        kept = request.cookies.get(_name(request), "")
        now = int(self.clock.now().timestamp())
        try:
            said = self._seal().decrypt_at_time(kept.encode(), LIFETIME_S, now)
        except InvalidToken:
            return None
        state, nonce, verifier, to = json.loads(said)
        return Handshake(state=state, nonce=nonce, verifier=verifier), to

    def drop(self, request: Request, response: Response) -> None:
        """Have the browser forget it."""
        path = "/" if not is_loopback(request) else _PATH
        response.delete_cookie(_name(request), path=path, secure=not is_loopback(request))

    def _seal(self) -> Fernet:
        derived = hmac.digest(self.key, b"comptoir handshake", hashlib.sha256)
        return Fernet(base64.urlsafe_b64encode(derived))


def _name(request: Request) -> str:
    return _NAME if is_loopback(request) else f"__Host-{_NAME}"
