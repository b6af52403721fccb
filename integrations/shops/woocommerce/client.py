"""Send requests to WooCommerce's REST API: retries, pages, and errors of the ports.

A question is repeated whatever went wrong on the way. A write is repeated only where nothing can
have been done, or where repeating it changes nothing; otherwise nobody can know, and
`ShopUnavailableError` says so. WooCommerce itself has no rate limit: 429, 503 and their
Retry-After come from the host in front of it.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https, #errors,
#pagination
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
import structlog

from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.kit.web.retries import GaveUpError, Pace, RepeatableTry, repeat, seconds

log = structlog.get_logger(__name__)

Json = dict[str, Any]
Params = Mapping[str, str | int]

PAGE = 100
"""The most that one page may hold.

Source: developer.wordpress.org/rest-api/using-the-rest-api/pagination
"""

MAX_PAGES = 20
_PATH = "/wp-json/wc/v3/"
WORDPRESS = "/wp-json/wp/v2/"
"""Path of WordPress's own API, which gives published pages to everybody.

It knows no consumer key: it refuses a request that comes with one.
Source: developer.wordpress.org/rest-api/reference/pages
"""

_SERVER_ERRORS = range(500, 600)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_DONE = frozenset({"woocommerce_rest_cannot_create_order_refund"})
"""Codes that come with status 500 and say for sure that nothing was done."""

_MOVED = "the shop is at another address: check COMPTOIR_WOOCOMMERCE__URL, with or without www"

HINTS: Mapping[int, str] = {
    301: _MOVED,
    302: _MOVED,
    308: _MOVED,
    401: "the key is not accepted or may only read: check COMPTOIR_WOOCOMMERCE__KEY and __SECRET",
    403: "the key may not do this: it needs Read/Write, and its user the role Shop manager",
    404: "there is no REST API: check COMPTOIR_WOOCOMMERCE__URL and that permalinks are pretty",
}
"""What mends a status that no repeat mends."""


_CLOSED = "WordPress gives its pages to nobody without signing in"
_WITHOUT_KEY: Mapping[int, str] = {**HINTS, 401: _CLOSED, 403: _CLOSED}


class RestClient:
    """Send requests to one shop's REST API.

    Errors never quote an answer: it may be about a person.
    """

    def __init__(
        self, *, url: str, key: str, secret: str, pace: Pace | None = None, path: str = _PATH
    ) -> None:
        """Keep the shop's address and key; no request is sent yet.

        Args:
            url: of the shop, such as https://shop.example; the path of a shop in a folder with it.
            key: consumer key, `ck_...`, with Read/Write access; "": none is sent.
            secret: consumer secret, `cs_...`; sent by Basic authentication, so only over HTTPS.
            pace: time-outs and clocks.
            path: of the API.
        """
        self.pace = pace or Pace()
        self._hints = HINTS if key else _WITHOUT_KEY
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/") + path,
            timeout=self.pace.timeout_s,
            auth=(key, secret) if key else None,
            headers={"Accept": "application/json"},
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str, params: Params | None = None) -> Json | None:
        """Return a resource; None: there is none.

        Raises:
            ShopUnavailableError: no answer in time, or the key is refused.
        """
        response = await self._run("GET", path, params=params, repeatable=True)
        found = self._read(response)
        return found if isinstance(found, dict) else None

    async def list(self, path: str, params: Params | None = None, *, most: int) -> list[Json]:
        """Return at most `most` resources of a list, page by page as `X-WP-TotalPages` tells.

        Raises:
            ShopUnavailableError: no answer in time, or the key is refused.
        """
        found: list[Json] = []
        for page in range(1, MAX_PAGES + 1):
            rows, pages = await self._page(path, params, page, min(PAGE, most))
            found += rows
            if len(found) >= most or page >= pages:
                break
        return found[:most]

    async def every(self, path: str, params: Params | None = None) -> AsyncIterator[Json]:
        """Yield all resources of a list, however many there are, oldest first.

        Raises:
            ShopUnavailableError: no answer in time, or the key is refused.
        """
        asked = {**(params or {}), "orderby": "id", "order": "asc"}
        page, pages = 0, 1
        while page < pages:  # as the last page says: a list may grow or shrink meanwhile
            page += 1
            rows, said = await self._page(path, asked, page, PAGE)
            pages = said or page + (len(rows) == PAGE)  # a proxy may strip the header
            for row in rows:
                yield row

    async def _page(
        self, path: str, params: Params | None, page: int, size: int
    ) -> tuple[Sequence[Json], int]:
        """Return one page of a list, and how many there are; 0: the answer does not say."""
        asked = {**(params or {}), "page": page, "per_page": size}
        response = await self._run("GET", path, params=asked, repeatable=True)
        rows = self._read(response)
        return (rows if isinstance(rows, list) else []), _pages(response)

    async def put(self, path: str, body: Json) -> Json:
        """Return a resource after a change; the same change again changes nothing.

        Raises:
            ShopRefusedError: WooCommerce will not; nothing was done.
            ShopUnavailableError: it may be done or not.
        """
        return self._written(path, await self._run("PUT", path, body=body, repeatable=True))

    async def post(self, path: str, body: Json) -> Json:
        """Return the object that was created or changed, which is done at most once.

        WordPress takes a POST to an existing resource for a change, as it takes a PUT.

        Raises:
            ShopRefusedError: WooCommerce will not; nothing was done.
            ShopUnavailableError: it may be done or not.
        """
        return self._written(path, await self._run("POST", path, body=body, repeatable=False))

    async def _run(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Json | None = None,
        repeatable: bool,
    ) -> httpx.Response:
        route = _route(path)

        async def attempt() -> httpx.Response | RepeatableTry:
            try:
                response = await self._http.request(method, path, params=params, json=body)
            except _NEVER_SENT as error:
                return RepeatableTry(type(error).__name__)
            except httpx.HTTPError as error:
                return _lost(method, route, type(error).__name__, repeatable=repeatable)
            return self._judge(method, route, response, repeatable=repeatable)

        def waits(again: RepeatableTry, wait_s: float) -> None:
            wait_ms = round(wait_s * 1000)
            log.info(
                "woocommerce.again", method=method, route=route, why=again.why, wait_ms=wait_ms
            )

        try:
            return await repeat(attempt, self.pace, waits=waits)
        except GaveUpError as error:
            log.warning("woocommerce.gave_up", method=method, route=route, why=str(error))
            msg = f"WooCommerce does not answer {method} {route}: {error}"
            raise ShopUnavailableError(msg) from None

    def _judge(
        self, method: str, route: str, response: httpx.Response, *, repeatable: bool
    ) -> httpx.Response | RepeatableTry:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return RepeatableTry(f"status {status}", seconds(response.headers.get("Retry-After")))
        if status in _SERVER_ERRORS:
            if _code(response) in _NOT_DONE:
                return response
            again = _lost(method, route, f"status {status}", repeatable=repeatable)
            return RepeatableTry(again.why, seconds(response.headers.get("Retry-After")))
        if status in self._hints and not (
            status == httpx.codes.NOT_FOUND and _is_missing(response)
        ):
            log.error("woocommerce.refused", method=method, route=route, status=status)
            msg = (
                f"WooCommerce answered {method} {route} with status {status}: {self._hints[status]}"
            )
            raise ShopUnavailableError(msg)
        if response.is_success and not _is_json(response):
            return _lost(method, route, "an answer that makes no sense", repeatable=repeatable)
        return response

    @staticmethod
    def _read(response: httpx.Response) -> object:
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if not response.is_success:
            msg = f"WooCommerce refuses a question: {_code(response) or response.status_code}"
            raise ShopUnavailableError(msg)
        return json.loads(response.content)

    @staticmethod
    def _written(path: str, response: httpx.Response) -> Json:
        if not response.is_success:
            said = _code(response) or f"status {response.status_code}"
            log.error("woocommerce.refused", route=_route(path), code=said)
            msg = f"WooCommerce refuses: {said}"
            raise ShopRefusedError(msg)
        written: Json = json.loads(response.content)
        return written


def _lost(method: str, route: str, why: str, *, repeatable: bool) -> RepeatableTry:
    """Return an error that repeats the request, or raise that the outcome is unknown."""
    if repeatable:
        return RepeatableTry(why)
    log.warning("woocommerce.outcome_unknown", method=method, route=route, why=why)
    msg = f"WooCommerce did not say whether {method} {route} is done: {why}"
    raise ShopUnavailableError(msg)


def _route(path: str) -> str:
    """Return a path without the numbers in it, for logs."""
    return "/".join("{id}" if part.isdigit() else part for part in path.split("/"))


def _pages(response: httpx.Response) -> int:
    said = response.headers.get("X-WP-TotalPages", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _code(response: httpx.Response) -> str:
    """Return WordPress's code of an error; its message, which may quote, is left out."""
    try:
        said = json.loads(response.content)
    except ValueError:
        return ""
    return str(said.get("code", ""))[:80] if isinstance(said, dict) else ""


def _is_missing(response: httpx.Response) -> bool:
    """Return whether a resource is missing, and not the API as a whole."""
    return _code(response) not in {"", "rest_no_route"}


def _is_json(response: httpx.Response) -> bool:
    try:
        json.loads(response.content)
    except ValueError:
        return False
    return True
