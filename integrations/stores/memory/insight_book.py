"""Keep the insight book in this process's memory."""

from collections.abc import Sequence

from assistant.insights.insight import Insight, InsightId
from assistant.insights.ports import InsightConflictError, TopicEdit, UnknownInsightError


class MemoryInsightBook:
    """Keep an `InsightBook` for one event loop."""

    def __init__(self) -> None:
        self._insights: dict[InsightId, Insight] = {}
        self._edits: dict[str, TopicEdit] = {}
        self._announced: dict[InsightId, int] = {}

    async def all(self) -> Sequence[Insight]:
        return sorted(self._insights.values(), key=lambda one: (-one.finding.score, one.insight_id))

    async def get(self, insight_id: InsightId) -> Insight:
        try:
            return self._insights[insight_id]
        except KeyError:
            raise UnknownInsightError(insight_id) from None

    async def put(self, insight: Insight, *, expected_version: int | None) -> None:
        stored = self._insights.get(insight.insight_id)
        if (stored.version if stored else None) != expected_version:
            raise InsightConflictError(insight.insight_id)
        self._insights[insight.insight_id] = insight

    async def unannounced(self, *, limit: int) -> Sequence[tuple[Insight, int]]:
        told = ((one, self._announced.get(one.insight_id, 0)) for one in await self.all())
        return [(one, known) for one, known in told if known < one.happenings][:limit]

    async def mark_announced(self, insight_id: InsightId, happenings: int) -> None:
        known = self._announced.get(insight_id, 0)
        self._announced[insight_id] = max(known, happenings)

    async def topic_edits(self) -> Sequence[TopicEdit]:
        return [self._edits[one] for one in sorted(self._edits)]

    async def edit_topic(self, edit: TopicEdit) -> None:
        self._edits[edit.topic_id] = edit
