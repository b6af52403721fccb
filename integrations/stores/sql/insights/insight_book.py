"""Implement the port `InsightBook` on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select, update

from assistant.insights.insight import Insight, InsightId
from assistant.insights.ports import InsightConflictError, TopicEdit, UnknownInsightError
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.insights.insight_tables import insights, topic_edits
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_or_update, put_version

_RANK = (insights.c.score.desc(), insights.c.insight_id)


class SqlInsightBook:
    """Keep an `InsightBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Insight]:
        ranked = select(insights.c.content).order_by(*_RANK)
        return [decode(row.content, Insight) for row in await fetch(self._database, ranked)]

    async def get(self, insight_id: InsightId) -> Insight:
        this = select(insights.c.content).where(insights.c.insight_id == insight_id)
        rows = await fetch(self._database, this)
        if not rows:
            raise UnknownInsightError(insight_id)
        return decode(rows[0].content, Insight)

    async def put(self, insight: Insight, *, expected_version: int | None) -> None:
        row = {
            "insight_id": insight.insight_id,
            "version": insight.version,
            "score": insight.finding.score,
            "content": encode(insight),
            "happenings": insight.happenings,
        }
        if expected_version is None:
            row["announced"] = 0
        put = partial(put_version, table=insights, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise InsightConflictError(insight.insight_id)

    async def unannounced(self, *, limit: int) -> Sequence[tuple[Insight, int]]:
        more = (
            select(insights.c.content, insights.c.announced)
            .where(insights.c.announced < insights.c.happenings)
            .order_by(*_RANK)
            .limit(limit)
        )
        rows = await fetch(self._database, more)
        return [(decode(row.content, Insight), row.announced) for row in rows]

    async def mark_announced(self, insight_id: InsightId, happenings: int) -> None:
        fewer = (insights.c.insight_id == insight_id) & (insights.c.announced < happenings)
        await change(self._database, update(insights).where(fewer).values(announced=happenings))

    async def topic_edits(self) -> Sequence[TopicEdit]:
        every = select(topic_edits.c.content).order_by(topic_edits.c.topic_id)
        return [decode(row.content, TopicEdit) for row in await fetch(self._database, every)]

    async def edit_topic(self, edit: TopicEdit) -> None:
        row = {"topic_id": edit.topic_id, "content": encode(edit)}
        await self._database.write(partial(insert_or_update, table=topic_edits, row=row))
