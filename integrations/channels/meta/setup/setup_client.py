"""Ask the Graph API about an account, one request at a time, while a person waits."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

_TIMEOUT_S = 15.0


class GraphSaidError(Exception):
    """Say that Meta refused; the message is Meta's own, which names no customer."""

    def __init__(self, code: int, subcode: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode


class GraphSilentError(Exception):
    """Say that Meta gave no answer that makes sense; the message names the part to look at."""


class SetupClient:
    """Send requests to the Graph API at one address and version."""

    def __init__(self, http: httpx.AsyncClient, api_url: str) -> None:
        self._http = http
        self._api_url = api_url.rstrip("/")

    async def get(
        self, path: str, *, token: str, secret: str = "", **params: str
    ) -> Mapping[str, Any]:
        """Return the object at `path`; with a `secret`, only if it is of the token's app.

        Raises:
            GraphSaidError: Meta refuses.
            GraphSilentError: Meta does not answer.
        """
        if secret:
            proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            params["appsecret_proof"] = proof
        return await self._ask("GET", path, token, params=params)

    async def post(self, path: str, *, token: str, **fields: str) -> Mapping[str, Any]:
        """Post fields to `path`; the errors are those of `get`."""
        return await self._ask("POST", path, token, data=fields)

    async def _ask(self, method: str, path: str, token: str, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401 - httpx's
        headers = {"Authorization": f"Bearer {token}"}  # in a URL, logs on the way would keep it
        try:
            response = await self._http.request(
                method, f"{self._api_url}/{path}", headers=headers, **more
            )
            said = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            msg = f"{self._api_url} does not answer as the Graph API ({type(error).__name__})"
            raise GraphSilentError(msg) from None
        if not isinstance(said, dict):
            msg = f"{self._api_url} does not answer as the Graph API"
            raise GraphSilentError(msg)
        if isinstance(wrong := said.get("error"), dict):
            code, subcode = wrong.get("code", 0), wrong.get("error_subcode", 0)
            raise GraphSaidError(int(code or 0), int(subcode or 0), str(wrong.get("message", "")))
        return said


@asynccontextmanager
async def open_client(api_url: str) -> AsyncIterator[SetupClient]:
    """Open a client until the block ends; no request is sent yet."""
    async with httpx.AsyncClient(timeout=_TIMEOUT_S) as http:
        yield SetupClient(http, api_url)
