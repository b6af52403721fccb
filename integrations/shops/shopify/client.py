"""Send requests to Shopify's GraphQL Admin API: rate limits, retries, and errors of the ports.

A question is repeated whatever went wrong on the way. A write is repeated only where Shopify says
that it did not do it, or where repeating it changes nothing; otherwise nobody can know, and
`ShopUnavailableError` says so.
Sources: shopify.dev/docs/api/usage/response-codes, shopify.dev/docs/api/admin-graphql,
shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.kit.web.retries import GaveUpError, Pace, RepeatableTry, repeat, seconds
from integrations.shops.shopify.api_payloads import UserError, read


@dataclass(slots=True)
class PointBucket:
    """Count one app's points in one store; until the first answer every request is allowed.

    Every field of a query has a cost. The store's bucket must hold the query's requested cost, gets
    back the points that were not needed, and refills all the time.
    Source: shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
    """

    available: float = float("inf")  # points at `as_of`
    maximum: float = float("inf")
    per_s: float = 0.0
    as_of: float = 0.0  # s, of a monotonic clock

    def wait_s(self, cost: float, now: float) -> float:
        """Return how long it takes until `cost` points are there; 0: they are."""
        missing = min(cost, self.maximum) - self._at(now)
        if missing <= 0 or self.per_s <= 0:
            return 0.0
        return missing / self.per_s

    def spend(self, cost: float, now: float) -> None:
        """Take `cost` points for a request that is about to be sent."""
        self.available = self._at(now) - cost
        self.as_of = now

    def learn(self, *, available: float, maximum: float, per_s: float, now: float) -> None:
        """Take over the numbers of an answer's `throttleStatus`."""
        self.available, self.maximum, self.per_s, self.as_of = available, maximum, per_s, now

    def _at(self, now: float) -> float:
        return min(self.maximum, self.available + (now - self.as_of) * self.per_s)


def check(user_errors: object) -> None:
    """Raise the errors that Shopify gives for a write that was not done as an error of the port.

    Raises:
        ShopRefusedError: there is one; its message stays with Shopify.
    """
    errors = [read(UserError, one) for one in user_errors] if isinstance(user_errors, list) else []
    if errors:
        said = ", ".join(
            f"{one.code or 'INVALID'} {'.'.join(one.field or ())}".strip() for one in errors[:3]
        )
        msg = f"Shopify refuses: {said}"
        raise ShopRefusedError(msg)


log = structlog.get_logger(__name__)

Json = dict[str, Any]

_NAME = re.compile(r"^\s*(?:query|mutation)\s+(\w+)")
_SLOW_DOWN = frozenset({429, 430})  # nothing was done
_SERVER_ERRORS = range(500, 600)
_TRANSIENT = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT"})
_PIECE = 1 << 20  # bytes of a file that are written at once
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

FILE_PATIENCE_S = 600.0
"""With a file that breaks off, all its tries together."""

HINTS: Mapping[int, str] = {
    401: "the access token is not accepted: check COMPTOIR_SHOPIFY__TOKEN",
    402: "the store is frozen until its bill is paid",
    403: "the app may not do this: check its access scopes",
    404: "there is no such store or API version: check COMPTOIR_SHOPIFY__DOMAIN and __API_VERSION",
    423: "the store is locked",
}
"""What mends a status that no repeat mends."""


class _Throttle(BaseModel):
    maximum: float = Field(alias="maximumAvailable")
    available: float = Field(alias="currentlyAvailable")
    per_s: float = Field(alias="restoreRate")


class _Cost(BaseModel):
    requested: float = Field(alias="requestedQueryCost")
    throttle: _Throttle = Field(alias="throttleStatus")


class _Extensions(BaseModel):
    cost: _Cost | None = None


class _ErrorExtensions(BaseModel):
    code: str = "UNKNOWN"


class _Error(BaseModel):
    extensions: _ErrorExtensions = _ErrorExtensions()


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    data: Json | None = None
    errors: tuple[_Error, ...] = ()
    extensions: _Extensions = _Extensions()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(error.extensions.code for error in self.errors)


