"""Serve `/console/experiments`: those under way and those finished, one, and a new one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as FolderPath
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import Field, field_validator
from starlette.responses import Response

from assistant.answers.verified.ports import VerifiedBook
from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import Console, PageFolder, held
from assistant.console.experiments import experiment_words as words
from assistant.console.experiments.experiment_words import say, why_not
from assistant.console.experiments.holdout_forms import (
    HOLDOUT_PAGE,
    HoldoutForms,
    decides_on_experiment,
    holdout_view,
)
from assistant.console.experiments.last_stage_view import (
    LEAST_HELD_DAYS,
    MOST_HELD_DAYS,
    last_stage_view,
)
from assistant.console.experiments.tried_metrics import METRICS, OF_SALES, metrics_of
from assistant.console.improve.change_view import decides_on, title_of
from assistant.console.improve.improve_pages import PAGE as IMPROVE
from assistant.console.improve.improve_pages import Reader
from assistant.console.insights.charts import draw_intervals
from assistant.console.shell.access import SignedIn, access_of
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_moves import ChangeRefusedError
from assistant.improvement.changes.change_set import ChangeId, ChangeSet
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import UnknownChangeError
from assistant.improvement.experiments.experiment_figures import settled_days
from assistant.improvement.experiments.experiment_moves import (
    ExperimentRefusal,
    ExperimentRefusedError,
)
from assistant.improvement.experiments.experiment_steps import DEVIATION, ExperimentSteps
from assistant.improvement.experiments.last_stage import LAST_STAGE_DAYS
from assistant.insights.statistics.arm_comparison import planned_sample
from assistant.insights.wording import figures
from assistant.kit.experiments.experiment import (
    Experiment,
    ExperimentDeed,
    ExperimentId,
    ExperimentState,
    VisitorMetric,
)
from assistant.kit.experiments.long_holdout import HOLDOUT, HOLDOUT_DAYS
from assistant.kit.experiments.ports import ExperimentConflictError, UnknownExperimentError
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.candidate_change import CandidateChange

PAGE = "/console/experiments"
_EXAMPLES = (2, 3, 5, 10)  # points, with the visitors that they take
_GIVEN = 5.0  # points
_SAID = (
    str(ExperimentState.RUNNING),
    str(ExperimentState.STOPPED),
    "signed",
    "held_out",
    "confirmed",
    "extended",
)
_PAGES = PageFolder(say, (FolderPath(__file__).parent / "templates",))

_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,64}$")]


class NewExperimentForm(Form):
    """Ask for an experiment on an open change set."""

    change: str = Field(pattern=r"^[0-9a-f]{1,64}$")
    version: int = Field(ge=1, lt=2**31, description="of the change set, that the page showed")
    metric: VisitorMetric = VisitorMetric.RESOLVED
    points: float = Field(_GIVEN, ge=0.5, le=50)

    @field_validator("metric")
    @classmethod
    def _is_offered(cls, metric: VisitorMetric) -> VisitorMetric:
        if metric not in (*METRICS, *OF_SALES):
            msg = "an experiment is judged by one of the metrics that its form offers"
            raise ValueError(msg)
        return metric


class ExperimentForm(Form):
    """Hold the decision of a person on an experiment."""

    version: int = Field(ge=1, lt=2**31, description="the one that the page showed")
    do: Literal["sign", "stop", "extend"]
    reason: str = Field("", max_length=500)
    held: Literal["0", "1", "5", "10"] = Field("5", description="back in the last stage, per cent")
    days: int = Field(LAST_STAGE_DAYS, ge=LEAST_HELD_DAYS, le=MOST_HELD_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSite:
    """Hold the parts behind the pages."""

    console: Console
    experiments: ExperimentSteps
    changes: ChangeSteps
    verified: VerifiedBook
    knows_sales: Callable[[], bool]

    def metrics(self, change: ChangeSet) -> Sequence[VisitorMetric]:
        """Return the metrics that a change can be judged by."""
        return metrics_of(change, sells=self.knows_sales())


def routes(site: ExperimentSite) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _ExperimentPages(site)
    return page_router(
        ("GET", PAGE, pages.all),
        ("POST", PAGE, pages.begin),
        ("POST", HOLDOUT_PAGE, HoldoutForms(site.console, site.experiments, site.verified).decide),
        ("GET", f"{PAGE}/new", pages.new),
        ("GET", f"{PAGE}/{{experiment_id}}", pages.show),
        ("POST", f"{PAGE}/{{experiment_id}}", pages.decide),
    )


@dataclass(frozen=True, slots=True)
class _ExperimentPages:
    site: ExperimentSite

    async def all(self, request: Request, who: Reader) -> Response:
        """Show the experiments under way, then those finished."""
        language, every = language_of(request), await self.site.experiments.book.all()
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "experiments.html",
            here=IMPROVE,
            title=say("list.title", language),
            open=[one for one in every if one.is_open and one.kind != HOLDOUT],
            done=[one for one in every if not one.is_open],
            verdict_of=partial(words.verdict_of, language=language),
            sentence=partial(words.sentence, language=language),
            title_in=partial(words.title_in, language=language),
            holdout=await holdout_view(every, who, language),
            **_numbers(language),
        )

    async def new(
        self,
        request: Request,
        who: Reader,
        change: Annotated[str, Query(pattern=r"^[0-9a-f]{0,64}$")] = "",
    ) -> Response:
        """Show the form that tries a change set on visitors; without one, the list."""
        if not change:
            return RedirectResponse(PAGE, status_code=303)
        return await self._new(request, who, await self._change(change))

    async def begin(self, request: Request, who: Reader) -> Response:
        """Make an experiment, signed by the person who asks; it runs if that is enough."""
        form = await read_form(request, NewExperimentForm)
        change = await self._change(form.change)
        await access_of(request).admit(request, decides_on(change))
        if form.metric not in self.site.metrics(change):
            raise RefusedError(ErrorCode.INVALID_REQUEST)
        wrong = await self._fault(change, form.version)
        if wrong:
            return await self._new(request, who, change, wrong=wrong, form=form)
        if change_moves.needed(change.stake) == 1 and (
            waits := await self._held(request, who, change.change, f"{IMPROVE}/{change.change_id}")
        ):
            return waits
        try:
            made = await self.site.experiments.propose(
                change,
                title=title_of(change, language_of(request)),
                metric=form.metric,
                least=form.points / 100,
                by=who.agent.agent_id,
            )
        except ExperimentRefusedError as error:
            return await self._new(request, who, change, wrong=error.why, form=form)
        return _to(made)

    async def show(self, request: Request, who: Reader, experiment_id: _Id) -> Response:
        """Show an experiment: its verdict in a sentence, its figures, its history."""
        return await self._one(request, who, await self._find(experiment_id))

    async def decide(self, request: Request, who: Reader, experiment_id: _Id) -> Response:
        """Sign an experiment, or take its change away from all visitors."""
        one = await self._find(experiment_id)
        await access_of(request).admit(request, decides_on_experiment(one))
        form = await read_form(request, ExperimentForm)
        by, steps = who.agent.agent_id, self.site.experiments
        try:
            if form.do == "stop":
                moved = await steps.stop(
                    one.experiment_id, by=by, version=form.version, reason=form.reason
                )
                return _to(moved)
            signed = one.confirmers if form.do == "extend" else one.signers
            last = by not in signed and len(signed) + 1 >= one.needed
            candidate = CandidateChange(kind=one.kind, content=one.content)
            here = f"{PAGE}/{one.experiment_id}"
            if last and (waits := await self._held(request, who, candidate, here, here)):
                return waits
            if form.do == "extend":
                moved = await steps.confirm(
                    one.experiment_id,
                    by=by,
                    version=form.version,
                    held_back=int(form.held) / 100,
                    days=form.days,
                )
                return _to(moved)
            moved = await steps.sign(one.experiment_id, by=by, version=form.version)
        except ExperimentRefusedError as error:
            return await self._one(request, who, one, wrong=error.why, status=422)
        except ExperimentConflictError:
            newest = await self._find(experiment_id)
            return await self._one(request, who, newest, wrong="overtaken", status=409)
        return _to(moved)

    async def _held(
        self,
        request: Request,
        who: SignedIn,
        change: CandidateChange,
        back: str,
        page: str = PAGE,
    ) -> Response | None:
        """Return the way to the run of the scenarios that the first visitors wait for."""
        candidate = replace(change, page=page, back=back)
        return await held(self.site.console, request, who, candidate)

    async def _fault(self, change: ChangeSet, version: int) -> str:
        """Return the name of the reason why a change set cannot be tried; "": there is none."""
        if version != change.version:
            return "overtaken"
        try:
            current = await self.site.changes.current(change)
            change_moves.check_approval(change, current, by="")
        except ChangeRefusedError as error:
            return "gaps" if error.why is change_moves.ChangeRefusal.GAPS else "moved"
        return ""

    async def _new(
        self,
        request: Request,
        who: SignedIn,
        change: ChangeSet,
        *,
        wrong: str | ExperimentRefusal = "",
        form: NewExperimentForm | None = None,
    ) -> Response:
        language = language_of(request)
        barred, metrics = why_not(change, language), self.site.metrics(change)
        can = change.is_open and not barred
        if not change.is_open and not wrong:
            wrong = "moved"
        if can and not wrong and has_gaps(change.change, change.before):
            wrong = "gaps"
        examples = (
            say(
                "new.example",
                language,
                points=points,
                planned=figures.number(planned_sample(DEVIATION, points / 100), language),
            )
            for points in _EXAMPLES
        )
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "experiment_new.html",
            here=IMPROVE,
            title=say("new.title", language),
            status=422 if form else 200,
            change=change,
            name=title_of(change, language),
            can=can and wrong != "gaps" and who.may(decides_on(change)),
            needed=change_moves.needed(change.stake),
            metrics=metrics,
            metric=form.metric if form else metrics[0],
            given=f"{form.points if form else _GIVEN:g}",
            examples=", ".join(examples),
            wrong=say(f"wrong.{wrong}", language) if wrong else barred,
        )

    async def _one(
        self,
        request: Request,
        who: SignedIn,
        one: Experiment,
        *,
        wrong: str | ExperimentRefusal = "",
        status: int = 200,
    ) -> Response:
        language, look, console = language_of(request), one.look, self.site.console
        names = await console.reading.names()
        said = request.query_params.get("said", "")
        drawn = words.marks(look, language) if look else []
        return await _PAGES.page(
            console,
            request,
            who,
            "experiment_one.html",
            here=IMPROVE,
            title=words.title_in(one, language),
            worth=words.worth_of(one),
            status=status,
            one=one,
            look=look,
            verdict=words.verdict_of(one, language),
            sentence=words.sentence(one, language),
            guards=words.shown_guards(look) if look else [],
            chart=await draw_intervals(
                drawn, unit=say("one.difference", language), language=language
            )
            if drawn
            else "",
            is_holdout=one.kind == HOLDOUT,
            holdout_days=HOLDOUT_DAYS,
            control_said=say("holdout.control" if one.kind == HOLDOUT else "one.control", language),
            changed_said=say("holdout.changed" if one.kind == HOLDOUT else "one.changed", language),
            lines=words.changed_lines(one),
            wait=settled_days(one.metric),
            decides=who.may(decides_on_experiment(one)),
            everybody=last_stage_view(one, names, who.agent.agent_id, language),
            signed=who.agent.agent_id in one.signers,
            people={by: names.get(AgentId(by), by) for by in {move.by for move in one.moves}},
            mean=partial(words.mean, language=language),
            between=partial(words.between, language=language),
            told=partial(words.told_move, language=language),
            moment=partial(figures.moment, language=language),
            wrong=say(f"wrong.{wrong}", language) if wrong else "",
            said=say(f"said.{said}", language) if said in _SAID else "",
            **_numbers(language),
        )

    async def _find(self, experiment_id: str) -> Experiment:
        try:
            return await self.site.experiments.book.get(ExperimentId(experiment_id))
        except UnknownExperimentError:
            raise RefusedError(ErrorCode.NOT_FOUND) from None

    async def _change(self, change_id: str) -> ChangeSet:
        try:
            return await self.site.changes.book.get(ChangeId(change_id))
        except UnknownChangeError:
            raise RefusedError(ErrorCode.NOT_FOUND) from None


def _numbers(language: Language) -> dict[str, Any]:
    """Return the ways to write numbers that templates need."""
    return {
        "percent": partial(figures.percent, language=language),
        "share": partial(words.share_of, language=language),
        "number": partial(figures.number, language=language),
    }


def _to(moved: Experiment) -> Response:
    """Return the way to an experiment, which tells the result of a decision."""
    deed, said = moved.moves[-1].deed, str(moved.state)
    if deed in {ExperimentDeed.SIGNED, ExperimentDeed.CONFIRMED, ExperimentDeed.EXTENDED}:
        said = str(deed)
    said = urlencode({"said": said})
    return RedirectResponse(f"{PAGE}/{moved.experiment_id}?{said}", status_code=303)
