"""Implement the port `DraftBook` on the event log's database."""

from collections.abc import Sequence
from functools import cache, partial

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.insights.drafting.page_draft import DraftId, PageDraft
from assistant.insights.drafting.ports import DraftConflictError, UnknownDraftError
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.draft_tasks import has_tasks
from integrations.stores.sql.insights.insight_tables import page_drafts as drafts

# SQLite and PostgreSQL write "unless it is there" alike; SQLAlchemy has a construct for each.
_NEW = {
    "sqlite": sqlite.insert(drafts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(drafts).on_conflict_do_nothing(),
}


class SqlDraftBook:
    """Keep a `DraftBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[PageDraft]:
        found = [_draft().validate_json(row) for row in await self._database.read(_all)]
        return sorted(found, key=lambda one: one.made_at, reverse=True)

    async def get(self, draft_id: DraftId) -> PageDraft:
        content = await self._database.read(partial(_one, draft_id=draft_id))
        if content is None:
            raise UnknownDraftError(draft_id)
        return _draft().validate_json(content)

    async def put(self, draft: PageDraft, *, expected_version: int | None) -> None:
        work = partial(_put, draft=draft, expected_version=expected_version)
        await self._database.write(work)

    async def has_tasks(self) -> bool:
        return await has_tasks(self._database)


@cache
def _draft() -> TypeAdapter[PageDraft]:
    return TypeAdapter(PageDraft)


def _all(connection: Connection) -> Sequence[str]:
    every = select(drafts.c.content).order_by(drafts.c.draft_id)
    return connection.execute(every).scalars().all()


def _one(connection: Connection, draft_id: DraftId) -> str | None:
    one = select(drafts.c.content).where(drafts.c.draft_id == draft_id)
    return connection.execute(one).scalar_one_or_none()


def _put(connection: Connection, draft: PageDraft, expected_version: int | None) -> None:
    row = {
        "draft_id": draft.draft_id,
        "version": draft.version,
        "task": draft.task,
        "content": _draft().dump_json(draft).decode(),
    }
    if expected_version is None:
        done = connection.execute(_NEW[connection.dialect.name], row)
    else:
        stored = drafts.c.draft_id == draft.draft_id
        same = drafts.c.version == expected_version
        done = connection.execute(update(drafts).where(stored, same).values(row))
    if done.rowcount == 0:
        raise DraftConflictError(draft.draft_id)
