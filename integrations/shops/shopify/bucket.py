"""The points Shopify lets us spend, as far as its last answer tells. Pure.

Every field of a query has a cost; the store's bucket must hold the query's requested cost, is
given back what was not needed, and refills all the time.
Source: shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
"""

from dataclasses import dataclass


@dataclass(slots=True)
class PointBucket:
    """One app's points in one store; until the first answer everything is allowed."""

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
        """Take over what an answer's `throttleStatus` says."""
        self.available, self.maximum, self.per_s, self.as_of = available, maximum, per_s, now

    def _at(self, now: float) -> float:
        return min(self.maximum, self.available + (now - self.as_of) * self.per_s)
