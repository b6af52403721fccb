"""Declare the port of drafting: a store of page drafts."""

from collections.abc import Sequence
from typing import Protocol

from assistant.insights.drafting.page_draft import DraftId, PageDraft
from assistant.ports import PortError


class DraftBook(Protocol):
    """Keep page drafts; every method may raise `LogUnavailableError`."""

    async def all(self) -> Sequence[PageDraft]:
        """Return every draft, the newest first."""
        ...

    async def get(self, draft_id: DraftId) -> PageDraft:
        """Return a draft by its id.

        Raises:
            UnknownDraftError: there is no such draft.
        """
        ...

    async def put(self, draft: PageDraft, *, expected_version: int | None) -> None:
        """Store a draft; `expected_version` None: it must be new.

        Raises:
            DraftConflictError: what is stored has another version; read it again.
        """
        ...

    async def has_tasks(self) -> bool:
        """Return whether anything is to be done with any draft."""
        ...


class UnknownDraftError(PortError):
    """Say that there is no draft of this id."""


class DraftConflictError(PortError):
    """Say that somebody else changed the draft: read it again and decide again."""
