"""Keep the rules of orders that were met in memory."""

from datetime import datetime


class MemoryRuleRecord:
    """Keep a `RuleRecord` for one event loop."""

    def __init__(self) -> None:
        self._met: list[tuple[str, datetime]] = []

    async def note(self, digest: str, *, at: datetime) -> bool:
        if self._met and self._met[-1][0] == digest:
            return False
        self._met.append((digest, at))
        return True

    async def changed_at(self) -> datetime | None:
        return self._met[-1][1] if len(self._met) > 1 else None
