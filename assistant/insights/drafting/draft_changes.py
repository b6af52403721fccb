"""Change page drafts as people ask; work that takes time is stored as the draft's task."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from assistant.conversation.message import Language
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.drafting.page_documents import PageDocument, tidy_text
from assistant.insights.drafting.page_draft import (
    DraftId,
    DraftStatus,
    DraftTask,
    Failure,
    PageDraft,
)
from assistant.insights.drafting.ports import DraftBook, DraftConflictError
from assistant.insights.insight import Insight, InsightId, Kind, Status
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.insight_views import Quote
from assistant.kit.fault_log import report
from assistant.kit.phrases import Phrases
from assistant.ports import Clock
from retrieval.catalogue.case_folding import fold

QUESTIONS = 20
"""Most questions that a draft is made for, the newest: as many as a person reads."""

_TRIES = 5  # of a change that others come before: tasks move a draft, seldom twice

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")

_LANGUAGES: tuple[Language, ...] = ("fr", "en")


class DraftRefusal(StrEnum):
    """Name the reason why a change of a draft is refused."""

    NEEDS_WORDS = "needs_words"  # a title and a text
    HAS_BLANKS = "has_blanks"
    DISCARDED = "discarded"
    NOT_PUBLISHED = "not_published"
    WITHDRAW_FIRST = "withdraw_first"
    UNDER_WAY = "under_way"  # it is being published or withdrawn, or waits for it


class DraftRefusedError(Exception):
    """Say that the state of a draft does not allow the change."""

    def __init__(self, why: DraftRefusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """Make and change page drafts; `by` is the id of a person of the shop.

    Methods that change a draft take the `edition` of the words that the person has read; where
    other
    words were stored since, `DraftConflictError` is raised. They also raise `UnknownDraftError`,
    `DraftRefusedError` and `LogUnavailableError`, and return the changed draft.
    """

    book: DraftBook
    reading: InsightReader
    clock: Clock

    async def follow_up(self, insight: Insight) -> None:
        """Make a draft once somebody accepts that content is missing; raises nothing."""
        if insight.finding.kind is not Kind.CONTENT_GAP or insight.status is not Status.ACCEPTED:
            return
        try:
            await self.make(insight, by=insight.moves[-1].by)
        except Exception as error:  # noqa: BLE001 - the page offers to make it, too
            report("insights.not_drafted", error, insight=insight.insight_id)

    async def make(
        self, insight: Insight, *, by: str, language: Language | None = None
    ) -> PageDraft:
        """Return the draft of the page that an insight misses; make it if there is none.

        Without a `language` it is in the language that most of its questions are in.
        """
        asked = await self._asked(insight)
        spoken = language or _most_spoken(asked)
        draft_id = DraftId(f"{insight.insight_id}-{spoken}")
        for one in await self.book.all():
            if one.draft_id == draft_id:
                return one
        names = await self._names(spoken)
        topic = names.get(insight.finding.subject.topic, insight.finding.subject.topic)
        title = topic[:1].upper() + topic[1:]
        now = self.clock.now()
        draft = PageDraft(
            draft_id=draft_id,
            insight_id=insight.insight_id,
            document_id=f"written-{insight.insight_id}",
            language=spoken,
            title=title,
            text=_PHRASES.say("text", spoken, topic=title),
            questions=_worded_once(one for one in asked if one.language == spoken)[:QUESTIONS],
            task=DraftTask.PREPARE,
            made_at=now,
            changed_at=now,
            changed_by=by,
        )
        try:
            await self.book.put(draft, expected_version=None)
        except DraftConflictError:
            return await self.book.get(draft_id)  # another process was as quick
        return draft

    async def make_own(
        self, *, by: str, language: Language, like: DraftId | None = None
    ) -> PageDraft:
        """Make a draft that no insight asked for, or return the one of a page in this language.

        `like` is a draft of the same page in another language.

        Raises:
            UnknownDraftError: there is no such draft.
        """
        document_id = (await self.book.get(like)).document_id if like else f"page-{uuid4().hex}"
        for one in await self.book.all():
            if (one.document_id, one.language) == (document_id, language):
                return one
        title, text = _PHRASES.say("own_title", language), _PHRASES.say("own_text", language)
        page = PageDocument(document_id=document_id, language=language, title=title, text=text)
        return await self.keep_page(page, by=by)

    async def keep_page(self, page: PageDocument, *, by: str) -> PageDraft:
        """Make a draft with the words of a new page, or return the one that is there."""
        now = self.clock.now()
        draft = PageDraft(
            draft_id=DraftId(f"{page.document_id}-{page.language}"),
            insight_id=InsightId(""),
            document_id=page.document_id,
            language=page.language,
            title=page.title,
            text=page.text,
            url=page.url,
            made_at=now,
            changed_at=now,
            changed_by=by,
        )
        try:
            await self.book.put(draft, expected_version=None)
        except DraftConflictError:
            return await self.book.get(draft.draft_id)
        return draft

    async def write(
        self,
        draft_id: DraftId,
        *,
        title: str,
        text: str,
        url: str,
        asked: Sequence[str] | None = None,
        by: str,
        edition: int,
        then: DraftTask = DraftTask.NONE,
    ) -> PageDraft:
        """Change the words of a draft; a published page stays as it is until published again.

        `asked` are questions to try it with; None: those stay that there are. `then` is the task
        that is asked for next. Nothing is stored if it is refused because
        another task
        waits.
        """
        title, url = title.strip(), url.strip()
        text = tidy_text(text)

        def change(draft: PageDraft) -> PageDraft:
            if then:
                _refuse_beside_what_waits(draft, then)
            if draft.status is DraftStatus.DISCARDED:
                raise DraftRefusedError(DraftRefusal.DISCARDED)
            if not title or not text.strip():
                raise DraftRefusedError(DraftRefusal.NEEDS_WORDS)
            tried_with = draft.asked if asked is None else tuple(dict.fromkeys(asked))[:QUESTIONS]
            changed = replace(draft, title=title, text=text, url=url, asked=tried_with)
            if changed == draft:
                return draft
            changed = replace(changed, edition=draft.edition + 1)
            if changed.task is DraftTask.PUBLISH:  # other words than somebody wanted published
                return replace(changed, task=DraftTask.NONE)
            return changed

        return await self._change(draft_id, change, by=by, edition=edition)

    async def ask(self, draft_id: DraftId, task: DraftTask, *, by: str, edition: int) -> PageDraft:
        """Ask for a task: another process tries, publishes or withdraws the draft."""

        def change(draft: PageDraft) -> PageDraft:
            refuse_task(draft, task)
            return replace(draft, task=task, failure=Failure.NONE)

        return await self._change(draft_id, change, by=by, edition=edition)

    async def discard(self, draft_id: DraftId, *, by: str, edition: int) -> PageDraft:
        """Put away a draft that nobody is going to publish."""

        def change(draft: PageDraft) -> PageDraft:
            if draft.status is DraftStatus.PUBLISHED:
                raise DraftRefusedError(DraftRefusal.WITHDRAW_FIRST)
            _refuse_beside_what_waits(draft, DraftTask.NONE)
            return replace(draft, status=DraftStatus.DISCARDED, task=DraftTask.NONE)

        return await self._change(draft_id, change, by=by, edition=edition)

    async def take_up(self, draft_id: DraftId, *, by: str, edition: int) -> PageDraft:
        """Open a discarded draft again; any other draft stays as it is."""

        def change(draft: PageDraft) -> PageDraft:
            if draft.status is not DraftStatus.DISCARDED:
                return draft
            return replace(draft, status=DraftStatus.DRAFT)

        return await self._change(draft_id, change, by=by, edition=edition)

    async def _change(
        self, draft_id: DraftId, change: Callable[[PageDraft], PageDraft], *, by: str, edition: int
    ) -> PageDraft:
        """Store the draft that `change` returns, and try again if a task has moved it meanwhile."""
        for _ in range(_TRIES):
            draft = await self.book.get(draft_id)
            if draft.begun:  # its end must find what it began with, and say what customers read
                raise DraftRefusedError(DraftRefusal.UNDER_WAY)
            if draft.edition != edition:
                break
            changed = change(draft)
            if changed == draft:
                return draft
            with suppress(DraftConflictError):
                return await self._put(changed, by)
        raise DraftConflictError(draft_id)

    async def _asked(self, insight: Insight) -> Sequence[Quote]:
        """Return one question of each conversation, the newest first."""
        try:
            behind = await self.reading.behind(insight.finding, limit=10 * QUESTIONS)
        except NoBuildError:
            return ()
        return tuple({one.conversation_key: one for one in reversed(behind)}.values())[::-1]

    async def _names(self, language: Language) -> dict[str, str]:
        try:
            return await self.reading.topic_names(language=language)
        except NoBuildError:
            return {}

    async def _put(self, draft: PageDraft, by: str) -> PageDraft:
        changed = replace(
            draft, version=draft.version + 1, changed_at=self.clock.now(), changed_by=by
        )
        await self.book.put(changed, expected_version=draft.version)
        return changed


def refuse_task(draft: PageDraft, task: DraftTask) -> None:
    """Refuse a task that the state of a draft does not allow.

    Raises:
        DraftRefusedError: it says why.
    """
    if draft.status is DraftStatus.DISCARDED:
        raise DraftRefusedError(DraftRefusal.DISCARDED)
    if task is DraftTask.PUBLISH and draft.blanks:
        raise DraftRefusedError(DraftRefusal.HAS_BLANKS)
    if task is DraftTask.WITHDRAW and draft.status is not DraftStatus.PUBLISHED:
        raise DraftRefusedError(DraftRefusal.NOT_PUBLISHED)
    _refuse_beside_what_waits(draft, task)


def _refuse_beside_what_waits(draft: PageDraft, wanted: DraftTask) -> None:
    """Refuse a task while another waits that customers will see, unless it is a withdrawal.

    Raises:
        DraftRefusedError: the draft waits to be published or withdrawn, and `wanted` is another
        task.
    """
    waits = draft.task in {DraftTask.PUBLISH, DraftTask.WITHDRAW}
    if waits and wanted not in {draft.task, DraftTask.WITHDRAW}:
        raise DraftRefusedError(DraftRefusal.UNDER_WAY)


def _worded_once(asked: Iterable[Quote]) -> tuple[str, ...]:
    """Return the ids of the questions, the first of those that are asked in the same words."""
    once: dict[str, str] = {}
    for one in asked:
        once.setdefault(fold(one.text), one.message_id)
    return tuple(once.values())


def _most_spoken(asked: Sequence[Quote]) -> Language:
    counts = Counter(one.language for one in asked)
    return max(_LANGUAGES, key=lambda one: counts[one])
