"""Imported consents in memory, and the contacts who have a conversation."""

from collections.abc import Sequence

from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState
from assistant.outreach.consent_imports.ports import MatchedConsent


class MemoryImportBook:
    """An `ImportBook`."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[ImportedConsent, ImportState]] = {}
        self._talks: dict[str, list[ConversationId]] = {}

    def meet(self, phone: str, conversation_id: ConversationId) -> None:
        """Let a contact begin a conversation."""
        self._talks.setdefault(phone, []).append(conversation_id)

    def keep(self, consents: Sequence[ImportedConsent]) -> int:
        """Keep consents of a file that people imported; return how many are new."""
        new = {one.import_id: one for one in consents if one.import_id not in self._kept}
        self._kept |= {key: (one, ImportState.WAITING) for key, one in new.items()}
        return len(new)

    async def matched(self, *, limit: int) -> Sequence[MatchedConsent]:
        return self._found(ImportState.WAITING)[:limit]

    async def taken(self, file_id: str, *, limit: int) -> Sequence[MatchedConsent]:
        del file_id  # there is one
        return self._found(ImportState.TAKEN)[:limit]

    async def settle(
        self, imported: ImportedConsent, state: ImportState, conversation_id: ConversationId | None
    ) -> None:
        del conversation_id
        self._kept[imported.import_id] = (imported, state)

    def states(self) -> list[ImportState]:
        """Return the state of every consent."""
        return [state for _, state in self._kept.values()]

    def _found(self, state: ImportState) -> list[MatchedConsent]:
        kept = (one for one, known in self._kept.values() if known is state)
        return [(one, self._talks[one.phone]) for one in kept if one.phone in self._talks]
