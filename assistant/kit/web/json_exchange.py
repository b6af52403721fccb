"""Send one JSON request to a shop's public API, and read its JSON answer.

A request is repeated where it cannot have reached the shop, where the shop says to slow down, and,
if repeating it changes nothing, where the shop failed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import structlog

from assistant.commerce.ports import ShopUnavailableError
from assistant.kit.web.retries import GaveUpError, Pace, RepeatableTry, repeat, seconds

log = structlog.get_logger(__name__)

_SERVER_ERRORS = range(500, 600)
_SLOW_DOWN = frozenset({429, 430})
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonAnswer:
    """Hold an answer of a shop that came and is JSON; its status may be an error of ours."""

    status: int
    content: object
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonExchange:
    """Exchange JSON with one server; errors quote nothing of an answer."""

    http: httpx.AsyncClient
    pace: Pace
    system: str  # as logs and errors name it

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool,
    ) -> JsonAnswer:
        """Return the answer to a request.

        Raises:
            ShopUnavailableError: there is none, or none that makes sense; a write may be done.
        """

        async def attempt() -> JsonAnswer | RepeatableTry:
            try:
                response = await self.http.request(method, path, json=body, headers=headers)
            except httpx.HTTPError as error:
                why = type(error).__name__
                return self._lost(why, repeatable=repeatable or isinstance(error, _NEVER_SENT))
            return self._judge(response, repeatable=repeatable)

        def waits(tried: RepeatableTry, wait_s: float) -> None:
            log.info("shop.repeats", system=self.system, why=tried.why, wait_s=round(wait_s, 2))

        try:
            return await repeat(attempt, self.pace, waits=waits)
        except GaveUpError as error:
            msg = f"{self.system} does not answer: {error}"
            raise ShopUnavailableError(msg) from None

    def _judge(self, response: httpx.Response, *, repeatable: bool) -> JsonAnswer | RepeatableTry:
        status = response.status_code
        if status in _SLOW_DOWN:
            return RepeatableTry(f"status {status}", seconds(response.headers.get("Retry-After")))
        if status in _SERVER_ERRORS:
            return self._lost(f"status {status}", repeatable=repeatable)
        try:
            content = json.loads(response.content)
        except ValueError:
            return self._lost(f"status {status} without JSON", repeatable=repeatable)
        return JsonAnswer(status=status, content=content, headers=response.headers)

    def _lost(self, why: str, *, repeatable: bool) -> RepeatableTry:
        if repeatable:
            return RepeatableTry(why)
        msg = f"{self.system} did not say whether it is done: {why}"
        raise ShopUnavailableError(msg)
