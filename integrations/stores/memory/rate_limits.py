"""Count rate limits and single uses in this process's memory."""

import time
from collections.abc import Callable

from assistant.ports import Allowance

Now = Callable[[], float]
"""Seconds from any start, never going back."""

_ROUNDING_S = 1e-6  # must not refuse what the allowance has room for


class MemoryRateLimits:
    """Count `RateLimits` within one process, by the generic cell rate algorithm."""

    def __init__(self, *, now: Now = time.monotonic) -> None:
        self._now = now
        self._full_at: dict[str, float] = {}  # when the whole allowance is back

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        now = self._now()
        full_at = max(self._full_at.get(key, now), now) + per_s / limit
        too_early_s = full_at - now - per_s
        if too_early_s > _ROUNDING_S:
            return Allowance(allowed=False, retry_after_s=too_early_s)
        self._full_at[key] = full_at
        return Allowance(allowed=True, retry_after_s=0.0)


class MemoryOneUse:
    """Keep `OneUse` within one process."""

    def __init__(self, *, now: Now = time.monotonic) -> None:
        self._now = now
        self._claims: dict[str, tuple[str, float]] = {}  # holder, and until when

    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        now = self._now()
        self._claims = {k: claim for k, claim in self._claims.items() if claim[1] > now}
        return self._claims.setdefault(key, (holder, now + for_s))[0] == holder
