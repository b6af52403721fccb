"""Ask a person whether some answers of the last day were right: `/console/improve/round`."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.improve.improve_pages import PAGE
from assistant.console.improve.improve_texts import say
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.changes.ports import ChangeConflictError
from assistant.improvement.quality.answer_outcomes import without_personal_data
from assistant.improvement.quality.answer_steps import (
    AnswerSteps,
    CorrectedPlace,
)
from assistant.improvement.quality.given_answer import Dispute, GivenAnswer
from assistant.improvement.quality.ports import AlreadyJudgedError, AnswerJudgement, Made

ROUND = f"{PAGE}/round"

_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))
_SAID = ("agreed", "corrected", "not_so", "alike", "overtaken")

Judge = Annotated[SignedIn, Depends(require(Permission.EDIT_QUESTIONS))]


class JudgementForm(Form):
    """Hold a person's judgement on an answer."""

    conversation_id: str = Field(max_length=200)
    reply_id: str = Field(max_length=200)
    do: Literal["agree", "correct", "refuse"]
    words: str = Field("", max_length=4_000)
    place: CorrectedPlace = CorrectedPlace.ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSite:
    """Hold the parts behind the page."""

    console: Console
    steps: AnswerSteps


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """Hold a judgement that lacks its words."""

    answer: GivenAnswer
    form: JudgementForm


def routes(site: AnswerSite) -> APIRouter:
    """Return the routes of the page and of its forms."""
    page = _AnswerPage(site)
    return page_router(
        ("GET", ROUND, page.show),
        ("POST", ROUND, page.judge),
    )


@dataclass(frozen=True, slots=True)
class _AnswerPage:
    site: AnswerSite

    async def show(self, request: Request, who: Judge) -> Response:
        """Show the next answer, with its source."""
        return await self._page(request, who)

    async def judge(self, request: Request, who: Judge) -> Response:
        """Keep a judgement, and show the next answer."""
        form, by = await read_form(request, JudgementForm), who.agent.agent_id
        answer = await self.site.steps.day.find(
            ConversationId(form.conversation_id), MessageId(form.reply_id), person=by
        )
        if answer is None:  # erased or judged meanwhile, or never asked about
            return _to("overtaken")
        if form.do != "agree" and not form.words.strip():
            return await self._page(request, who, _Refused(answer=answer, form=form))
        if form.do == "correct":
            await access_of(request).admit(request, Permission.EDIT_ANSWERS)
        try:
            match form.do:
                case "agree":
                    kept = await self.site.steps.agree(answer, by=by)
                case "correct":
                    kept = await self.site.steps.correct(
                        answer, form.words, by=by, place=form.place
                    )
                case "refuse":
                    kept = await self.site.steps.refuse(answer, form.words, by=by)
        except AlreadyJudgedError:
            return _to("overtaken")
        except ChangeConflictError:  # the words are shown again, to be sent again
            return await self._page(request, who, _Refused(answer=answer, form=form))
        return _to(_said(kept))

    async def _page(
        self, request: Request, who: SignedIn, refused: _Refused | None = None
    ) -> Response:
        language, day, by = language_of(request), self.site.steps.day, who.agent.agent_id
        chosen, done = await day.chosen(by), await day.done(by)
        card = await self._card(chosen, refused)
        if card is not None:
            read = Action.INSIGHT_QUOTES_READ
            await access_of(request).note(who, read, card.conversation_id)
        said = request.query_params.get("said", "")
        pages = await self.site.steps.pages() if card else {}
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "improve_round.html",
            here=PAGE,
            title=say("round.title", language),
            status=422 if refused else 200,
            card=card,
            is_ours=card is not None and card.sources[0].title in pages,
            given=refused.form if refused else None,
            place=len(done) + 1,
            count=len(done) + len(chosen),
            done=len(done),
            why=_why(card) if card else "",
            said=say(f"judged.{said}", language) if said in _SAID else "",
            is_bad=said == "overtaken",
        )

    async def _card(
        self, chosen: tuple[GivenAnswer, ...], refused: _Refused | None
    ) -> GivenAnswer | None:
        """Return the answer to show, without personal data: the refused one, or the next."""
        card = refused.answer if refused else next(iter(chosen), None)
        return card and await asyncio.to_thread(without_personal_data, card)


def _why(answer: GivenAnswer) -> str:
    """Return the word for why a person is asked about an answer."""
    if answer.dispute is not Dispute.NONE:
        return "disputed"
    return "unsure" if answer.is_unsure else "any"


def _said(kept: AnswerJudgement) -> str:
    if kept.made is Made.NOTHING and not kept.made_id:
        return "alike"
    return str(kept.verdict)


def _to(said: str) -> Response:
    return RedirectResponse(f"{ROUND}?{urlencode({'said': said})}", status_code=303)
