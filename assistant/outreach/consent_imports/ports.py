"""Declare the book of imported consents. Methods may raise `LogUnavailableError`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState


class ImportBook(Protocol):
    """Keep imported consents with their proof; nothing that decides reads them here."""

    async def keep(self, consents: Sequence[ImportedConsent], at: datetime, by: str) -> int:
        """Keep the consents that are new, and return how many; a repeat changes nothing.

        A contact who said STOP is passed over, also after everything else of them was erased.
        """
        ...

    async def matched(
        self, *, limit: int
    ) -> Sequence[tuple[ImportedConsent, Sequence[ConversationId]]]:
        """Return waiting consents whose contact has conversations: one with each account."""
        ...

    async def settle(
        self, imported: ImportedConsent, state: ImportState, conversation_id: ConversationId
    ) -> None:
        """Keep the new state of a consent, with the conversation that it stands in."""
        ...

    async def counts(self) -> Mapping[ImportState, int]:
        """Return how many consents there are in each state."""
        ...
