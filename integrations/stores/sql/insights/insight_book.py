"""Implement the port `InsightBook` on the event log's database."""

from collections.abc import Sequence
from functools import cache, partial

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.insights.insight import Insight, InsightId
from assistant.insights.ports import InsightConflictError, TopicEdit, UnknownInsightError
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.insight_tables import insights, topic_edits

# SQLite and PostgreSQL write "unless it is there" alike; SQLAlchemy has a construct for each.
_NEW = {
    "sqlite": sqlite.insert(insights).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(insights).on_conflict_do_nothing(),
}


class SqlInsightBook:
    """Keep an `InsightBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Insight]:
        return [_insight().validate_json(row) for row in await self._database.read(_all)]

    async def get(self, insight_id: InsightId) -> Insight:
        content = await self._database.read(partial(_one, insight_id=insight_id))
        if content is None:
            raise UnknownInsightError(insight_id)
        return _insight().validate_json(content)

    async def put(self, insight: Insight, *, expected_version: int | None) -> None:
        await self._database.write(
            partial(_put, insight=insight, expected_version=expected_version)
        )

    async def unannounced(self, *, limit: int) -> Sequence[tuple[Insight, int]]:
        rows = await self._database.read(partial(_unannounced, limit=limit))
        return [(_insight().validate_json(content), announced) for content, announced in rows]

    async def mark_announced(self, insight_id: InsightId, happenings: int) -> None:
        work = partial(_mark_announced, insight_id=insight_id, happenings=happenings)
        await self._database.write(work)

    async def topic_edits(self) -> Sequence[TopicEdit]:
        return [_edit().validate_json(row) for row in await self._database.read(_edits)]

    async def edit_topic(self, edit: TopicEdit) -> None:
        await self._database.write(partial(_put_edit, edit=edit))


@cache
def _insight() -> TypeAdapter[Insight]:
    return TypeAdapter(Insight)


@cache
def _edit() -> TypeAdapter[TopicEdit]:
    return TypeAdapter(TopicEdit)


def _all(connection: Connection) -> Sequence[str]:
    ranked = select(insights.c.content).order_by(insights.c.score.desc(), insights.c.insight_id)
    return connection.execute(ranked).scalars().all()


def _one(connection: Connection, insight_id: InsightId) -> str | None:
    one = select(insights.c.content).where(insights.c.insight_id == insight_id)
    return connection.execute(one).scalar_one_or_none()


def _put(connection: Connection, insight: Insight, expected_version: int | None) -> None:
    row = {
        "insight_id": insight.insight_id,
        "version": insight.version,
        "score": insight.finding.score,
        "content": _insight().dump_json(insight).decode(),
        "happenings": insight.happenings,
    }
    if expected_version is None:
        done = connection.execute(_NEW[connection.dialect.name], {**row, "announced": 0})
    else:
        stored = insights.c.insight_id == insight.insight_id
        same = insights.c.version == expected_version
        done = connection.execute(update(insights).where(stored, same).values(row))
    if done.rowcount == 0:
        raise InsightConflictError(insight.insight_id)


def _unannounced(connection: Connection, limit: int) -> Sequence[tuple[str, int]]:
    more = (
        select(insights.c.content, insights.c.announced)
        .where(insights.c.announced < insights.c.happenings)
        .order_by(insights.c.score.desc(), insights.c.insight_id)
        .limit(limit)
    )
    return [(row.content, row.announced) for row in connection.execute(more)]


def _mark_announced(connection: Connection, insight_id: InsightId, happenings: int) -> None:
    fewer = (insights.c.insight_id == insight_id) & (insights.c.announced < happenings)
    connection.execute(update(insights).where(fewer).values(announced=happenings))


def _edits(connection: Connection) -> Sequence[str]:
    every = select(topic_edits.c.content).order_by(topic_edits.c.topic_id)
    return connection.execute(every).scalars().all()


def _put_edit(connection: Connection, edit: TopicEdit) -> None:
    row = {"topic_id": edit.topic_id, "content": _edit().dump_json(edit).decode()}
    stored = topic_edits.c.topic_id == edit.topic_id
    if connection.execute(update(topic_edits).where(stored).values(row)).rowcount == 0:
        connection.execute(insert(topic_edits).values(row))
