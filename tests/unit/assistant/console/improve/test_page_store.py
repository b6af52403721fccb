"""A page of a change set is published through its draft, and taken back the same way."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.console.improve.page_store import PageStore
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import NotPublishedError, StillPublishingError
from assistant.insights.drafting.page_documents import decode_page, encode_page
from assistant.insights.drafting.page_draft import DraftStatus, DraftTask, Failure, PageDraft
from assistant.insights.drafting.published_pages import page_file
from assistant.messages.trials.candidate_change import CandidateChange
from tests.contract.draft_book import draft
from tests.support.interleaving import run_in_turns, slow, turns
from tests.support.seeds.change_seeds import change_set
from tests.unit.assistant.insights.drafting.test_draft_changes import House

PAGE = draft(text="30 days.\n", status=DraftStatus.PUBLISHED).published()
BEFORE = page_file(PAGE).decode()
AFTER = encode_page(replace(decode_page(BEFORE), text="45 days.\n")).decode()


class Shop:
    """A page that is written here, and the process that indexes it."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.store = PageStore(drafting=self.house.drafting)

    async def have(self, page: PageDraft = PAGE) -> None:
        await self.house.book.put(page, expected_version=None)

    async def index(self, failure: Failure = Failure.NONE) -> None:
        """Do the task of the draft, as the process of pages does."""
        [draft] = await self.house.book.all()
        done = draft.withdrawn() if draft.task is DraftTask.WITHDRAW else draft.published()
        after = replace(draft, failure=failure) if failure else done
        after = replace(after, task=DraftTask.NONE, version=draft.version + 1)
        await self.house.book.put(after, expected_version=draft.version)


def change(before: str = BEFORE, after: str = AFTER) -> ChangeSet:
    content = CandidateChange(kind="page", content=after)
    return replace(change_set(), change=content, before=before)


@pytest.fixture
async def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


class TestPublishing:
    async def test_waits_for_the_index(self, shop: Shop) -> None:
        await shop.have()
        assert await shop.store.current(change()) == BEFORE

        for _ in range(2):  # asked for once
            with pytest.raises(StillPublishingError):
                await shop.store.publish(change(), by="zoé")
        await shop.index()

        assert await shop.store.publish(change(), by="zoé") == "1"
        assert await shop.store.current(change()) == AFTER
        assert (await shop.house.kept()).changed_by == "zoé"

    async def test_takes_words_as_programs_send_them(self, shop: Shop) -> None:
        await shop.have()
        rough = encode_page(replace(decode_page(BEFORE), text="45 days.\r\n\n")).decode()
        with pytest.raises(StillPublishingError):
            await shop.store.publish(change(after=rough), by="zoé")
        await shop.index()

        assert await shop.store.publish(change(after=rough), by="zoé") == "1"

    async def test_that_fails_says_so(self, shop: Shop) -> None:
        await shop.have()
        with pytest.raises(StillPublishingError):
            await shop.store.publish(change(), by="zoé")
        await shop.index(Failure.NOT_DONE)

        with pytest.raises(NotPublishedError, match="not_done"):
            await shop.store.publish(change(), by="zoé")

    async def test_writes_over_nobodys_words(self, shop: Shop) -> None:
        await shop.have(replace(PAGE, text="60 days.\n").published())

        with pytest.raises(NotPublishedError, match="moved"):
            await shop.store.publish(change(), by="zoé")

    async def test_that_two_processes_ask_for_at_once_waits_for_the_index(
        self, tmp_path: Path
    ) -> None:
        for first, second in turns(calls=5):
            shop = Shop(tmp_path)
            await shop.have()
            drafting = replace(shop.house.drafting, book=slow(shop.house.book))
            stores = [PageStore(drafting=drafting) for _ in range(2)]

            said = run_in_turns((one.publish(change(), by="zoé") for one in stores), first, second)
            assert [type(one) for one in said] == [StillPublishingError, StillPublishingError]
            await shop.index()
            assert await shop.store.current(change()) == AFTER

            said = run_in_turns((one.publish(change(), by="zoé") for one in stores), first, second)
            assert said == ["1", "1"]

    async def test_of_a_page_that_is_gone_is_refused(self, shop: Shop) -> None:
        with pytest.raises(NotPublishedError, match="moved"):
            await shop.store.publish(change(), by="zoé")


class TestANewPage:
    async def test_is_made_published_and_withdrawn_again(self, shop: Shop) -> None:
        new = change(before="")
        with pytest.raises(StillPublishingError):
            await shop.store.publish(new, by="zoé")
        await shop.index()

        assert await shop.store.publish(new, by="zoé") == "0"
        assert await shop.store.current(new) == AFTER
        with pytest.raises(StillPublishingError):
            await shop.store.take_back(new, by="zoé")
        await shop.index()
        assert await shop.store.current(new) == ""


class TestTakingBack:
    async def test_publishes_the_words_before(self, shop: Shop) -> None:
        await shop.have(replace(PAGE, text="45 days.\n").published())

        with pytest.raises(StillPublishingError):
            await shop.store.take_back(change(), by="zoé")
        await shop.index()

        await shop.store.take_back(change(), by="zoé")
        assert await shop.store.current(change()) == BEFORE

    async def test_withdraws_a_page_that_there_was_not(self, shop: Shop) -> None:
        await shop.have(replace(PAGE, text="45 days.\n").published())

        with pytest.raises(StillPublishingError):
            await shop.store.take_back(change(before=""), by="zoé")
        await shop.index()

        await shop.store.take_back(change(before=""), by="zoé")
        assert await shop.store.current(change()) == ""
