"""What every `DraftBook` does. Inherit `DraftBookContract` and override `book`."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.insights.drafting.page_draft import (
    DraftId,
    DraftStatus,
    DraftTask,
    Nearby,
    PageDraft,
    Trial,
    TrialOutcome,
)
from assistant.insights.drafting.ports import DraftBook, DraftConflictError, UnknownDraftError
from assistant.insights.insight import InsightId
from tests.support.seeds.insight_rows import NOON


def draft(name: str = "d1", **changed: Any) -> PageDraft:  # noqa: ANN401  # a draft's fields
    made = PageDraft(
        draft_id=DraftId(name),
        insight_id=InsightId("0" * 16),
        document_id="written-0",
        language="fr",
        title="Paquets cadeaux",
        text="[… La réponse]\n",
        questions=("m1", "m2"),
        made_at=NOON,
        changed_at=NOON,
        changed_by="zoé",
    )
    return replace(made, **changed)


class DraftBookContract:
    @pytest.fixture
    def book(self) -> DraftBook:
        raise NotImplementedError

    async def test_is_empty_at_first(self, book: DraftBook) -> None:
        assert list(await book.all()) == []
        assert not await book.has_tasks()
        with pytest.raises(UnknownDraftError):
            await book.get(DraftId("none"))

    async def test_a_draft_comes_back_as_it_was_put(self, book: DraftBook) -> None:
        outcome = TrialOutcome(message_id="m1", before=False, after=True, by_draft=True)
        whole = draft(
            nearby=(Nearby(title="Retours", url="https://x.example", text="30 jours"),),
            status=DraftStatus.PUBLISHED,
            trial=Trial(at=NOON, title="t", text="x", outcomes=(outcome,)),
            published_title="t",
            published_text="x",
        )
        await book.put(whole, expected_version=None)

        assert await book.get(whole.draft_id) == whole

    async def test_the_newest_comes_first(self, book: DraftBook) -> None:
        for name, hours in (("b", 0), ("c", 2), ("a", 1)):
            made = NOON + timedelta(hours=hours)
            await book.put(draft(name, made_at=made), expected_version=None)

        assert [one.draft_id for one in await book.all()] == ["c", "a", "b"]

    async def test_a_task_is_known_until_it_is_crossed_out(self, book: DraftBook) -> None:
        await book.put(draft(task=DraftTask.TRY), expected_version=None)
        assert await book.has_tasks()

        await book.put(draft(version=1), expected_version=0)
        assert not await book.has_tasks()

    @pytest.mark.parametrize("version", [None, 1])
    async def test_a_change_of_another_version_is_refused(
        self, book: DraftBook, version: int | None
    ) -> None:
        await book.put(draft(), expected_version=None)

        with pytest.raises(DraftConflictError):
            await book.put(draft(title="x", version=1), expected_version=version)

        assert (await book.get(DraftId("d1"))).title == "Paquets cadeaux"

    async def test_one_of_many_changes_at_once_wins(self, book: DraftBook) -> None:
        await book.put(draft(), expected_version=None)

        results = await asyncio.gather(
            *(book.put(draft(title=f"t{n}", version=1), expected_version=0) for n in range(5)),
            return_exceptions=True,
        )

        assert results.count(None) == 1
