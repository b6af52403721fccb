"""Implement the port `DraftBook` on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from assistant.insights.drafting.page_draft import DraftId, PageDraft
from assistant.insights.drafting.ports import DraftConflictError, UnknownDraftError
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.draft_tasks import has_tasks
from integrations.stores.sql.insights.insight_tables import page_drafts as drafts
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import put_version


class SqlDraftBook:
    """Keep a `DraftBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[PageDraft]:
        rows = await fetch(self._database, select(drafts.c.content).order_by(drafts.c.draft_id))
        found = [decode(row.content, PageDraft) for row in rows]
        return sorted(found, key=lambda one: one.made_at, reverse=True)

    async def get(self, draft_id: DraftId) -> PageDraft:
        this = select(drafts.c.content).where(drafts.c.draft_id == draft_id)
        rows = await fetch(self._database, this)
        if not rows:
            raise UnknownDraftError(draft_id)
        return decode(rows[0].content, PageDraft)

    async def put(self, draft: PageDraft, *, expected_version: int | None) -> None:
        row = {
            "draft_id": draft.draft_id,
            "version": draft.version,
            "task": draft.task,
            "content": encode(draft),
        }
        put = partial(put_version, table=drafts, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise DraftConflictError(draft.draft_id)

    async def has_tasks(self) -> bool:
        return await has_tasks(self._database)
