"""Leave an endpoint alone when it keeps failing, and try it again after a pause.

closed -> (failures in a row) -> open -> (pause) -> one request tries -> closed, or open for longer
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerLimits:
    """Limit the failures of an endpoint, and the pauses after them."""

    failures: int = 3  # in a row, before the endpoint is left alone
    pause_s: float = 15.0  # at first; doubles with each try that fails, too
    longest_s: float = 300.0  # a server that was mended is found within five minutes


@dataclass(slots=True)
class Breaker:
    """Count the failures of one endpoint in this process; times are monotonic seconds."""

    limits: BreakerLimits = BreakerLimits()
    _failures: int = 0
    _pause_s: float = 0.0
    _open_until: float = 0.0
    _trying: bool = False

    def allows(self, now: float) -> bool:
        """Return whether a request may go out now; an open breaker lets one out after the pause."""
        if not self._pause_s:
            return now >= self._open_until
        if now < self._open_until or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """Close the breaker after a request that succeeded, and forget the failures."""
        self._failures, self._pause_s, self._open_until, self._trying = 0, 0.0, 0.0, False

    def gave_up(self) -> None:
        """Let another request try: this one ended without a result."""
        self._trying = False

    def failed(self, now: float) -> None:
        """Count a failure."""
        self._failures += 1
        self._trying = False
        if self._failures < self.limits.failures:
            return
        longer = 2 * self._pause_s or self.limits.pause_s
        self._pause_s = min(longer, self.limits.longest_s)
        self._open_until = now + self._pause_s

    def wait(self, now: float, seconds: float) -> None:
        """Leave the endpoint alone for as long as it asks, up to `longest_s`."""
        self._open_until = max(self._open_until, now + min(seconds, self.limits.longest_s))

    @property
    def is_open(self) -> bool:
        """Return whether the endpoint is left alone because it failed."""
        return self._pause_s > 0
