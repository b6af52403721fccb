"""Test that one person's change of a page draft does not undo another's."""

from pathlib import Path

import pytest

from assistant.insights.drafting.draft_changes import Drafting, DraftRefusal, DraftRefusedError
from assistant.insights.drafting.page_draft import DraftStatus, DraftTask, PageDraft
from assistant.insights.lake.lake import Lakes
from assistant.insights.queries.insight_reader import InsightReader
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.contract.draft_book import draft
from tests.support.memory.page_draft_book import MemoryDraftBook
from tests.support.seeds.insight_rows import NOON
from tests.support.seeds.insight_workshop import SetClock

WORDS = "4 € par commande.\n"


class House:
    """A draft, and the people who do something with it."""

    def __init__(self, root: Path) -> None:
        reading = InsightReader(book=MemoryInsightBook(), lakes=Lakes(root=root))
        self.book = MemoryDraftBook()
        self.drafting = Drafting(book=self.book, reading=reading, clock=SetClock(at=NOON))

    async def have(
        self, status: DraftStatus = DraftStatus.DRAFT, task: DraftTask = DraftTask.NONE
    ) -> None:
        """Store the draft with this status and task."""
        await self.book.put(draft(text=WORDS, status=status, task=task), expected_version=None)

    async def ask(self, task: DraftTask) -> PageDraft:
        return await self.drafting.ask(draft().draft_id, task, by="leo", edition=0)

    async def write(self, text: str, *, then: DraftTask = DraftTask.NONE) -> PageDraft:
        kept = await self.kept()
        return await self.drafting.write(
            kept.draft_id, title=kept.title, text=text, url="", by="leo", edition=0, then=then
        )

    async def kept(self) -> PageDraft:
        return await self.book.get(draft().draft_id)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("waiting", "wanted"),
        [
            (DraftTask.WITHDRAW, DraftTask.TRY),
            (DraftTask.WITHDRAW, DraftTask.PUBLISH),
            (DraftTask.PUBLISH, DraftTask.TRY),
        ],
    )
    async def test_to_be_published_or_withdrawn_is_not_dropped_for_something_else(
        self, house: House, waiting: DraftTask, wanted: DraftTask
    ) -> None:
        await house.have(DraftStatus.PUBLISHED, waiting)

        with pytest.raises(DraftRefusedError, match=DraftRefusal.UNDER_WAY):
            await house.ask(wanted)

        assert (await house.kept()).task is waiting

    async def test_to_be_published_is_not_put_away(self, house: House) -> None:
        await house.have(task=DraftTask.PUBLISH)

        with pytest.raises(DraftRefusedError, match=DraftRefusal.UNDER_WAY):
            await house.drafting.discard(draft().draft_id, by="leo", edition=0)

        assert (await house.kept()).task is DraftTask.PUBLISH

    async def test_to_be_published_gives_way_to_a_withdrawal(self, house: House) -> None:
        await house.have(DraftStatus.PUBLISHED, DraftTask.PUBLISH)

        assert (await house.ask(DraftTask.WITHDRAW)).task is DraftTask.WITHDRAW

    async def test_to_be_tried_gives_way_to_anything(self, house: House) -> None:
        await house.have(task=DraftTask.TRY)

        assert (await house.ask(DraftTask.PUBLISH)).task is DraftTask.PUBLISH

    async def test_is_asked_for_twice_at_no_harm(self, house: House) -> None:
        await house.have(task=DraftTask.PUBLISH)

        assert (await house.ask(DraftTask.PUBLISH)).task is DraftTask.PUBLISH

    async def test_is_left_before_words_are_stored_for_what_is_refused(self, house: House) -> None:
        await house.have(DraftStatus.PUBLISHED, DraftTask.WITHDRAW)

        with pytest.raises(DraftRefusedError, match=DraftRefusal.UNDER_WAY):
            await house.write("5 €", then=DraftTask.TRY)

        assert (await house.kept()).text == WORDS


class TestWords:
    async def test_are_the_same_however_a_browser_ends_their_lines(self, house: House) -> None:
        await house.have()
        await house.write("4 €\n\nDès demain.")
        first = await house.kept()

        assert first.edition == 1
        again = await house.drafting.write(
            first.draft_id,
            title=first.title,
            text="4 €\r\n\r\nDès demain.\r\n",
            url="",
            by="mara",
            edition=1,
        )
        assert again == first
