"""Prepare, try, publish and withdraw page drafts, in a process of its own.

A task is crossed out after it was done, and each may be done again: if the process dies in
between, or somebody changed the draft meanwhile, the task is done once more. A task that changes
pages for customers is first noted as begun: from then on nobody changes the draft until it is done.

A task that fails is crossed out too, with its reason, so that the other drafts have their turn. A
draft that was begun then counts as published, whatever it was before: customers may read it, and it
can be withdrawn.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

import structlog

from assistant.app.compose.answer_engine import (
    Engine,
    LiveKnowledge,
    assemble_engine,
    open_engine,
)
from assistant.app.compose.insight_assembly import assemble_reading
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.search.indexed_paths import IndexAgainError
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.search.shop_index import (
    NothingToIndexError,
    build_beside,
    index_shop,
    read_indexed,
)
from assistant.app.compose.search.shop_reading import (
    ShopReading,
    SilentAddressError,
)
from assistant.app.processes.expected_errors import find_expected
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Source
from assistant.insights.drafting.page_draft import (
    DraftTask,
    Failure,
    Nearby,
    PageDraft,
    Trial,
    TrialOutcome,
    asked_id,
)
from assistant.insights.drafting.ports import DraftBook, DraftConflictError
from assistant.insights.drafting.published_pages import remove_page, write_page
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.insight_views import Quote
from assistant.kit.fault_log import report
from assistant.kit.settings.settings import Settings
from assistant.ports import LogUnavailableError
from assistant.understanding.types import ReadingContext
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from retrieval.catalogue.types import Document
from retrieval.index.index_versions import IndexBusyError
from retrieval.ports import Encoder
from retrieval.searching.search import LiveIndex
from retrieval.stores.qdrant_edge_store import EdgeStores
from retrieval.types import PassageKind

log = structlog.get_logger(__name__)

_NEARBY = 3  # pages
_LOOKED_AT = 8  # questions that nearby pages are looked for with
_EXCERPT = 500  # characters of a page
_TRIED_URL = "draft:"
_CHANGING = frozenset({DraftTask.PUBLISH, DraftTask.WITHDRAW})  # of pages that customers read


async def do_page_tasks(settings: Settings) -> int:
    """Execute every task there is; return how many were done.

    Raises:
        LogUnavailableError: no database answers.
        NoIndexError: nothing was indexed yet.
        IndexBusyError: another process indexes; the task stays.
    """
    async with (
        open_database(settings.log_url, settings.archive_folder) as database,
        open_engine(settings) as engine,
    ):
        reading, _ = assemble_reading(settings, database)
        work = PageWork(
            settings=settings, book=SqlDraftBook(database), reading=reading, engine=engine
        )
        try:
            return await work.do_all()
        finally:
            reading.lakes.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """Execute the tasks of page drafts."""

    settings: Settings
    book: DraftBook
    reading: InsightReader
    engine: Engine

    async def do_all(self) -> int:
        """Execute every task there is, one after the other."""
        done = 0
        for draft in await self.book.all():
            if draft.task is not DraftTask.NONE:
                done += await self._do(draft)
        return done

    async def _do(self, draft: PageDraft) -> bool:
        """Return whether the task was done, and nobody changed the draft meanwhile."""
        try:
            shop = await self._shop(draft)  # before anything is begun that nothing takes in
            draft = await self._begun(draft)
            changed = await self._changed(draft, shop)
        except DraftConflictError:
            return False  # somebody wants something else by now
        except (IndexBusyError, LogUnavailableError):
            raise
        except Exception as error:  # noqa: BLE001 - the other drafts have their turn
            hint = str(error) if find_expected(error) else ""  # it quotes nobody then
            report("pages.not_done", error, task=draft.task, draft=draft.draft_id, hint=hint)
            changed = await asyncio.to_thread(self._failed, draft, error)
        version = draft.version + 1
        changed = replace(changed, task=DraftTask.NONE, begun=False, version=version)
        with suppress(DraftConflictError):
            await self.book.put(changed, expected_version=draft.version)
            log.info("pages.settled", task=draft.task, draft=draft.draft_id, why=changed.failure)
            return not changed.failure
        return False

    async def _shop(self, draft: PageDraft) -> ShopReading:
        """Return the items of the shop's files and addresses; none where no index is needed."""
        if draft.task not in {DraftTask.TRY, *_CHANGING}:
            return ShopReading(items=(), read_at={})
        return await asyncio.to_thread(read_indexed, self.settings)

    async def _begun(self, draft: PageDraft) -> PageDraft:
        """Mark a draft as begun, so that nobody changes it while it is published or withdrawn."""
        if draft.begun or draft.task not in _CHANGING:
            return draft
        begun = replace(draft, begun=True, version=draft.version + 1)
        await self.book.put(begun, expected_version=draft.version)
        return begun

    async def _changed(self, draft: PageDraft, shop: ShopReading) -> PageDraft:
        match draft.task:
            case DraftTask.NONE:
                return draft
            case DraftTask.PREPARE:
                return replace(draft, nearby=await self._nearby(draft))
            case DraftTask.TRY:
                return replace(draft, trial=await self._try(draft, shop))
            case DraftTask.PUBLISH:
                await asyncio.to_thread(self._publish, draft, shop)
                return draft.published()
            case DraftTask.WITHDRAW:
                await asyncio.to_thread(self._withdraw, draft, shop)
                return draft.withdrawn()
            case _:
                assert_never(draft.task)

    def _publish(self, draft: PageDraft, shop: ShopReading) -> None:
        write_page(self.settings.written_folder, draft)
        self._index(shop)

    def _withdraw(self, draft: PageDraft, shop: ShopReading) -> None:
        remove_page(self.settings.written_folder, draft)
        self._index(shop)

    def _index(self, shop: ShopReading) -> None:
        index_shop(self.settings, shop, open_encoder(self.settings), progress=lambda _: None)

    def _failed(self, draft: PageDraft, error: Exception) -> PageDraft:
        """Return a draft whose task was not done.

        Once it was begun nobody knows whether customers read the page, for an index may have been
        swapped in: it is published, and its file with it, so that the next index says the same.
        """
        if not draft.begun:
            return replace(draft, failure=_failure(error))
        live = draft.published() if draft.task is DraftTask.PUBLISH else draft
        with suppress(OSError):  # such as a full disk: the draft's page says how to mend it
            write_page(self.settings.written_folder, live.as_published())
        return replace(live, failure=Failure.BROKEN_OFF)

    async def _nearby(self, draft: PageDraft) -> tuple[Nearby, ...]:
        """Return the pages that come up most for the questions."""
        scores: dict[str, float] = {}
        excerpts: dict[str, Nearby] = {}
        searcher = (await self.engine.parts.index.current()).searcher
        for question in (await self._questions(draft))[:_LOOKED_AT]:
            understood = await self.engine.parts.reader.read(
                question.text,
                ReadingContext(vocabulary=searcher.vocabulary, language=draft.language),
            )
            found = await searcher.search(
                understood.text,
                understood.vector,
                language=draft.language,
                limit=self.settings.search.limit,
                only=PassageKind.DOCUMENT,
            )
            for one in found:
                page = one.passage
                scores[page.source_id] = scores.get(page.source_id, 0.0) + one.score
                text = page.text[:_EXCERPT]
                near = Nearby(title=page.title, url=page.url, text=text)
                excerpts.setdefault(page.source_id, near)
        best = sorted(scores, key=lambda one: (-scores[one], one))
        return tuple(excerpts[one] for one in best[:_NEARBY])

    async def _try(self, draft: PageDraft, shop: ShopReading) -> Trial:
        """Ask the questions of an index with the draft in it, and of the one there is."""
        questions = await self._questions(draft)
        encoder = self.engine.parts.encoder or open_encoder(self.settings)
        async with _with_draft(self.settings, draft, shop, encoder) as index:
            candidate = assemble_engine(replace(self.engine.parts, index=index))
            outcomes = [await self._outcome(one, draft, candidate) for one in questions]
        return Trial(
            at=SystemClock().now(), title=draft.title, text=draft.text, outcomes=tuple(outcomes)
        )

    async def _outcome(self, question: Quote, draft: PageDraft, candidate: Engine) -> TrialOutcome:
        before = (await self.engine.ask(question.text)).reply
        after = (await candidate.ask(question.text)).reply
        return TrialOutcome(
            message_id=question.message_id,
            before=before.kind is ReplyKind.ANSWERED,
            after=after.kind is ReplyKind.ANSWERED,
            by_draft=after.kind is ReplyKind.ANSWERED and _is_from(draft, after.sources),
        )

    async def _questions(self, draft: PageDraft) -> list[Quote]:
        """Return the questions whose words are still there, and those that people wrote."""
        quotes = await self.reading.quotes(draft.questions) if draft.questions else []
        return [*quotes, *(_written(one, draft) for one in draft.asked)]


