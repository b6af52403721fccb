"""Show the set-up's step of questions: judge the answers, and take a judgement back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from assistant.console.insights.kept_coverage import kept_report
from assistant.console.settings.settings_pages import Editor
from assistant.console.setup.judged_answers import AskedNow, NeedJudgement, WrongAnswer
from assistant.console.setup.question_list import ShownQuestions, question_part
from assistant.console.setup.setup_checklist import SetupStep
from assistant.console.setup.setup_marks import judged
from assistant.console.setup.setup_site import STEPS, SetupSite
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.console.verified.verified_changes import AnswerRefusedError
from assistant.console.verified.verified_texts import say as say_verified
from assistant.conversation.message import Language
from assistant.kit.web.web_errors import ErrorCode, RefusedError


def routes(site: SetupSite) -> APIRouter:
    """Return the routes of the step."""
    step = _QuestionStep(site)
    return page_router(
        ("GET", f"{STEPS}/questions", step.show),
        ("POST", f"{STEPS}/questions", step.judge),
    )


class ShownForm(BaseModel):
    """Name a page of a list of questions."""

    shown: ShownQuestions = ShownQuestions.LEFT
    page: int = Field(1, ge=1, le=10_000)


class JudgeForm(ShownForm):
    """Judge the answer to a need, or take the judgement back."""

    language: Language
    need: str = Field(pattern=r"^[a-z0-9_]{1,60}$")
    do: Literal["right", "correct", "person", "undo"]
    answer: str = Field("", max_length=4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _JudgedForm:
    """Hold the outcome of a form."""

    do: str
    need: Mapping[str, Any]
    language: Language
    asked_now: AskedNow | None = None
    wrong: WrongAnswer | None = None


@dataclass(frozen=True, slots=True)
class _QuestionStep:
    site: SetupSite

    async def show(
        self, request: Request, who: Editor, asked: Annotated[ShownForm, Query()]
    ) -> Response:
        return await self._page(request, who, asked)

    async def judge(
        self, request: Request, who: Editor, given: Annotated[JudgeForm, Form()]
    ) -> Response:
        """Note that an answer is right, verify the right one, or leave the question to people."""
        needs = await self._needs(given.language)
        need = next((one for one in needs if one["need"] == given.need), None)
        if need is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        by, mark = who.agent.agent_id, judged(given.language, given.need)
        asked_now: AskedNow | None = None
        if given.do == "undo":
            await self.site.judging.take_back(given.need, given.language, by=by)
            await asyncio.to_thread(self.site.marks.drop, mark)
        elif given.do != "right":
            judgement = _judgement(given, need)
            try:
                asked_now = await self.site.judging.keep(judgement, by=by)
            except AnswerRefusedError as error:
                wrong = WrongAnswer.of(judgement, error)
                refused = _JudgedForm(do=given.do, need=need, language=given.language, wrong=wrong)
                return await self._page(request, who, given, refused)
        if given.do != "undo":
            await asyncio.to_thread(self.site.marks.add, mark, given.do)
        outcome = _JudgedForm(do=given.do, need=need, language=given.language, asked_now=asked_now)
        return await self._page(request, who, given, outcome)

    async def _page(
        self, request: Request, who: Editor, asked: ShownForm, outcome: _JudgedForm | None = None
    ) -> Response:
        report = await self._report()
        marks = await asyncio.to_thread(self.site.marks.read)
        part = question_part(report, marks, of=asked.shown, number=asked.page)
        is_current = report.get("index_version") == await self.site.find_version()
        return await self.site.page(
            request,
            who,
            "setup_questions.html",
            SetupStep.QUESTIONS,
            part=part,
            report=await asyncio.to_thread(self.site.sources.report),
            shown=asked.shown,
            lists=list(ShownQuestions),
            verified=await self.site.judging.verified(),
            is_old=bool(report["languages"]) and not is_current,
            reads=self.site.ask_reading is not None,
            outcome=outcome,
            refusal=outcome.wrong if outcome else None,
            say_fault=lambda fault: say_verified(f"fault.{fault}", language_of(request)),
            status=422 if outcome and outcome.wrong else 200,
        )

    async def _needs(self, language: Language) -> Sequence[Mapping[str, Any]]:
        parts = (await self._report())["languages"]
        return next((one["needs"] for one in parts if one["language"] == language), [])

    async def _report(self) -> Mapping[str, Any]:
        """Return the last report of the needs; without languages: nothing was read yet."""
        content = await asyncio.to_thread(kept_report, self.site.sources.data_dir)
        report: Mapping[str, Any] = orjson.loads(content) if content else {"languages": []}
        return report


def _judgement(given: JudgeForm, need: Mapping[str, Any]) -> NeedJudgement:
    is_persons = given.do == "person"
    return NeedJudgement(
        need=given.need,
        language=given.language,
        wordings=tuple(one["wording"] for one in need["asked"]),
        text="" if is_persons else given.answer,
        person=is_persons,
    )
