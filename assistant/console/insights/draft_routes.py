"""Serve `/insights/drafts`: pages for customers' questions, written here, tried and published."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from assistant.console.conversations.console_forms import Form, form_of, read_form
from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import held, send
from assistant.console.insights.page_requests import HOME, DraftForm
from assistant.console.insights.routes import Dashboard, Noted
from assistant.console.rehearsing.taken_away import render_taken_away
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.runs.live_check import accepted
from assistant.improvement.runs.trial_run import RunCause
from assistant.messages.trials.candidate_change import CandidateChange

if TYPE_CHECKING:
    from assistant.console.insights.draft_pages import DraftSite
    from assistant.console.insights.insight_pages import Site
    from assistant.insights.drafting.page_draft import PageDraft

DRAFTS = f"{HOME}/drafts"
_NOTHING: Mapping[str, str] = {}

_Writer = Annotated[SignedIn, Depends(require(Permission.WRITE_PAGES))]
_Id = Annotated[str, Path(max_length=64)]

Make = Callable[["Site", Chrome], Awaitable[str | None]]


class DraftRequestForm(Form):
    """Ask for a page on an insight, in a language; "": the language of most questions.

    Without an insight it is a new page, or one in another language than the draft `like`.
    """

    insight: str = Field("", max_length=64)
    like: str = Field("", max_length=64)
    language: Language | Literal[""] = ""


def routes(dashboard: Dashboard) -> APIRouter:
    """Return the routes of page drafts."""
    pages = _DraftPages(dashboard)
    return page_router(
        ("GET", DRAFTS, pages.all),
        ("POST", DRAFTS, pages.make),
        ("GET", f"{DRAFTS}/{{draft_id}}", pages.one),
        ("POST", f"{DRAFTS}/{{draft_id}}", pages.do),
    )


class _DraftPages:
    """Handle the routes of page drafts."""

    def __init__(self, dashboard: Dashboard) -> None:
        self._dashboard = dashboard

    async def all(self, request: Request, who: _Writer) -> Response:
        page = _page(lambda site, chrome: _drafts(site).all(chrome))
        return await self._dashboard.show(request, who, page)

    async def make(self, request: Request, who: _Writer) -> Response:
        """Make a draft for the gap of an insight, or of a new page, or find the draft there is."""
        wanted = await read_form(request, DraftRequestForm)
        await self._note(request, who, wanted.insight or wanted.like, "make")
        pages = _drafts(await self._dashboard.site())
        if wanted.insight:
            made = await pages.make(wanted.insight, wanted.language or None, who.agent)
        else:
            language = wanted.language or language_of(request)
            made = await pages.make_own(language, wanted.like, who.agent)
        return RedirectResponse(f"{DRAFTS}/{made}" if made else DRAFTS, status_code=303)

    async def one(self, request: Request, who: _Writer, draft_id: _Id) -> Response:
        after = partial(self._after, request, who)
        page = _page(lambda site, chrome: _drafts(site).one(chrome, draft_id, after))
        noted = Noted(action=Action.INSIGHT_QUOTES_READ, subject=draft_id)
        return await self._dashboard.show(request, who, page, noted=noted)

    async def do(self, request: Request, who: _Writer, draft_id: _Id) -> Response:
        """Store, try, publish, withdraw or discard a draft; the page says if that was refused.

        A page that is to be published waits until the scenarios were played on it.
        """
        written = await read_form(request, DraftForm)
        pages = _drafts(await self._dashboard.site())
        if written.publishes:
            written, words = await pages.to_publish(draft_id, written, who.agent)
            if words and (waits := await self._hold(request, who, draft_id, written, words)):
                return waits
        await self._note(request, who, draft_id, written.do, accepted(await form_of(request)))
        wrong = await pages.do(draft_id, written, who.agent)
        if not wrong:
            return RedirectResponse(f"{DRAFTS}/{draft_id}", status_code=303)
        after = partial(self._after, request, who)
        page = _page(
            lambda site, chrome: _drafts(site).one(
                chrome, draft_id, after, wrong=wrong, written=written
            ),
            status=409,
        )
        return await self._dashboard.show(request, who, page)

    async def _after(self, request: Request, who: SignedIn, draft: "PageDraft") -> str:
        """Return the part with the scenarios that turned red since the page was withdrawn."""
        console = self._dashboard.console
        if console.check is None:
            return ""
        found = await console.check.afterwards(draft.changed_at, RunCause.INDEX)
        form = {"do": "put_back", "edition": str(draft.edition)} if draft.can_be_put_back else {}
        to = f"{DRAFTS}/{draft.draft_id}"
        return render_taken_away(console, request, who, found, to=to, form=form)

    async def _hold(
        self, request: Request, who: SignedIn, draft_id: str, written: DraftForm, words: str
    ) -> Response | None:
        """Return the way to the run of the scenarios that a page waits for; None: for none.

        Its words are stored by then.
        """
        to = f"{DRAFTS}/{draft_id}"
        sent = written.model_dump(mode="json", exclude_none=True)
        form = {name: str(value) for name, value in sent.items()}
        change = CandidateChange(kind="page", content=words, page=to, back=to, form=form)
        waits = await held(self._dashboard.console, request, who, change)
        if waits:
            await self._note(request, who, draft_id, "save")
        return waits

    async def _note(
        self,
        request: Request,
        who: SignedIn,
        subject: str,
        do: str,
        more: Mapping[str, str] = _NOTHING,
    ) -> None:
        await access_of(request).note(who, Action.PAGE_CHANGED, subject, {"do": do, **more})


def _page(make: Make, status: int = 200) -> Callable[["Site", Chrome], Awaitable[Response]]:
    """Answer with the page of `make`; without a draft, go to the list of drafts."""

    async def show(site: "Site", chrome: Chrome) -> Response:
        html = await make(site, chrome)
        if html is None:
            return RedirectResponse(DRAFTS, status_code=303)
        return send(html, status)

    return show


def _drafts(site: "Site") -> "DraftSite":
    # What it imports was loaded with the site: before that it would take seconds.
    from assistant.console.insights.draft_pages import DraftSite  # noqa: PLC0415

    return DraftSite(site)
