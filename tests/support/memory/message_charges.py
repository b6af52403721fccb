"""Hold the messages that channels charged for in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.messages.channels.message_charges import ChargedMessages


@dataclass
class MemoryChargeBook:
    """Keep `ChargeBook`, of one time for all days."""

    kept: Sequence[ChargedMessages] = ()
    first: date | None = None

    async def charged(self, since: date, until: date) -> Sequence[ChargedMessages]:
        assert since < until
        return self.kept

    async def counted_since(self) -> date | None:
        return self.first
