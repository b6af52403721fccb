"""Sign people in by OpenID Connect, as the port `IdentityProvider`: code, PKCE, checked ID token.

The provider's configuration and its keys are kept for a while; a key that is not among them is
looked for once more, because providers change keys.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assistant.desk.staff.identity_provider import (
    Doubt,
    Handshake,
    ProviderPerson,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from assistant.ports import Clock
from integrations.services.oidc.id_token import Expected, read
from integrations.services.oidc.oidc_discovery import Endpoints, discover

TIMEOUT_S = 5.0
_KEPT = timedelta(hours=1)
_MAX_EMAIL_CHARS = 320
_MAX_NAME_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Hold our registration with the provider."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)  # "": a public client, by PKCE alone
    scope: str = "openid email profile"
    groups_claim: str = "groups"


class OidcProvider:
    """Ask an identity provider over HTTP."""

    def __init__(self, registration: Registration, *, clock: Clock) -> None:
        self._us = registration
        self._clock = clock
        self._endpoints: tuple[Endpoints, datetime] | None = None
        self._keys: KeySet | None = None

    async def check(self) -> None:
        """Check that the provider answers, as itself.

        Raises:
            ProviderUnavailableError: it does not answer, or as another.
        """
        await self._where()

    async def begin(self, handshake: Handshake, *, redirect_uri: str) -> str:
        endpoints = await self._where()
        async with self._client(endpoints, redirect_uri) as client:
            url, _ = client.create_authorization_url(
                endpoints.authorization,
                state=handshake.state,
                nonce=handshake.nonce,
                code_verifier=handshake.verifier,
            )
        return str(url)

    async def finish(self, handshake: Handshake, *, code: str, redirect_uri: str) -> ProviderPerson:
        endpoints = await self._where()
        tokens = await self._redeem(endpoints, handshake, code, redirect_uri)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise ProviderRefusedError(Doubt.NO_TOKEN)
        claims = await self._read(endpoints, id_token, handshake.nonce)
        if "email" not in claims and endpoints.userinfo:
            claims |= await self._ask_more(endpoints, tokens, claims["sub"])
        return self._person(claims)

    async def _redeem(
        self, endpoints: Endpoints, handshake: Handshake, code: str, redirect_uri: str
    ) -> dict[str, Any]:
        try:
            async with self._client(endpoints, redirect_uri) as client:
                tokens: dict[str, Any] = await client.fetch_token(
                    endpoints.token, code=code, code_verifier=handshake.verifier
                )
        except OAuthError:
            raise ProviderRefusedError(Doubt.CODE_REFUSED) from None
        except (httpx.HTTPError, json.JSONDecodeError) as error:
            raise _away(error) from None
        return dict(tokens)

    async def _read(self, endpoints: Endpoints, token: str, nonce: str) -> dict[str, Any]:
        expected = Expected(issuer=endpoints.issuer, client_id=self._us.client_id, nonce=nonce)
        fresh = self._keys is None
        keys = self._keys or await self._fetch_keys(endpoints)
        try:
            return read(token, keys, expected, now=self._clock.now())
        except ProviderRefusedError as error:
            if fresh or error.reason not in (Doubt.UNKNOWN_KEY, Doubt.BAD_SIGNATURE):
                raise
        return read(token, await self._fetch_keys(endpoints), expected, now=self._clock.now())

    async def _fetch_keys(self, endpoints: Endpoints) -> KeySet:
        said = await self._get(endpoints.keys)
        try:
            self._keys = KeySet.import_key_set(said)  # type: ignore[arg-type]  # checked there
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _away(error) from None
        return self._keys

    async def _ask_more(
        self, endpoints: Endpoints, tokens: dict[str, Any], subject: str
    ) -> dict[str, Any]:
        """Return the claims of the same person that the provider leaves out of the token."""
        said = await self._get(
            endpoints.userinfo, {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        )
        if said.get("sub") != subject:
            raise ProviderRefusedError(Doubt.CLAIM_WRONG)
        more = ("email", "email_verified", "name", self._us.groups_claim)
        return {name: said[name] for name in more if name in said}

    async def _get(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            async with _http() as client:
                response = await client.get(address, headers=headers)
            response.raise_for_status()
            said = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise _away(error) from None
        if not isinstance(said, dict):
            msg = "the identity provider's answer is no JSON object"
            raise ProviderUnavailableError(msg)
        return said

    def _person(self, claims: dict[str, Any]) -> ProviderPerson:
        """Return the person of the claims.

        Raises:
            ProviderRefusedError: the provider did not verify that the address is theirs.
        """
        email, name = claims.get("email"), claims.get("name")
        if claims.get("email_verified") is not True or not isinstance(email, str):
            raise ProviderRefusedError(Doubt.NOT_VERIFIED)
        if "@" not in email or len(email) > _MAX_EMAIL_CHARS:
            raise ProviderRefusedError(Doubt.NOT_VERIFIED)
        groups = claims.get(self._us.groups_claim)
        listed = groups if isinstance(groups, list) else []
        return ProviderPerson(
            subject=f"{self._us.issuer}|{claims['sub']}",
            email=email,
            name=name[:_MAX_NAME_CHARS] if isinstance(name, str) else "",
            groups=frozenset(one for one in listed if isinstance(one, str)),
        )

    async def _where(self) -> Endpoints:
        now = self._clock.now()
        if self._endpoints is None or now >= self._endpoints[1]:
            async with _http() as client:
                self._endpoints = (await discover(client, self._us.issuer), now + _KEPT)
        return self._endpoints[0]

    def _client(self, endpoints: Endpoints, redirect_uri: str) -> AsyncOAuth2Client:
        method = "client_secret_post" if endpoints.secret_in_body else "client_secret_basic"
        return AsyncOAuth2Client(
            client_id=self._us.client_id,
            client_secret=self._us.client_secret or None,
            token_endpoint_auth_method=method if self._us.client_secret else "none",
            scope=self._us.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            trust_env=False,
        )


def _http() -> httpx.AsyncClient:
    """Return a client for the provider; sign-ins are too rare to keep connections for."""
    return httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)


def _away(error: Exception) -> ProviderUnavailableError:
    return ProviderUnavailableError(f"the identity provider failed: {type(error).__name__}")
