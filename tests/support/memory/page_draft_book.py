"""The book of page drafts in memory, for tests: nothing outlives the process."""

from collections.abc import Sequence

from assistant.insights.drafting.page_draft import DraftId, PageDraft
from assistant.insights.drafting.ports import DraftConflictError, UnknownDraftError


class MemoryDraftBook:
    """`DraftBook` for one event loop."""

    def __init__(self) -> None:
        self._drafts: dict[DraftId, PageDraft] = {}

    async def all(self) -> Sequence[PageDraft]:
        ordered = sorted(self._drafts.values(), key=lambda one: one.draft_id)
        return sorted(ordered, key=lambda one: one.made_at, reverse=True)

    async def get(self, draft_id: DraftId) -> PageDraft:
        try:
            return self._drafts[draft_id]
        except KeyError:
            raise UnknownDraftError(draft_id) from None

    async def put(self, draft: PageDraft, *, expected_version: int | None) -> None:
        stored = self._drafts.get(draft.draft_id)
        if (stored.version if stored else None) != expected_version:
            raise DraftConflictError(draft.draft_id)
        self._drafts[draft.draft_id] = draft

    async def has_tasks(self) -> bool:
        return any(one.task for one in self._drafts.values())
