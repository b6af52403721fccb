"""Report whether the service is alive, and whether every part of it can do its work."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import structlog
from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, Field

from assistant.ports import PortError

Check = Callable[[], Awaitable[str]]
"""Return a short word about the part, or raise; the word is shown on a public page."""

log = structlog.get_logger()

RETRY_AFTER_S = "5"


class NotReadyError(Exception):
    """Say why a part is not ready; its text is shown, that of other errors is not."""


class SparedCheck:
    """Make a check once a second at most, however often readiness is asked for."""

    def __init__(self, check: Check, *, every_s: float = 1.0) -> None:
        self._check = check
        self._every_s = every_s
        self._making = asyncio.Lock()
        self._made_at = float("-inf")
        self._said = ""
        self._error: Exception | None = None

    async def __call__(self) -> str:
        async with self._making:
            if time.monotonic() - self._made_at >= self._every_s:
                await self._make()
            if self._error is not None:
                raise self._error
            return self._said

    async def _make(self) -> None:
        try:
            self._said, self._error = await self._check(), None
        except Exception as error:  # noqa: BLE001 - raised again for whoever asks within the time
            self._error = error
        self._made_at = time.monotonic()


class Alive(BaseModel):
    """Say that the process answers."""

    status: Literal["alive"] = "alive"


class PartHealth(BaseModel):
    """Hold the health of one part of the service."""

    ok: bool
    detail: str = ""


class Readiness(BaseModel):
    """Hold the health of all parts, by name."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"status": "ready", "parts": {"log": {"ok": True, "detail": "sqlite"}}}
        }
    )

    status: Literal["ready", "not_ready"]
    parts: dict[str, PartHealth] = Field(description="a part that is not ok says so in one word")


def routes(checks: Mapping[str, Check], *, timeout_s: float = 2.0) -> APIRouter:
    """Return `/health` and `/ready`; a check that takes longer than `timeout_s` has failed."""
    router = APIRouter(tags=["health"])
    said: dict[str, str] = {}  # by the part: why it was not ready when it was looked at last

    @router.get("/health", summary="Is the process alive?")
    async def health(response: Response) -> Alive:
        response.headers["Cache-Control"] = "no-store"
        return Alive()

    @router.get(
        "/ready",
        summary="Can every part do its work?",
        responses={503: {"model": Readiness, "description": "At least one part cannot."}},
    )
    async def ready(response: Response) -> Readiness:
        found = await asyncio.gather(*(_look(check, timeout_s) for check in checks.values()))
        for name, (_, reason) in zip(checks, found, strict=True):
            if reason and said.get(name) != reason:  # once, however often we are asked
                log.warning("health.not_ready", part=name, reason=reason)
            said[name] = reason
        parts = {name: part for name, (part, _) in zip(checks, found, strict=True)}
        well = all(part.ok for part in parts.values())
        response.headers["Cache-Control"] = "no-store"
        if not well:
            response.headers["Retry-After"] = RETRY_AFTER_S
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return Readiness(status="ready" if well else "not_ready", parts=parts)

    return router


async def is_well(checks: Mapping[str, Check], *, timeout_s: float = 2.0) -> bool:
    """Return whether every check passes now."""
    found = (await _look(check, timeout_s) for check in checks.values())
    return all([part.ok async for part, _ in found])


async def _look(check: Check, timeout_s: float) -> tuple[PartHealth, str]:
    """Return the health of a part, and the reason for the log if it is not ready."""
    try:
        async with asyncio.timeout(timeout_s):
            return PartHealth(ok=True, detail=await check()), ""
    except TimeoutError:
        shown = reason = f"no answer within {timeout_s:g} s"
    except NotReadyError as error:
        shown = reason = str(error)
    except PortError as error:  # says what is wrong without the words of customers
        shown, reason = "failed", str(error)
    except Exception as error:  # noqa: BLE001 - a health page reports every failure, of any kind
        shown, reason = "failed", type(error).__name__
    return PartHealth(ok=False, detail=shown), reason
