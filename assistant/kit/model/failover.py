"""Ask several endpoints as one model: time-outs, tries with jitter, breakers, one after the other.

    for each endpoint that its breaker lets be asked:
        try, pause, try again        until the first part is there, or the time is over

Once a part was passed on, nothing is tried again: its reader may have shown it.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import structlog

from assistant.kit.breaker import Breaker
from assistant.kit.model.ports import (
    Completion,
    LanguageModel,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
    Part,
    Request,
)
from assistant.kit.telemetry.metrics import BREAKERS

log = structlog.get_logger(__name__)

T = TypeVar("T")

_Ask = Callable[["ModelEndpoint", Request], AsyncGenerator[T, None]]


class TooSlowError(ModelUnavailableError):
    """Say that no answer came in time; asking the same endpoint again would take as long."""

    word = "too_slow"


class ModelEndpoint(LanguageModel, Protocol):
    """Ask a model at one address, once."""

    @property
    def name(self) -> str:
        """Return the endpoint's host, for logs and events."""
        ...

    async def close(self) -> None:
        """Close the endpoint's connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """Limit how long an answer is waited for, and how often it is tried."""

    first_word_s: float = 4.0  # for the first part, and between two: one that stalls is given up
    total_s: float = 8.0  # for all of it; a customer does not wait longer for a better wording
    tries: int = 2  # of one endpoint
    pause_s: float = 0.2  # before the second; doubles, and varies by half


@dataclass(slots=True)
class GuardedEndpoint:
    """Hold an endpoint and its breaker."""

    endpoint: ModelEndpoint
    breaker: Breaker = field(default_factory=Breaker)


class FailoverModel:
    """Ask one or more endpoints, the preferred one first; implements `LanguageModel`."""

    def __init__(
        self,
        endpoints: Sequence[ModelEndpoint],
        *,
        limits: ModelLimits,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.endpoints = tuple(GuardedEndpoint(one) for one in endpoints)
        self._limits = limits
        self._sleep = sleep
        self._monotonic = monotonic

    async def complete(self, request: Request) -> Completion:
        patience_s = self._limits.total_s  # the first part is all of it
        async with aclosing(self._tried(request, _whole, patience_s)) as answers:
            [answer] = [one async for one in answers]
        return answer

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        tried = self._tried(request, _streamed, self._limits.first_word_s)
        async with aclosing(tried) as parts:
            async for part in parts:
                yield part

    async def close(self) -> None:
        """Close every endpoint."""
        for one in self.endpoints:
            await one.endpoint.close()

    async def _tried(
        self, request: Request, ask: _Ask[T], patience_s: float
    ) -> AsyncGenerator[T, None]:
        """Yield the parts of the first endpoint that answers."""
        ends = self._monotonic() + self._limits.total_s
        last: ModelError = ModelUnavailableError("every endpoint of the model is left alone now")
        for one in self.endpoints:
            for attempt in range(1, self._limits.tries + 1):
                left_s = ends - self._monotonic()
                if left_s <= 0 or not one.breaker.allows(self._monotonic()):
                    break
                begun = False
                parts = ask(one.endpoint, request)
                try:
                    async with aclosing(self._timed(one, parts, ends, patience_s)) as timed:
                        async for part in timed:
                            begun = True
                            yield part
                except ModelError as error:
                    last = error
                    if begun:
                        raise
                    if not await self._pauses(error, attempt, ends):
                        break
                else:
                    return
        raise last

    async def _timed(
        self, one: GuardedEndpoint, parts: AsyncGenerator[T, None], ends: float, patience_s: float
    ) -> AsyncGenerator[T, None]:
        """Pass on the parts that come in time, and tell the breaker the result."""
        told = False
        try:
            async with aclosing(parts):
                while (part := await self._next(parts, ends, patience_s)) is not None:
                    yield part
            one.breaker.succeeded()
            BREAKERS.labels(one.endpoint.name).set(0)
            told = True
        except ModelError as error:
            told = True
            self._count(one, error)
            raise
        finally:
            if not told:  # whoever reads had enough
                one.breaker.gave_up()

    async def _next(
        self, parts: AsyncGenerator[T, None], ends: float, patience_s: float
    ) -> T | None:
        left_s = min(patience_s, ends - self._monotonic())
        try:
            async with asyncio.timeout(max(left_s, 0.0)):
                return await anext(parts, None)
        except TimeoutError:
            message = "the model did not go on in time"
            raise TooSlowError(message) from None

    def _count(self, one: GuardedEndpoint, error: ModelError) -> None:
        now = self._monotonic()
        log.warning("model.failed", endpoint=one.endpoint.name, error=str(error))
        one.breaker.failed(now)
        BREAKERS.labels(one.endpoint.name).set(one.breaker.is_open)
        if isinstance(error, ModelUnavailableError) and error.retry_after_s:
            one.breaker.wait(now, error.retry_after_s)

    async def _pauses(self, error: ModelError, attempt: int, ends: float) -> bool:
        """Wait before the next try; return False if there is none at this endpoint."""
        if isinstance(error, ModelRefusedError | TooSlowError) or attempt == self._limits.tries:
            return False
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - so that processes do not come back at once
        pause_s = self._limits.pause_s * 2 ** (attempt - 1) * jitter
        if isinstance(error, ModelUnavailableError):
            pause_s = max(pause_s, error.retry_after_s or 0.0)
        if self._monotonic() + pause_s >= ends:
            return False
        await self._sleep(pause_s)
        return True


async def _whole(endpoint: ModelEndpoint, request: Request) -> AsyncGenerator[Completion, None]:
    yield await endpoint.complete(request)


def _streamed(endpoint: ModelEndpoint, request: Request) -> AsyncGenerator[Part, None]:
    return endpoint.stream(request)
