"""A page for what customers ask in vain: drafted, tried, published, and customers have answers."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.insight_moves import assemble_acting
from assistant.app.compose.search.indexed_paths import remember_paths
from assistant.app.compose.search.shop_index import build_index
from assistant.app.processes.page_draft_work import do_page_tasks
from assistant.console.improve.page_store import PageStore
from assistant.console.knowledge.source_ledger import read_ledger
from assistant.conversation.events import ReplyKind
from assistant.improvement.changes.change_set import ChangeKind, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.insights.drafting.draft_changes import Drafting, DraftRefusal, DraftRefusedError
from assistant.insights.drafting.page_documents import decode_page, encode_page
from assistant.insights.drafting.page_draft import DraftStatus, DraftTask, Failure, PageDraft
from assistant.insights.drafting.published_pages import page_file
from assistant.insights.insight_steps import InsightSteps
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from integrations.stores.sql.database import open_database
from retrieval.index.index_versions import IndexBusyError, Versions
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.processes.comptoir import new_data_dir
from tests.support.seeds import small_shop
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.insight_rows import ANSWER, QUESTIONS, ask_for_wrapping, wrapping_gap

pytestmark = pytest.mark.slow  # an index for each draft


@dataclass(frozen=True, slots=True)
class Shop:
    settings: Settings
    acting: InsightSteps
    drafting: Drafting
    files: Path

    async def draft(self) -> PageDraft:
        [draft] = await self.drafting.book.all()
        return draft

    async def have(self, task: DraftTask) -> PageDraft:
        """Have a task done, in this process."""
        draft = await self.draft()
        await self.drafting.ask(draft.draft_id, task, by="mara", edition=draft.edition)
        await do_page_tasks(self.settings)
        return await self.draft()

    async def write(self, text: str, url: str = "") -> None:
        draft = await self.draft()
        await self.drafting.write(
            draft.draft_id,
            title="Gift wrapping",
            text=text,
            url=url,
            by="mara",
            edition=draft.edition,
        )

    async def answer(self, question: str) -> tuple[ReplyKind, str]:
        async with open_engine(self.settings) as engine:
            reply = (await engine.ask(question)).reply
            return reply.kind, reply.text


@pytest.fixture
async def shop(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Shop]:
    """A shop in which somebody has just accepted that a page is missing."""
    data_dir = new_data_dir(tmp_path / "data", like=demo_data)
    monkeypatch.setenv("COMPTOIR_DATA_DIR", str(data_dir))
    settings = Settings(data_dir=data_dir)
    files = small_shop.write(tmp_path / "shop")
    (files / "warranty.md").write_text(small_shop.WARRANTY)
    build_index(settings, [files], progress=_quiet)
    ask_for_wrapping(settings.insights_folder)
    async with open_database(settings.log_url) as database:
        reading, acting, drafting = assemble_acting(settings, database)
        gap = wrapping_gap()
        await acting.book.put(gap, expected_version=None)
        await acting.accept(gap.insight_id, by="mara", version=0)
        yield Shop(settings, acting, drafting, files)
        reading.lakes.close()


_quiet: Callable[[object], None] = lambda _: None  # noqa: E731  # shows nothing


class TestAPageThatIsMissing:
    async def test_is_tried_before_it_is_published_and_then_answers_customers(
        self, shop: Shop
    ) -> None:
        drafted = await shop.draft()
        assert drafted.language == "en"
        assert len(drafted.questions) == len(QUESTIONS)
        assert drafted.blanks

        await do_page_tasks(shop.settings)
        prepared = await shop.draft()
        assert prepared.task is DraftTask.NONE
        assert {one.title for one in prepared.nearby} <= {"Returns", "Warranty"}

        await shop.write(ANSWER)
        tried = await shop.have(DraftTask.TRY)
        assert tried.tried is not None
        assert len(tried.tried.outcomes) == len(QUESTIONS)
        assert tried.tried.answered >= 4
        assert not any(one.before for one in tried.tried.outcomes)
        assert ANSWER[:20] not in (await shop.answer(QUESTIONS[0]))[1]  # customers see none of it

        published = await shop.have(DraftTask.PUBLISH)
        assert published.status is DraftStatus.PUBLISHED
        assert not published.is_changed
        kind, text = await shop.answer(QUESTIONS[0])
        assert kind is ReplyKind.ANSWERED
        assert "gift wrapping" in text.lower()
        assert (await shop.answer("How long do I have to return an item?"))[0] == "answered"

        withdrawn = await shop.have(DraftTask.WITHDRAW)
        assert withdrawn.status is DraftStatus.WITHDRAWN
        assert (await shop.answer(QUESTIONS[0]))[0] is not ReplyKind.ANSWERED

    async def test_is_edited_and_taken_back_by_a_change_set(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        before = page_file(await shop.have(DraftTask.PUBLISH)).decode()
        page = replace(decode_page(before), text=ANSWER.replace("gift", "silk gift"))
        content = CandidateChange(kind="page", content=encode_page(page).decode())
        change = replace(change_set(), change=content, before=before)
        book = MemoryChangeBook(change)
        steps = ChangeSteps(
            book=book,
            stores={ChangeKind.PAGE: PageStore(drafting=shop.drafting)},
            audit=MemoryAudit(),
            clock=SystemClock(),
        )

        approved = await steps.approve(change.change_id, by="mara", version=1)
        assert approved.state is ChangeState.APPROVED
        await do_page_tasks(shop.settings)
        await steps.settle_all()
        live = await book.get(change.change_id)
        assert live.state is ChangeState.PUBLISHED
        assert "silk gift" in (await shop.answer(QUESTIONS[0]))[1].lower()

        await steps.take_back(change.change_id, by="mara", version=live.version)
        await do_page_tasks(shop.settings)
        await steps.settle_all()
        assert (await book.get(change.change_id)).state is ChangeState.TAKEN_BACK
        assert "silk gift" not in (await shop.answer(QUESTIONS[0]))[1].lower()

    async def test_stays_when_the_shop_indexes_its_files_anew(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        await shop.have(DraftTask.PUBLISH)

        build_index(shop.settings, [shop.files / "returns.md"], progress=_quiet)

        assert "gift wrapping" in (await shop.answer(QUESTIONS[0]))[1].lower()

    async def test_is_called_published_whatever_people_try_and_whoever_dies_meanwhile(
        self, shop: Shop
    ) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        with Versions(index_root(shop.settings)).building(), pytest.raises(IndexBusyError):
            await shop.have(DraftTask.PUBLISH)  # it ends in the middle: the page is a file by now
        assert list(shop.settings.written_folder.glob("*.json"))
        one = await shop.draft()

        with pytest.raises(DraftRefusedError, match=DraftRefusal.UNDER_WAY):
            await shop.write("Other words.")
        with pytest.raises(DraftRefusedError, match=DraftRefusal.UNDER_WAY):
            await shop.drafting.discard(one.draft_id, by="leo", edition=one.edition)
        with pytest.raises(DraftRefusedError, match=DraftRefusal.UNDER_WAY):
            await shop.drafting.take_up(one.draft_id, by="leo", edition=one.edition)
        await do_page_tasks(shop.settings)

        published = await shop.draft()
        assert published.status is DraftStatus.PUBLISHED
        assert not published.is_changed
        assert not published.begun
        assert "gift wrapping" in (await shop.answer(QUESTIONS[0]))[1].lower()

    async def test_that_cannot_be_written_as_a_file_is_not_tried_for_ever(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        shop.settings.written_folder.write_text("a file where a folder belongs")

        broken_off = await shop.have(DraftTask.PUBLISH)
        shop.settings.written_folder.unlink()
        withdrawn = await shop.have(DraftTask.WITHDRAW)

        assert broken_off.failure is Failure.BROKEN_OFF
        assert broken_off.status is DraftStatus.PUBLISHED  # it could not be withdrawn else
        assert broken_off.task is DraftTask.NONE
        assert not broken_off.begun
        assert withdrawn.failure is Failure.NONE
        assert withdrawn.status is DraftStatus.WITHDRAWN

    async def test_does_not_keep_the_other_drafts_from_their_turn(self, shop: Shop) -> None:
        english = await shop.draft()
        gap = await shop.acting.book.get(english.insight_id)
        await shop.drafting.make(gap, by="mara", language="fr")
        shop.settings.written_folder.write_text("a file where a folder belongs")
        for one in await shop.drafting.book.all():
            wanted = replace(one, text=ANSWER, task=DraftTask.PUBLISH, version=one.version + 1)
            await shop.drafting.book.put(wanted, expected_version=one.version)

        await do_page_tasks(shop.settings)

        drafts = await shop.drafting.book.all()
        assert [one.failure for one in drafts] == [Failure.BROKEN_OFF] * 2
        assert not await shop.drafting.book.has_tasks()

    async def test_is_never_called_a_draft_once_publishing_it_has_begun(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        with Versions(index_root(shop.settings)).building(), pytest.raises(IndexBusyError):
            await shop.have(DraftTask.PUBLISH)
        shop.files.rename(shop.files.with_name("elsewhere"))

        await do_page_tasks(shop.settings)

        ended = await shop.draft()
        assert ended.failure is Failure.BROKEN_OFF
        assert ended.status is DraftStatus.PUBLISHED
        assert not ended.is_changed
        assert list(shop.settings.written_folder.glob("*.json"))

    async def test_is_as_it_was_published_where_withdrawing_it_breaks_off(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        await shop.have(DraftTask.PUBLISH)
        [file] = shop.settings.written_folder.glob("*.json")
        published = file.read_bytes()
        await shop.write("Other words.", url="https://shop.example/wrapping")
        with Versions(index_root(shop.settings)).building(), pytest.raises(IndexBusyError):
            await shop.have(DraftTask.WITHDRAW)
        shop.files.rename(shop.files.with_name("elsewhere"))

        await do_page_tasks(shop.settings)

        ended = await shop.draft()
        assert ended.failure is Failure.BROKEN_OFF
        assert ended.status is DraftStatus.PUBLISHED
        assert file.read_bytes() == published

    async def test_waits_while_a_web_address_of_the_shop_gives_nothing(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        remember_paths(shop.settings, [shop.files, "http://127.0.0.1/terms"])  # never fetched

        refused = await shop.have(DraftTask.PUBLISH)

        assert refused.failure is Failure.ADDRESS_SILENT
        assert refused.status is DraftStatus.DRAFT
        assert not list(shop.settings.written_folder.glob("*"))

    async def test_is_still_published_where_it_cannot_be_withdrawn(self, shop: Shop) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        await shop.have(DraftTask.PUBLISH)
        shop.files.rename(shop.files.with_name("elsewhere"))

        refused = await shop.have(DraftTask.WITHDRAW)

        assert refused.failure is Failure.INDEX_AGAIN
        assert refused.status is DraftStatus.PUBLISHED
        assert list(shop.settings.written_folder.glob("*.json"))

    async def test_does_not_empty_the_index_where_the_shops_files_are_gone(
        self, shop: Shop
    ) -> None:
        await do_page_tasks(shop.settings)
        await shop.write(ANSWER)
        shop.files.rename(shop.files.with_name("elsewhere"))

        refused = await shop.have(DraftTask.PUBLISH)

        assert refused.failure is Failure.INDEX_AGAIN
        assert refused.status is DraftStatus.DRAFT
        assert not list(shop.settings.written_folder.glob("*"))
        assert (await shop.answer("How long do I have to return an item?"))[0] == "answered"


class TestAPageWithoutAnInsight:
    async def test_is_tried_on_questions_of_ones_own_and_answers_once_it_is_published(
        self, shop: Shop
    ) -> None:
        drafting = shop.drafting
        made = await drafting.make_own(by="mara", language="en")
        assert made.blanks
        written = await drafting.write(
            made.draft_id,
            title="Gift wrapping",
            text=ANSWER,
            url="",
            asked=[QUESTIONS[0], "Do you sell tents?"],
            by="mara",
            edition=0,
        )
        await drafting.ask(made.draft_id, DraftTask.TRY, by="mara", edition=written.edition)
        await do_page_tasks(shop.settings)

        tried = (await drafting.book.get(made.draft_id)).tried
        assert tried is not None
        assert [one.by_draft for one in tried.outcomes] == [True, False]

        await drafting.ask(made.draft_id, DraftTask.PUBLISH, by="mara", edition=written.edition)
        await do_page_tasks(shop.settings)
        kind, text = await shop.answer(QUESTIONS[0])
        assert kind is ReplyKind.ANSWERED
        assert ANSWER[:20] in text
        own = read_ledger(shop.settings.data_dir).of(str(shop.settings.written_folder.resolve()))
        assert own is not None
        assert [one.title for one in own.items] == ["Gift wrapping"]
