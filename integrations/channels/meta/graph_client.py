"""Send requests to the Graph API, one try at a time: the caller decides when to try again.

Errors never quote a request: it is to a person.
Source: Meta, "Graph API: handling errors"
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from assistant.messages.channels.account_book import ChannelAccount
from integrations.channels.meta.graph_errors import GraphError, GraphUnreachableError, classify

TIMEOUT_S = 10.0
_NO_OBJECT = "it answers with what is no JSON object"
_DETAILS = 300  # characters of an error that are kept
_NOTHING_WENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Json = Mapping[str, Any]


class TooLargeError(Exception):
    """Say that a file has more bytes than are accepted."""


class GraphClient:
    """Send requests for every account, to its own address with its own token."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(
        self, account: ChannelAccount, path: str, *, params: Mapping[str, str] | None = None
    ) -> Json:
        """Return the object at `path`.

        Raises:
            GraphError: it was refused.
            GraphUnreachableError: there was no answer.
        """
        return await self._ask(account, "GET", path, params=params)

    async def post(self, account: ChannelAccount, path: str, body: Json) -> Json:
        """Post JSON to `path`; see `get`."""
        return await self._ask(account, "POST", path, json=body)

    async def post_file(
        self,
        account: ChannelAccount,
        path: str,
        *,
        field: str,
        fields: Mapping[str, str],
        file: tuple[str, bytes, str],
    ) -> Json:
        """Post a file, by its name, bytes and type, as `field` beside `fields`; see `get`."""
        return await self._ask(account, "POST", path, data=fields, files={field: file})

    async def download(
        self, account: ChannelAccount, url: str, *, most_bytes: int, with_token: bool = True
    ) -> bytes:
        """Return a file; `with_token` sends the account's token for it.

        Raises:
            TooLargeError: it has more than `most_bytes`.
            GraphError: it is not there, or not any more.
            GraphUnreachableError: there was no answer.
        """
        taken = bytearray()
        try:
            headers = _headers(account) if with_token else {}
            async with self._http.stream("GET", url, headers=headers) as response:
                if response.is_error:
                    raise _refused(response, None)
                async for chunk in response.aiter_bytes():
                    taken += chunk
                    if len(taken) > most_bytes:
                        raise TooLargeError
        except httpx.HTTPError as error:
            raise GraphUnreachableError(type(error).__name__, unsure=False) from None
        return bytes(taken)

    async def _ask(
        self,
        account: ChannelAccount,
        method: str,
        path: str,
        **content: Any,  # noqa: ANN401 - as httpx takes it
    ) -> Json:
        url = f"{account.api_url}/{path.lstrip('/')}"
        try:
            response = await self._http.request(method, url, headers=_headers(account), **content)
        except _NOTHING_WENT as error:
            raise GraphUnreachableError(type(error).__name__, unsure=False) from None
        except httpx.HTTPError as error:
            raise GraphUnreachableError(type(error).__name__, unsure=True) from None
        return _read(response)


def _headers(account: ChannelAccount) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.access_token}"}


def _read(response: httpx.Response) -> Json:
    try:
        said = response.json()
    except ValueError:
        said = None
    if response.is_error or (isinstance(said, dict) and "error" in said):
        raise _refused(response, said)
    if not isinstance(said, dict):
        raise GraphUnreachableError(_NO_OBJECT, unsure=True)
    return said


def _refused(response: httpx.Response, said: object) -> Exception:
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            return GraphUnreachableError(f"HTTP {response.status_code}", unsure=True)
        error = {}
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else error.get("message")
    said_why = str(details or "")[:_DETAILS]
    trouble = classify(code, subcode=subcode, http_status=response.status_code, details=said_why)
    return GraphError(
        code=code or response.status_code,
        subcode=subcode,
        trouble=trouble,
        details=said_why,
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


@asynccontextmanager
async def open_graph(*, timeout_s: float = TIMEOUT_S) -> AsyncIterator[GraphClient]:
    """Open a client until the block ends; no request is sent yet."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
    async with httpx.AsyncClient(timeout=timeout_s, limits=limits) as http:
        yield GraphClient(http)
