"""Keep the evidence on all rows as it was read last, and read it again once it is another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.improvement.autonomy.agreement import Agreement
from assistant.improvement.autonomy.ports import AgreementBook, ShadowBook
from assistant.improvement.autonomy.shadow_turn import evidence_of


@dataclass(slots=True, kw_only=True)
class AutonomyEvidence:
    """Read both books; looking whether anything changed costs two numbers."""

    agreements: AgreementBook
    shadows: ShadowBook
    _editions: tuple[int, int] | None = field(default=None, init=False)
    _read: Sequence[Agreement] = field(default=(), init=False)

    async def all(self) -> Sequence[Agreement]:
        """Return decisions and work in shadow, each oldest first.

        Raises:
            LogUnavailableError: a book cannot be used.
        """
        editions = await self.agreements.edition(), await self.shadows.edition()
        if editions != self._editions:  # numbers first: what comes meanwhile is read again
            shadowed = evidence_of(await self.shadows.ended())
            self._read = (*await self.agreements.all(), *shadowed)
            self._editions = editions
        return self._read
