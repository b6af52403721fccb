"""Keep people's decisions in memory."""

from collections.abc import Sequence

from assistant.improvement.autonomy.agreement import Agreement


class MemoryAgreementBook:
    """Keep an `AgreementBook` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[str, Agreement] = {}
        self._position = 0

    async def position(self) -> int:
        return self._position

    async def keep(self, agreements: Sequence[Agreement], *, position: int) -> None:
        for one in agreements:
            self._kept.setdefault(one.decision_id, one)
        self._position = position

    async def edition(self) -> int:
        return len(self._kept)

    async def all(self) -> Sequence[Agreement]:
        return sorted(self._kept.values(), key=lambda one: (one.at, one.decision_id))
