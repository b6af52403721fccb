"""Keep the decisions of people as they were read last, and read them again after new ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.improvement.autonomy.agreement import Agreement
from assistant.improvement.autonomy.ports import AgreementBook


@dataclass(slots=True, kw_only=True)
class AutonomyEvidence:
    """Read the book of decisions; looking whether it changed costs a number."""

    agreements: AgreementBook
    _edition: int | None = field(default=None, init=False)
    _read: Sequence[Agreement] = field(default=(), init=False)

    async def all(self) -> Sequence[Agreement]:
        """Return every decision, oldest first.

        Raises:
            LogUnavailableError: the book cannot be used.
        """
        edition = await self.agreements.edition()
        if edition != self._edition:  # its number first: what comes meanwhile is read again
            self._read, self._edition = await self.agreements.all(), edition
        return self._read
