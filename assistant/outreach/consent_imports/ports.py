"""Declare the books of imported consents. Methods may raise `LogUnavailableError`."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.import_file import FileState, ImportFile, Staged
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState

MatchedConsent = tuple[ImportedConsent, Sequence[ConversationId]]
"""A consent with the conversations of its contact: one with each account."""


class ImportBook(Protocol):
    """Keep imported consents with their proof; nothing that decides reads them here."""

    async def matched(self, *, limit: int) -> Sequence[MatchedConsent]:
        """Return waiting consents whose contact has a conversation.

        One without a conversation may not be taken in: the person was erased after it was given.
        """
        ...

    async def taken(self, file_id: str, *, limit: int) -> Sequence[MatchedConsent]:
        """Return consents of a file that stand in the log.

        One without a conversation is to stay there: another file has the same.
        """
        ...

    async def settle(
        self, imported: ImportedConsent, state: ImportState, conversation_id: ConversationId | None
    ) -> None:
        """Keep the new state of a consent, with the conversation that it stands in."""
        ...


class ImportFiles(Protocol):
    """Keep files of consents, and stage their rows."""

    async def add(self, file: ImportFile, content: bytes = b"") -> None:
        """Keep a new file; with its content, the round reads it."""
        ...

    async def all(self) -> Sequence[ImportFile]:
        """Return every file, the newest first."""
        ...

    async def get(self, file_id: str) -> ImportFile | None: ...

    async def counts(self) -> Mapping[str, Mapping[ImportState, int]]:
        """Return how many rows of each file, by its id, are in each state."""
        ...

    async def at_hand(self, file_id: str) -> int:
        """Return how many rows of a file wait although their contact has a conversation."""
        ...

    async def content(self, file_id: str) -> bytes:
        """Return the content of a file that was not read yet; empty: it was."""
        ...

    async def count(self, file: ImportFile) -> None:
        """Keep the counts of a file. Once it is no longer being read, its content is removed."""
        ...

    async def move(self, file_id: str, before: FileState, after: FileState) -> bool:
        """Move a file to another state; False: it is not in the state `before`."""
        ...

    async def stage(self, file: ImportFile, consents: Sequence[ImportedConsent]) -> Staged:
        """Keep the consents that are new, as `READ`.

        Contacts who said STOP are passed over, also after everything else of them was erased, and
        so is a consent that was given before its person was erased.
        """
        ...

    async def release(self, file_id: str, *, limit: int) -> int:
        """Let as many rows as `limit` that were read wait for their contact; return how many."""
        ...

    async def drop(self, file_id: str, *, limit: int) -> int:
        """Remove as many rows as `limit` that stand in no log; return how many."""
        ...

    async def remove(self, file_id: str) -> None:
        """Remove a file whose rows are gone."""
        ...
