"""Make the pages of page drafts, with both texts side by side when somebody else wrote too.

Loaded together with `insight_pages`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import assert_never

from assistant.console.conversations.console_pages import Chrome
from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import DraftForm
from assistant.conversation.message import Language
from assistant.conversation.people import Agent
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.drafting.draft_changes import DraftRefusedError, refuse_task
from assistant.insights.drafting.page_draft import (
    DraftId,
    DraftStatus,
    DraftTask,
    PageDraft,
    asked_id,
)
from assistant.insights.drafting.ports import DraftConflictError, UnknownDraftError
from assistant.insights.drafting.published_pages import page_file
from assistant.insights.insight import InsightId
from assistant.insights.ports import UnknownInsightError
from assistant.insights.queries.insight_views import Quote
from assistant.insights.wording.texts import say

ShowAfter = Callable[[PageDraft], Awaitable[str]]
"""Return the part with the scenarios that turned red since a page was withdrawn."""


def compare(mine: str, theirs: str) -> list[tuple[str, bool]]:
    """Return the lines of `theirs`, each with whether `mine` lacks it; empty lines are dropped."""
    own, others = _lines(mine), _lines(theirs)
    told = []
    for what, _, _, start, end in SequenceMatcher(a=own, b=others, autojunk=False).get_opcodes():
        told += [(line, what != "equal") for line in others[start:end]]
    return told


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class DraftSite:
    """Make the pages of drafts."""

    site: Site

    async def all(self, chrome: Chrome) -> str:
        """Return the list of drafts, discarded ones last."""
        drafts = await self.site.drafting.book.all()
        ordered = sorted(drafts, key=lambda one: one.status is DraftStatus.DISCARDED)
        title = say("draft.title", chrome.language)
        return await self.site.render("drafts", chrome, title=title, drafts=ordered)

    async def one(
        self,
        chrome: Chrome,
        draft_id: str,
        show_after: ShowAfter,
        *,
        wrong: str = "",
        written: DraftForm | None = None,
    ) -> str | None:
        """Return a draft with the questions that it is for; None: there is none.

        `show_after` makes the part of a withdrawn page. A refused form comes back with the words
        that somebody had `written` in it.
        """
        try:
            draft = await self.site.drafting.book.get(DraftId(draft_id))
        except UnknownDraftError:
            return None
        trial, typed = draft.trial, written if written and written.has_words else None
        return await self.site.render(
            "draft",
            chrome,
            title=draft.title,
            draft=draft,
            questions=await self._questions(draft),
            asked_id=asked_id,
            outcomes={one.message_id: one for one in trial.outcomes} if trial else {},
            other=next(one for one in ("fr", "en") if one != draft.language),
            wrong="moved_words" if typed and wrong == "moved" else wrong,
            words=typed or draft,
            typed=typed is not None,
            typed_questions=(typed.asked or "") if typed else "",
            taken_away=await show_after(draft) if draft.status is DraftStatus.WITHDRAWN else "",
            stored=compare(typed.text, draft.text) if typed and wrong == "moved" else [],
        )

    async def make_own(self, language: Language, like: str, by: Agent) -> DraftId | None:
        """Return a new draft, or one in another language than `like`; None: it is not there."""
        try:
            made = await self.site.drafting.make_own(
                by=str(by.agent_id), language=language, like=DraftId(like) if like else None
            )
        except UnknownDraftError:
            return None
        return made.draft_id

    async def make(self, insight_id: str, language: Language | None, by: Agent) -> DraftId | None:
        """Return the draft for an insight; None: there is no such insight."""
        try:
            insight = await self.site.reading.insight(InsightId(insight_id))
        except UnknownInsightError:
            return None
        made = await self.site.drafting.make(insight, by=str(by.agent_id), language=language)
        return made.draft_id

    async def to_publish(
        self, draft_id: str, written: DraftForm, by: Agent
    ) -> tuple[DraftForm, str]:
        """Store the words of a form, so that none is lost while the page is tried.

        Return the form as it is then, and the page as it would be published; "": it cannot be, and
        `do` says why.
        """
        one = DraftId(draft_id)
        try:
            edition = await self._store(one, written, str(by.agent_id))
            written = written.model_copy(update={"edition": edition})
            draft = await self.site.drafting.book.get(one)
            refuse_task(draft, DraftTask.PUBLISH)
        except (DraftRefusedError, DraftConflictError, UnknownDraftError):
            return written, ""
        return written, page_file(draft).decode() if draft.edition == edition else ""

    async def do(self, draft_id: str, written: DraftForm, by: Agent) -> str:
        """Change a draft as a form says; return why not, a name of `draft` in the texts, or ""."""
        drafting, one, me = self.site.drafting, DraftId(draft_id), str(by.agent_id)
        try:
            edition = await self._store(one, written, me)
            match written.do:
                case "save":
                    pass
                case "try" | "publish" | "withdraw":
                    await drafting.ask(one, DraftTask(written.do), by=me, edition=edition)
                case "put_back":
                    if not (await drafting.book.get(one)).can_be_put_back:
                        return "moved"
                    await drafting.ask(one, DraftTask.PUBLISH, by=me, edition=edition)
                case "discard":
                    await drafting.discard(one, by=me, edition=edition)
                case "take_up":
                    await drafting.take_up(one, by=me, edition=edition)
                case _:
                    assert_never(written.do)
        except DraftRefusedError as error:
            return error.why
        except DraftConflictError:
            return "moved"
        except UnknownDraftError:
            return "unknown"
        return ""

    async def _store(self, one: DraftId, written: DraftForm, by: str) -> int:
        """Store the words, if the form has them; return the draft's edition then."""
        if not written.has_words:
            return written.edition
        stored = await self.site.drafting.write(
            one,
            title=written.title,
            text=written.text,
            url=written.url,
            asked=written.questions,
            by=by,
            edition=written.edition,
            then=DraftTask.NONE if written.do == "save" else DraftTask(written.do),
        )
        return stored.edition

    async def _questions(self, draft: PageDraft) -> list[Quote]:
        try:
            return await self.site.reading.quotes(draft.questions)
        except NoBuildError:
            return []
