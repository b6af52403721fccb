"""A small OpenID Connect provider, shaped like a Keycloak realm, for tests over real HTTP.

It checks what a provider checks: client, redirect address, PKCE, one use of a code. `person` is
who sits at the browser and agrees; a test changes what the provider says by the other fields.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "comptoir"
SECRET = "provider-secret-for-tests:%"
REALM = "/realms/shop"

LEA: Mapping[str, Any] = {
    "sub": "9f0c",
    "email": "Lea@shop.example",
    "email_verified": True,
    "name": "Léa Martin",
    "groups": ["support"],
}


def new_key() -> RSAKey:
    """Return a key with an id of its own."""
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})


@dataclass(slots=True, kw_only=True)
class OidcSimulator:
    """The provider's state."""

    redirect_uri: str
    address: str = ""  # once it is served
    person: Mapping[str, Any] = field(default_factory=lambda: dict(LEA))
    key: RSAKey = field(default_factory=new_key)
    signs_with: RSAKey | None = None  # another than the one it publishes
    algorithm: str = "RS256"
    spoil: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda claims: claims)
    in_userinfo: bool = False  # who it is, but for the id, is told at the other address alone
    documents: int = 0  # how often its keys were asked for
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _tokens: set[str] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        return f"{self.address}{REALM}"

    def app(self) -> Starlette:
        protocol = f"{REALM}/protocol/openid-connect"
        return Starlette(
            routes=[
                Route(f"{REALM}/.well-known/openid-configuration", self._configuration),
                Route(f"{protocol}/auth", self._authorize),
                Route(f"{protocol}/token", self._token, methods=["POST"]),
                Route(f"{protocol}/certs", self._certs),
                Route(f"{protocol}/userinfo", self._userinfo),
            ]
        )

    async def _configuration(self, _: Request) -> Response:
        protocol = f"{self.issuer}/protocol/openid-connect"
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{protocol}/auth",
                "token_endpoint": f"{protocol}/token",
                "jwks_uri": f"{protocol}/certs",
                "userinfo_endpoint": f"{protocol}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        wanted = {
            "client_id": CLIENT,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        if any(asked.get(name) != value for name, value in wanted.items()):
            return JSONResponse({"error": "invalid_request"}, 400)
        if "openid" not in asked["scope"].split():
            return JSONResponse({"error": "invalid_scope"}, 400)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def _token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        if not _is_client(request.headers.get("authorization", "")):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or form.get("redirect_uri") != asked["redirect_uri"]
            or _part(challenge) != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe(16)
        self._tokens.add(access_token)
        return JSONResponse(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": self._id_token(asked["nonce"]),
            }
        )

    async def _certs(self, _: Request) -> Response:
        self.documents += 1
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def _userinfo(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self._tokens:
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse(dict(self.person))

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        known = {"sub": self.person["sub"]} if self.in_userinfo else dict(self.person)
        claims = known | {
            "iss": self.issuer,
            "aud": CLIENT,
            "azp": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
        }
        key = self.signs_with or self.key
        header = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm in ("none", "HS256"):
            said = f"{_json_part(header)}.{_json_part(self.spoil(claims))}"
            # The public key taken for a shared secret: whoever has it, everybody, could sign.
            mac = hmac.digest(self.key.as_pem(private=False), said.encode(), hashlib.sha256)
            return f"{said}.{_part(mac) if self.algorithm == 'HS256' else ''}"
        return jwt.encode(header, self.spoil(claims), key, algorithms=[self.algorithm])


def _json_part(value: object) -> str:
    return _part(json.dumps(value).encode())


def _part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _is_client(authorization: str) -> bool:
    given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
    name, _, secret = given.partition(":")
    return unquote(name) == CLIENT and SECRET in (secret, unquote(secret))
