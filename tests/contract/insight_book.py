"""What every `InsightBook` does. Inherit `InsightBookContract` and override `book`."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from assistant.insights.insight import InsightId, Status
from assistant.insights.ports import (
    InsightBook,
    InsightConflictError,
    TopicEdit,
    UnknownInsightError,
)
from tests.support.seeds.insight_rows import measured_insight, open_insight


class InsightBookContract:
    @pytest.fixture
    def book(self) -> InsightBook:
        raise NotImplementedError

    async def test_is_empty_at_first(self, book: InsightBook) -> None:
        assert list(await book.all()) == []
        assert list(await book.topic_edits()) == []
        with pytest.raises(UnknownInsightError):
            await book.get(InsightId("0" * 16))

    async def test_an_insight_comes_back_as_it_was_put(self, book: InsightBook) -> None:
        insight = measured_insight("rashguard")

        await book.put(insight, expected_version=None)

        assert await book.get(insight.insight_id) == insight
        assert list(await book.all()) == [insight]

    async def test_lists_the_highest_score_first(self, book: InsightBook) -> None:
        for score in (3.0, 12.5, 7.0):
            await book.put(open_insight(f"thing {score}", score=score), expected_version=None)

        assert [one.finding.score for one in await book.all()] == [12.5, 7.0, 3.0]

    async def test_a_move_replaces_what_was_there(self, book: InsightBook) -> None:
        insight = open_insight("rashguard")
        await book.put(insight, expected_version=None)
        moved = replace(insight, status=Status.ACCEPTED, owner="zoé", version=1)

        await book.put(moved, expected_version=0)

        assert await book.get(insight.insight_id) == moved
        assert len(await book.all()) == 1

    @pytest.mark.parametrize("version", [None, 1, 7])
    async def test_a_move_made_on_another_version_is_refused(
        self, book: InsightBook, version: int | None
    ) -> None:
        insight = open_insight("rashguard")
        await book.put(insight, expected_version=None)

        with pytest.raises(InsightConflictError):
            await book.put(replace(insight, owner="yann"), expected_version=version)

        assert (await book.get(insight.insight_id)).owner == ""

    async def test_what_is_not_there_cannot_be_moved(self, book: InsightBook) -> None:
        with pytest.raises(InsightConflictError):
            await book.put(open_insight("rashguard"), expected_version=0)

    async def test_one_of_many_moves_at_once_wins(self, book: InsightBook) -> None:
        insight = open_insight("rashguard")
        await book.put(insight, expected_version=None)

        results = await asyncio.gather(
            *(
                book.put(replace(insight, owner=f"a{n}", version=1), expected_version=0)
                for n in range(5)
            ),
            return_exceptions=True,
        )

        assert [result for result in results if result is None] == [None]
        assert (await book.get(insight.insight_id)).version == 1

    async def test_the_last_edit_of_a_topic_holds(self, book: InsightBook) -> None:
        await book.edit_topic(TopicEdit(topic_id="t1", names={"fr": "Retards"}))
        await book.edit_topic(TopicEdit(topic_id="t2", split=True))
        await book.edit_topic(TopicEdit(topic_id="t1", merged_into="t2"))

        assert list(await book.topic_edits()) == [
            TopicEdit(topic_id="t1", merged_into="t2"),
            TopicEdit(topic_id="t2", split=True),
        ]

    async def test_dates_keep_their_day(self, book: InsightBook) -> None:
        insight = replace(open_insight("x"), quiet_until=date(2026, 3, 1))
        await book.put(insight, expected_version=None)

        assert (await book.get(insight.insight_id)).quiet_until == date(2026, 3, 1)

    async def test_what_happened_is_announced_until_it_is_marked(self, book: InsightBook) -> None:
        found = open_insight("rashguard")
        await book.put(found, expected_version=None)
        assert list(await book.unannounced(limit=9)) == [(found, 0)]

        await book.mark_announced(found.insight_id, 1)
        assert list(await book.unannounced(limit=9)) == []

        moved = replace(found, moves=measured_insight("x").moves, version=1)
        await book.put(moved, expected_version=0)
        assert list(await book.unannounced(limit=9)) == [(moved, 1)]

    async def test_a_mark_is_never_taken_back(self, book: InsightBook) -> None:
        moved = measured_insight("rashguard")
        await book.put(moved, expected_version=None)
        await book.mark_announced(moved.insight_id, 2)
        await book.mark_announced(moved.insight_id, 1)

        assert list(await book.unannounced(limit=9)) == []