def _written(question: str, draft: PageDraft) -> Quote:
    """Return a question of the shop's people, as those of customers are held."""
    return Quote(
        message_id=asked_id(question),
        conversation_key="",
        at=draft.changed_at,
        language=draft.language,
        text=question,
        product_id="",
    )


def _failure(error: Exception) -> Failure:
    match error:
        case SilentAddressError():
            return Failure.ADDRESS_SILENT
        case IndexAgainError() | NothingToIndexError():
            return Failure.INDEX_AGAIN
        case _:
            return Failure.NOT_DONE


def _is_from(draft: PageDraft, sources: Sequence[Source]) -> bool:
    return any(one.url == _TRIED_URL + draft.draft_id for one in sources)


@asynccontextmanager
async def _with_draft(
    settings: Settings, draft: PageDraft, shop: ShopReading, encoder: Encoder
) -> AsyncIterator[LiveKnowledge]:
    """Build an index as if the draft were published, beside the one in use; remove it at the end.

    `encoder` is the engine's, which answers nothing meanwhile: to load it twice would take its
    memory twice.
    """
    with tempfile.TemporaryDirectory(prefix="comptoir-draft-") as folder:
        index = await asyncio.to_thread(_build_with, settings, draft, shop, Path(folder), encoder)
        try:
            yield LiveKnowledge(index)
        finally:
            await index.close()


def _build_with(
    settings: Settings,
    draft: PageDraft,
    shop: ShopReading,
    root: Path,
    encoder: Encoder,
) -> LiveIndex:
    tried = Document(
        document_id=draft.document_id,
        language=draft.language,
        title=draft.title,
        text=draft.text,
        url=_TRIED_URL + draft.draft_id,
    )
    build_beside(settings, [tried], shop, encoder, root=root)
    return LiveIndex(root, encoder_name=encoder.name, stores=EdgeStores())
