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
from assistant.console.conversations.console_parts import CHALLENGE_COOKIE, Console, PageFolder
from assistant.console.improve.improve_pages import PAGE
from assistant.console.improve.improve_texts import say
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.browser_session import is_loopback
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.challenges.challenge_choice import PER_DAY, ChosenAnswer, Stratum
from assistant.improvement.challenges.challenge_outcomes import without_personal_data
from assistant.improvement.challenges.challenge_steps import (
    ChallengeSteps,
    CorrectedPlace,
    NotUndoneError,
)
from assistant.improvement.challenges.given_answer import GivenAnswer
from assistant.improvement.challenges.ports import AlreadyJudgedError, Challenge, Made
from assistant.improvement.changes.ports import ChangeConflictError

ROUND = f"{PAGE}/round"

_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))
_SAID = ("agreed", "corrected", "not_so", "alike", "undone", "overtaken", "not_undone")
_DAY_S = 24 * 3600

Judge = Annotated[SignedIn, Depends(require(Permission.EDIT_QUESTIONS))]


class JudgementForm(Form):
    """Hold a person's judgement on an answer."""

    conversation_id: str = Field(max_length=200)
    reply_id: str = Field(max_length=200)
    do: Literal["agree", "correct", "refuse"]
    words: str = Field("", max_length=4_000)
    place: CorrectedPlace = CorrectedPlace.ANSWER


class LaterForm(Form):
    """Hold the page that a person was on when they wanted no answers today."""

    to: Literal["/console", "/console/improve"] = "/console/improve"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSite:
    """Hold the parts behind the page."""

    console: Console
    steps: ChallengeSteps


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """Hold a judgement that lacks its words."""

    answer: GivenAnswer
    form: JudgementForm


def routes(site: ChallengeSite) -> APIRouter:
    """Return the routes of the page and of its forms."""
    page = _ChallengePage(site)
    return page_router(
        ("GET", ROUND, page.show),
        ("POST", ROUND, page.judge),
        ("POST", f"{ROUND}/undo", page.undo),
        ("POST", f"{ROUND}/later", page.put_off),
    )


@dataclass(frozen=True, slots=True)
class _ChallengePage:
    site: ChallengeSite

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

    async def undo(self, request: Request, who: Judge) -> Response:
        """Undo the person's last judgement of today; its answer is asked about again."""
        del request
        try:
            await self.site.steps.undo(by=who.agent.agent_id)
        except NotUndoneError:
            return _to("not_undone")
        return _to("undone")

    async def put_off(self, request: Request, _who: Judge) -> Response:
        """Keep the note out of this browser until tomorrow."""
        form = await read_form(request, LaterForm)
        response = RedirectResponse(form.to, status_code=303)
        response.set_cookie(
            CHALLENGE_COOKIE,
            self.site.steps.day.today.isoformat(),
            max_age=_DAY_S,
            path="/console",
            httponly=True,
            samesite="lax",
            secure=not is_loopback(request),
        )
        return response

    async def _page(
        self, request: Request, who: SignedIn, refused: _Refused | None = None
    ) -> Response:
        language, day, by = language_of(request), self.site.steps.day, who.agent.agent_id
        chosen, done = await day.chosen(by), await day.done(by)
        card = await self._card(chosen, refused)
        if card is not None:
            read = Action.INSIGHT_QUOTES_READ
            await access_of(request).note(who, read, card.answer.conversation_id)
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
            is_ours=card is not None and card.answer.sources[0].title in pages,
            given=refused.form if refused else None,
            place=len(done) + 1,
            count=len(done) + len(chosen),
            done=len(done),
            per_day=PER_DAY,
            week=await day.done_this_week(by),
            strata=Stratum,
            said=say(f"judged.{said}", language) if said in _SAID else "",
            is_bad=said in {"overtaken", "not_undone"},
        )

    async def _card(
        self, chosen: tuple[ChosenAnswer, ...], refused: _Refused | None
    ) -> ChosenAnswer | None:
        """Return the answer to show, without personal data: the refused one, or the next."""
        if refused is not None:
            of_id = (one for one in chosen if one.answer.reply_id == refused.answer.reply_id)
            card: ChosenAnswer | None = next(
                of_id, ChosenAnswer(answer=refused.answer, stratum=Stratum.ANY, customers=1)
            )
        else:
            card = chosen[0] if chosen else None
        if card is None:
            return None
        clean = await asyncio.to_thread(without_personal_data, card.answer)
        return ChosenAnswer(answer=clean, stratum=card.stratum, customers=card.customers)


def _said(kept: Challenge) -> str:
    if kept.made is Made.NOTHING and not kept.made_id:
        return "alike"
    return str(kept.verdict)


def _to(said: str) -> Response:
    return RedirectResponse(f"{ROUND}?{urlencode({'said': said})}", status_code=303)
