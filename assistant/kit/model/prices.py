"""What tokens cost. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from assistant.kit.model.ports import Usage

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices of a million tokens, all in one currency; 0: it costs nothing, or nobody said."""

    read: Decimal = Decimal(0)
    cached: Decimal | None = None  # of tokens that the endpoint had kept; None: as read
    written: Decimal = Decimal(0)

    def of(self, usage: Usage) -> Decimal:
        """Return what `usage` costs."""
        cached = self.read if self.cached is None else self.cached
        return (
            (usage.prompt - usage.cached) * self.read
            + usage.cached * cached
            + usage.completion * self.written
        ) / _MILLION
