"""Limit the rate of sends: of a number, and of a number to one customer.

80 messages a second and number (Meta, "Throughput", 2026-05-21). To one customer one in six
seconds, of which 45 may be spent at once; the second figure is others' word, not Meta's.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

PAIR_BURST = 45
PAIR_EVERY = timedelta(seconds=6)


@dataclass(slots=True, kw_only=True)
class SendBucket:
    """Allow `burst` sends at once, and one more every `every`."""

    burst: int
    every: timedelta
    _left: float = field(init=False)
    _at: datetime | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._left = float(self.burst)

    def take(self, now: datetime) -> bool:
        """Return whether one more send is allowed, and count it."""
        if self._at is not None:
            self._left = min(self.burst, self._left + (now - self._at) / self.every)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(slots=True, kw_only=True)
class Rates:
    """Count sends of every number, and of every pair of number and customer."""

    pair_burst: int = PAIR_BURST
    pair_every: timedelta = PAIR_EVERY
    _numbers: dict[str, SendBucket] = field(default_factory=dict)
    _pairs: dict[tuple[str, str], SendBucket] = field(default_factory=dict)

    def allow_number(self, account: str, per_second: int, now: datetime) -> bool:
        """Count a send from a number, and return whether it is allowed."""
        every = timedelta(seconds=1) / per_second
        bucket = self._numbers.setdefault(account, SendBucket(burst=per_second, every=every))
        return bucket.take(now)

    def allow_pair(self, account: str, person: str, now: datetime) -> bool:
        """Count a send from a number to a customer, and return whether it is allowed."""
        bucket = self._pairs.setdefault(
            (account, person), SendBucket(burst=self.pair_burst, every=self.pair_every)
        )
        return bucket.take(now)