class AdminClient:
    """Send requests to one store's Admin API.

    Errors never quote an answer: it may be about a person.
    """

    def __init__(
        self, *, base_url: str, token: str, api_version: str, pace: Pace | None = None
    ) -> None:
        """Keep the store's address and token; no request is sent yet.

        Args:
            base_url: `https://{shop}.myshopify.com`.
            token: of a custom app, with the scopes that `store_connection.NEEDED` names.
            api_version: such as 2026-10; an answer of another version is logged.
            pace: time-outs and clocks.
        """
        self.pace = pace or Pace()
        self._path = f"/admin/api/{api_version}/graphql.json"
        self._version = api_version
        self._http = httpx.AsyncClient(
            base_url=base_url,
            timeout=self.pace.timeout_s,
            headers={"X-Shopify-Access-Token": token, "Accept": "application/json"},
        )
        self._bucket = PointBucket()
        self.costs: dict[str, float] = {}  # points that each operation asked for the last time

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, document: str, **variables: object) -> Json:
        """Return the data of a query, or of a write that may be repeated.

        Raises:
            ShopUnavailableError: no answer in time, or Shopify refuses the token or the question.
        """
        return await self._run(document, variables, repeatable=True)

    async def tell(self, document: str, **variables: object) -> Json:
        """Return the data of a write, which is done at most once.

        Raises:
            ShopRefusedError: the app may not do this; nothing was done.
            ShopUnavailableError: it may be done or not.
        """
        return await self._run(document, variables, repeatable=False)

    async def fetch(self, url: str, into: BinaryIO, *, at_most: int) -> None:
        """Write a file of Shopify's, which lies elsewhere, into another that is empty.

        A download that breaks off begins again.

        Args:
            url: its address.
            into: another file, of which nothing is left where this fails.
            at_most: bytes that it may have.

        Raises:
            ShopUnavailableError: it is not there any more, is too large, or keeps breaking off.
            OSError: the other file cannot be written.
        """

        async def attempt() -> bool | RepeatableTry:
            await asyncio.to_thread(_empty, into)
            return await self._download(url, into, at_most)

        def waits(again: RepeatableTry, wait_s: float) -> None:
            log.info("shopify.file_again", why=again.why, wait_ms=round(wait_s * 1000))

        try:
            await repeat(attempt, replace(self.pace, patience_s=FILE_PATIENCE_S), waits=waits)
        except GaveUpError as error:
            log.warning("shopify.no_file", why=str(error))
            msg = f"Shopify's file cannot be fetched: {error}"
            raise ShopUnavailableError(msg) from None

    async def _download(self, url: str, into: BinaryIO, at_most: int) -> bool | RepeatableTry:
        size = 0
        async with httpx.AsyncClient(timeout=self.pace.timeout_s) as http:  # without the token
            try:
                async with http.stream("GET", url) as response:
                    response.raise_for_status()
                    async for piece in response.aiter_bytes(_PIECE):
                        size += len(piece)
                        if size > at_most:
                            msg = f"Shopify's file is larger than {at_most} bytes"
                            raise ShopUnavailableError(msg)
                        await asyncio.to_thread(into.write, piece)
            except httpx.HTTPStatusError as error:
                status = error.response.status_code
                if status in _SLOW_DOWN or status in _SERVER_ERRORS:
                    return RepeatableTry(
                        f"status {status}", seconds(error.response.headers.get("Retry-After"))
                    )
                msg = f"Shopify's file cannot be fetched: status {status}"
                raise ShopUnavailableError(msg) from None
            except (httpx.InvalidURL, httpx.UnsupportedProtocol):
                msg = "Shopify's file has an address that makes no sense"
                raise ShopUnavailableError(msg) from None
            except httpx.HTTPError as error:
                return RepeatableTry(type(error).__name__)
        await asyncio.to_thread(into.flush)  # here, where a full disk can be seen to
        return True

    async def _run(
        self, document: str, variables: Mapping[str, object], *, repeatable: bool
    ) -> Json:
        named = _NAME.match(document)
        name = named[1] if named else "unnamed"
        until = self.pace.now() + self.pace.patience_s

        async def attempt() -> Json | RepeatableTry:
            await self._wait(name, until)
            return await self._try(name, document, variables, repeatable=repeatable)

        def waits(again: RepeatableTry, wait_s: float) -> None:
            log.info("shopify.again", operation=name, why=again.why, wait_ms=round(wait_s * 1000))

        try:
            return await repeat(attempt, self.pace, waits=waits)
        except GaveUpError as error:
            log.warning("shopify.gave_up", operation=name, why=str(error))
            msg = f"Shopify does not answer {name}: {error}"
            raise ShopUnavailableError(msg) from None

    async def _wait(self, name: str, until: float) -> None:
        """Wait until the bucket holds the points that this operation asked for the last time."""
        cost, now = self.costs.get(name, 0.0), self.pace.now()
        wait_s = self._bucket.wait_s(cost, now)
        if now + wait_s > until:  # what is not sent costs nothing
            msg = f"Shopify's rate limit leaves no room for {name}"
            raise ShopUnavailableError(msg)
        self._bucket.spend(cost, now)
        if wait_s > 0:
            await self.pace.sleep(wait_s)

    async def _try(
        self, name: str, document: str, variables: Mapping[str, object], *, repeatable: bool
    ) -> Json | RepeatableTry:
        body = {"query": document, "operationName": name, "variables": variables}
        try:
            response = await self._http.post(self._path, json=body)
        except _NEVER_SENT as error:
            return RepeatableTry(type(error).__name__)
        except httpx.HTTPError as error:
            return self._lost(name, type(error).__name__, repeatable=repeatable)
        status = response.status_code
        if status in _SLOW_DOWN:
            return RepeatableTry(f"status {status}", seconds(response.headers.get("Retry-After")))
        if status in _SERVER_ERRORS:
            return self._lost(name, f"status {status}", repeatable=repeatable)
        if status != httpx.codes.OK:
            hint = HINTS.get(status, "see Shopify's status page")
            log.error("shopify.refused", operation=name, status=status, hint=hint)
            msg = f"Shopify answered {name} with status {status}: {hint}"
            raise ShopUnavailableError(msg)
        return self._read(name, response, repeatable=repeatable)

    def _read(
        self, name: str, response: httpx.Response, *, repeatable: bool
    ) -> Json | RepeatableTry:
        served = response.headers.get("X-Shopify-API-Version", self._version)
        if served != self._version:
            log.warning("shopify.other_version", asked=self._version, served=served)
        try:
            answer = _Answer.model_validate(json.loads(response.content))
        except (ValueError, ValidationError):
            return self._lost(name, "an answer that makes no sense", repeatable=repeatable)
        self._learn(name, answer.extensions.cost)
        codes = answer.codes
        if "THROTTLED" in codes:
            wait_s = self._bucket.wait_s(self.costs.get(name, 0.0), self.pace.now())
            return RepeatableTry("THROTTLED", wait_s)
        if codes & _TRANSIENT:
            return self._lost(name, ", ".join(sorted(codes)), repeatable=repeatable)
        if codes or answer.data is None:
            return self._fail(name, codes, writes=not repeatable)
        return answer.data

    def _learn(self, name: str, cost: _Cost | None) -> None:
        if cost is None:
            return
        self.costs[name] = cost.requested
        throttle = cost.throttle
        self._bucket.learn(
            available=throttle.available,
            maximum=throttle.maximum,
            per_s=throttle.per_s,
            now=self.pace.now(),
        )

    @staticmethod
    def _lost(name: str, why: str, *, repeatable: bool) -> RepeatableTry:
        """Return an error that repeats the request, or raise that the outcome is unknown."""
        if repeatable:
            return RepeatableTry(why)
        log.warning("shopify.outcome_unknown", operation=name, why=why)
        msg = f"Shopify did not say whether {name} is done: {why}"
        raise ShopUnavailableError(msg)

    @staticmethod
    def _fail(name: str, codes: frozenset[str], *, writes: bool) -> Json:
        said = ", ".join(sorted(codes)) or "no data"
        log.error("shopify.refused", operation=name, codes=said)
        msg = f"Shopify refuses {name}: {said}"
        if writes and "ACCESS_DENIED" in codes:
            raise ShopRefusedError(msg)
        raise ShopUnavailableError(msg)


def _empty(file: BinaryIO) -> None:
    """Remove the bytes that an earlier try left in a file."""
    if file.tell():
        file.seek(0)
        file.truncate()
