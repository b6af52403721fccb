"""Put pages of change sets in force through their page drafts, which another process indexes.

Heavy, as page drafts are: it is loaded with the first page.
"""

from dataclasses import dataclass

from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import NotPublishedError, StillPublishingError
from assistant.insights.drafting.draft_changes import Drafting, DraftRefusal, DraftRefusedError
from assistant.insights.drafting.page_documents import decode_page, encode_page, tidy_page
from assistant.insights.drafting.page_draft import DraftStatus, DraftTask, PageDraft
from assistant.insights.drafting.ports import DraftConflictError
from assistant.insights.drafting.published_pages import page_file

_MOVED, _NOT_DONE = "moved", "not_done"
_CHANGING = frozenset({DraftTask.PUBLISH, DraftTask.WITHDRAW})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStore:
    """Implement `ChangeStore` for pages that were written here."""

    drafting: Drafting

    async def current(self, change: ChangeSet) -> str:
        draft = await self._find(change)
        return _live(draft) if draft else ""

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        return await self._put(change, change.change.content, change.before, by)

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        await self._put(change, change.before, change.change.content, by)

    async def _put(self, change: ChangeSet, content: str, in_place_of: str, by: str) -> str:
        """Ask for a content, or to withdraw the page where there is none; return its edition.

        Raises:
            StillPublishingError: it is being indexed.
            NotPublishedError: other words are published, or it could not be done.
        """
        draft = await self._find(change)
        if draft is None:
            if in_place_of or not content:
                raise NotPublishedError(_MOVED)
            draft = await self.drafting.keep_page(decode_page(content), by=by)
        content, in_place_of = _tidy(content), _tidy(in_place_of)
        if draft.begun or draft.task in _CHANGING:
            raise StillPublishingError
        if _live(draft) == content:
            return str(draft.edition)
        if draft.failure and (not content or page_file(draft).decode() == content):
            raise NotPublishedError(_NOT_DONE)  # it was tried; the draft's page says why
        if _live(draft) != in_place_of:
            raise NotPublishedError(_MOVED)
        try:
            await self._ask(draft, content, by)
        except DraftConflictError:  # perhaps another process asked for the same
            return await self._put(change, content, in_place_of, by)
        except DraftRefusedError as error:
            if error.why is DraftRefusal.UNDER_WAY:
                raise StillPublishingError from None
            raise NotPublishedError(_NOT_DONE) from None
        raise StillPublishingError

    async def _ask(self, draft: PageDraft, content: str, by: str) -> None:
        task, edition = DraftTask.WITHDRAW, draft.edition
        if content:
            page, task = decode_page(content), DraftTask.PUBLISH
            written = await self.drafting.write(
                draft.draft_id,
                title=page.title,
                text=page.text,
                url=page.url,
                by=by,
                edition=edition,
                then=task,
            )
            edition = written.edition
        await self.drafting.ask(draft.draft_id, task, by=by, edition=edition)

    async def _find(self, change: ChangeSet) -> PageDraft | None:
        page = decode_page(change.change.content)
        for one in await self.drafting.book.all():
            if (one.document_id, one.language) == (page.document_id, page.language):
                return one
        return None


def _tidy(content: str) -> str:
    """Return a content as its draft keeps it."""
    return encode_page(tidy_page(decode_page(content))).decode() if content else ""


def _live(draft: PageDraft) -> str:
    """Return the words that customers have; "": none."""
    if draft.status is not DraftStatus.PUBLISHED:
        return ""
    return page_file(draft.as_published()).decode()
