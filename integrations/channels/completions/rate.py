"""How fast one may ask, whichever door they come through; without the counter all may pass."""

import structlog
from starlette.requests import Request

from assistant.ports import Allowance, BrokerUnavailableError, RateLimits
from assistant.kit.web.client import network_of

WRONG_PER_MINUTE = 30
"""Keys that are nobody's, from one address."""

_MINUTE_S = 60.0

log = structlog.get_logger(__name__)


async def count(limits: RateLimits, key: str, *, per_minute: int) -> Allowance:
    """Count one request of whoever `key` is, and return whether it is one too many."""
    try:
        return await limits.allow(key, limit=per_minute, per_s=_MINUTE_S)
    except BrokerUnavailableError:
        log.warning("completions.not_counted")
        return Allowance(allowed=True, retry_after_s=0.0)


async def count_wrong(limits: RateLimits, request: Request) -> Allowance:
    """Count a key that is nobody's, by where it comes from."""
    key = f"completions:wrong:{network_of(request)}"
    return await count(limits, key, per_minute=WRONG_PER_MINUTE)
