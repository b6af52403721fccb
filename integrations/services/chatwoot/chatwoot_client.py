"""Send requests to Chatwoot's application API, one try at a time: the caller decides on the next.

Errors never quote an answer: it may be about a person.
Sources: developers.chatwoot.com/api-reference/introduction; Chatwoot's `config/initializers/
rack_attack.rb`, which answers 429 with Retry-After
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
import structlog
from pydantic import BaseModel, TypeAdapter, ValidationError

from assistant.desk.helpdesk.ports import (
    CaseGoneError,
    HelpdeskRefusedError,
    HelpdeskUnavailableError,
)
from assistant.kit.web.retries import seconds

log = structlog.get_logger(__name__)

T = TypeVar("T", bound=BaseModel)
Read = TypeVar("Read")

_OURS_TO_MEND: Mapping[int, str] = {
    401: "the token is not accepted: check COMPTOIR_CHATWOOT__TOKEN",
    403: "the token's owner may not do this: make them an administrator, and of the inbox",
    402: "the account is suspended: see its billing page",
}
"""The request is right, and works once a person has mended the setting."""

_NO_SUCH_ACCOUNT = "there is no such account or inbox: check COMPTOIR_CHATWOOT__URL, __ACCOUNT"
_NOT_ALLOWED = (
    "only administrators may delete in Chatwoot: make the token's owner one, or delete the"
    " conversation by hand"
)
_AWAY = frozenset({408, 425, 429})
_SLOW_S = 30.0  # before the next try, where a person has to mend a setting


class ChatwootClient:
    """Send requests to an account of an installation."""

    def __init__(self, http: httpx.AsyncClient, *, account: int) -> None:
        self._http = http
        self._account = f"/api/v1/accounts/{account}"

    async def get(
        self, path: str, kind: type[T], *, params: Mapping[str, str | int] | None = None
    ) -> T:
        """Return the account's object at `path`.

        Raises:
            HelpdeskUnavailableError: there is no answer, or none that makes sense.
            CaseGoneError, HelpdeskRefusedError: see `send`.
        """
        response = await self._ask("GET", self._account + path, params=params)
        return _read(response, TypeAdapter(kind))

    async def post(self, path: str, kind: type[T], body: Mapping[str, object]) -> T:
        """Post `body`, and return the answer; the errors are those of `get`."""
        response = await self._ask("POST", self._account + path, body=body)
        return _read(response, TypeAdapter(kind))

    async def send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> None:
        """Send a request whose answer does not matter.

        Raises:
            HelpdeskUnavailableError: it may be done or not; the same may work later.
            CaseGoneError: there is nothing at `path`.
            HelpdeskRefusedError: Chatwoot will never do this.
        """
        await self._ask(method, self._account + path, body=body)

    async def listed(self, path: str, kind: type[T]) -> tuple[T, ...]:
        """Return the account's objects at `path`, where the answer is a bare list."""
        response = await self._ask("GET", self._account + path)
        found: tuple[T, ...] = _read(response, TypeAdapter(tuple[kind, ...]))  # type: ignore[valid-type]
        return found

    async def whoami(self, kind: type[T]) -> T:
        """Return the owner of the token."""
        return _read(await self._ask("GET", "/api/v1/profile"), TypeAdapter(kind))

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        try:
            response = await self._http.request(method, path, params=params, json=body)
        except httpx.HTTPError as error:
            msg = f"Chatwoot does not answer: {type(error).__name__}"
            raise HelpdeskUnavailableError(msg) from None
        status = response.status_code
        if response.is_success:
            return response
        if status in _AWAY or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            wait_s = seconds(response.headers.get("Retry-After"))
            msg = f"Chatwoot answered with status {status}"
            raise HelpdeskUnavailableError(msg, retry_after_s=wait_s)
        if status == httpx.codes.UNAUTHORIZED and method == "DELETE":
            raise HelpdeskRefusedError(_NOT_ALLOWED)
        if hint := _OURS_TO_MEND.get(status):
            log.error("chatwoot.refused", status=status, hint=hint)
            raise HelpdeskUnavailableError(hint, retry_after_s=_SLOW_S)
        if status == httpx.codes.NOT_FOUND:
            msg = f"Chatwoot has nothing at that place: it was deleted, or {_NO_SUCH_ACCOUNT}"
            raise CaseGoneError(msg)
        msg = (
            f"Chatwoot refuses {method} with status {status}: look for it in Chatwoot's log,"
            " and check that COMPTOIR_CHATWOOT__INBOX is an inbox of the kind API"
        )
        raise HelpdeskRefusedError(msg)


def _read(response: httpx.Response, kind: TypeAdapter[Read]) -> Read:
    try:
        return kind.validate_json(response.content)
    except ValidationError:
        msg = "Chatwoot's answer makes no sense: check COMPTOIR_CHATWOOT__URL and its version"
        raise HelpdeskUnavailableError(msg) from None


@asynccontextmanager
async def open_client(
    *, url: str, token: str, account: int, timeout_s: float = 10.0
) -> AsyncIterator[ChatwootClient]:
    """Open a client until the block ends; no request is sent yet.

    Args:
        url: `https://desk.shop.example`, without a path.
        token: access token of an administrator who is nobody, or of an agent bot.
        account: number in the addresses of Chatwoot's pages.
        timeout_s: of one try.
    """
    headers = {"api_access_token": token, "Accept": "application/json"}
    async with httpx.AsyncClient(base_url=url, timeout=timeout_s, headers=headers) as http:
        yield ChatwootClient(http, account=account)
