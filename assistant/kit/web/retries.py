"""Repeat requests to another system, with growing, jittered waits."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from assistant.commerce.ports import ShopUnavailableError

T = TypeVar("T")

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_BACKOFF_S = 0.25  # before the first repeat; doubles, and is jittered between half and all
_MAX_BACKOFF_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Hold the time limits of requests, and the clock they are measured with."""

    timeout_s: float = 10.0  # of one try
    patience_s: float = 20.0  # of one question with all its repeats
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class RepeatableTry:
    """Hold the reason of a failed try that may be repeated."""

    why: str
    after_s: float = 0.0  # at least


class GaveUpError(Exception):
    """Say why the last try failed, after which no time is left for another."""


async def repeat(
    attempt: Callable[[], Awaitable[T | RepeatableTry]],
    pace: Pace,
    *,
    waits: Callable[[RepeatableTry, float], None],
) -> T:
    """Return the result of the first attempt that is not a `RepeatableTry`.

    Args:
        attempt: one try.
        pace: how long to wait, and how long in all.
        waits: told of each failed try and how many seconds are waited, for the log.

    Raises:
        GaveUpError: the next wait would be longer than the patience that is left.
    """
    until = pace.now() + pace.patience_s
    backoff_s = _BACKOFF_S
    while True:
        tried = await attempt()
        if not isinstance(tried, RepeatableTry):
            return tried
        wait_s = tried.after_s + backoff_s * (0.5 + pace.jitter() / 2)
        if pace.now() + wait_s > until:
            raise GaveUpError(tried.why)
        waits(tried, wait_s)
        await pace.sleep(wait_s)
        backoff_s = min(backoff_s * 2, _MAX_BACKOFF_S)


@asynccontextmanager
async def ends_within(limit_s: float) -> AsyncIterator[None]:
    """End an effect in a shop before another process may take it up.

    Raises:
        ShopUnavailableError: it took longer; it may be done or not.
    """
    try:
        async with asyncio.timeout(limit_s):
            yield
    except TimeoutError:
        msg = "the effect took too long: it may be done or not"
        raise ShopUnavailableError(msg) from None


def seconds(retry_after: str | None, *, wall: Callable[[], float] = time.time) -> float:
    """Return the seconds that a `Retry-After` header asks for; 0 if it cannot be read.

    It is a number of seconds or a date (RFC 9110, 10.2.3); Shopify says "2.0".
    """
    said = (retry_after or "").strip()
    if _SECONDS.fullmatch(said):
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - wall())
    except (ValueError, OverflowError):
        return 0.0
