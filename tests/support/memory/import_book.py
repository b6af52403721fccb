"""Imported consents in memory, and the contacts who have a conversation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState


class MemoryImportBook:
    """An `ImportBook`."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[ImportedConsent, ImportState]] = {}
        self._talks: dict[str, list[ConversationId]] = {}

    def meet(self, phone: str, conversation_id: ConversationId) -> None:
        """Let a contact begin a conversation."""
        self._talks.setdefault(phone, []).append(conversation_id)

    async def keep(self, consents: Sequence[ImportedConsent], at: datetime, by: str) -> int:
        del at, by
        new = {one.import_id: one for one in consents if one.import_id not in self._kept}
        self._kept |= {key: (one, ImportState.WAITING) for key, one in new.items()}
        return len(new)

    async def matched(
        self, *, limit: int
    ) -> Sequence[tuple[ImportedConsent, Sequence[ConversationId]]]:
        waiting = (one for one, state in self._kept.values() if state is ImportState.WAITING)
        return [(one, self._talks[one.phone]) for one in waiting if one.phone in self._talks][
            :limit
        ]

    async def settle(
        self, imported: ImportedConsent, state: ImportState, conversation_id: ConversationId
    ) -> None:
        del conversation_id
        self._kept[imported.import_id] = (imported, state)

    async def counts(self) -> Mapping[ImportState, int]:
        counted = Counter(state for _, state in self._kept.values())
        return {state: counted[state] for state in ImportState}
