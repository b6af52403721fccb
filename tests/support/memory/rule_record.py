"""Keep the rules that were met in memory."""

from collections.abc import Mapping
from datetime import datetime


class MemoryRuleRecord:
    """Keep a `RuleRecord` for one event loop."""

    def __init__(self) -> None:
        self._met: dict[str, list[tuple[str, datetime]]] = {}

    async def note(self, digest: str, *, about: str, at: datetime) -> bool:
        met = self._met.setdefault(about, [])
        if met and met[-1][0] == digest:
            return False
        met.append((digest, at))
        return True

    async def changed_at(self) -> Mapping[str, datetime]:
        return {about: met[-1][1] for about, met in self._met.items() if len(met) > 1}
