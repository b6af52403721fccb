"""Hold the effects of offers in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.operations.goodwill.offers.ports import OfferSide


@dataclass
class MemoryOfferSides:
    """Keep `OfferSides`."""

    kept: Sequence[OfferSide] = ()

    async def sides(self) -> Sequence[OfferSide]:
        return self.kept
