"""Show runs of scenarios and replays as they go on, begin and cancel them, let a change go on."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, StringConstraints, field_validator
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import RUNS, Console, PageFolder
from assistant.console.rehearsing.rehearsal_texts import say, say_miss, tell_result, tell_tally
from assistant.console.rehearsing.talk_access import is_hidden, note_customers
from assistant.console.shell.access import DeniedError, SignedIn, access_of, require
from assistant.console.shell.page_response import HEADERS, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.page_templates import environment
from assistant.console.trying.bench_page import Trier
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.replay.replay_tally import ReplayedTurn
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.live_check import LiveCheck, accepted
from assistant.improvement.runs.run_moves import cancel
from assistant.improvement.runs.trial_run import RunCause, RunState, TrialRun, new_run
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.ports import UnknownConversationError

SPANS = (1, 7, 30, 90, 365)  # days back that can be chosen

_SHOWN = 20  # runs
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_MOST_TURNS = 60  # side by side
_TEMPLATES = File(__file__).parent / "templates"
_PAGES = PageFolder(say, (_TEMPLATES,))
_PARTS = environment(_TEMPLATES)

Allower = Annotated[SignedIn, Depends(require(Permission.ALLOW_HARM))]
RunId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class AllowForm(Form):
    """Hold the reason why a change that does harm goes live."""

    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class ReplayForm(Form):
    """Ask for a replay; `run` is the run whose change is replayed."""

    days: int = Field(30, ge=1, le=3_650, description="back from now, without a first day")
    first: date | None = Field(None, ge=_EARLIEST, lt=_LATEST, description="by the shop's clock")
    last: date | None = Field(
        None, ge=_EARLIEST, lt=_LATEST, description="that is replayed, too; None: until now"
    )
    run: str = Field("", pattern=r"^([0-9a-f]{32})?$")

    @field_validator("first", "last", mode="before")
    @classmethod
    def _none(cls, given: object) -> object:
        return given or None  # an empty field of the form


@dataclass(frozen=True, slots=True)
class RunDesk:
    """Hold the parts behind the pages of runs."""

    console: Console
    check: LiveCheck

    def span(self, form: ReplayForm) -> ReplaySpan | None:
        """Return the span of time that a form asks for; None: no time is in it."""
        now, zone = self.check.clock.now(), self.console.reading.zones(None)
        if form.first is None:
            return None if form.last else ReplaySpan(now - timedelta(days=form.days), now)
        since = datetime.combine(form.first, time(), zone)
        until = now
        if form.last is not None:
            until = min(now, datetime.combine(form.last + timedelta(days=1), time(), zone))
        return ReplaySpan(since.astimezone(UTC), until.astimezone(UTC)) if since < until else None


def routes(desk: RunDesk) -> APIRouter:
    """Return the routes of runs."""
    pages = _RunPages(desk)
    return page_router(
        ("GET", RUNS, pages.overview),
        ("POST", RUNS, pages.begin),
        ("POST", f"{RUNS}/replay", pages.replay),
        ("GET", f"{RUNS}/{{run_id}}", pages.show),
        ("GET", f"{RUNS}/{{run_id}}/progress", pages.progress),
        ("POST", f"{RUNS}/{{run_id}}/cancel", pages.cancel),
        ("POST", f"{RUNS}/{{run_id}}/allow", pages.allow),
    )


@dataclass(frozen=True, slots=True)
class _RunPages:
    desk: RunDesk

    @property
    def check(self) -> LiveCheck:
        return self.desk.check

    async def overview(self, request: Request, who: Trier) -> Response:
        return await self._overview(request, who, None)

    async def _overview(self, request: Request, who: SignedIn, form: ReplayForm | None) -> Response:
        """Show the runs; `form`: one that asks for no span of time."""
        return await self._page(
            request,
            who,
            "runs.html",
            title=say("runs.title", language_of(request)),
            status=422 if form else 200,
            form=form,
            spans=SPANS,
            has_tests=await self.check.has_tests(),
            history=await self.check.runs.history(limit=_SHOWN),
        )

    async def begin(self, who: Trier) -> Response:
        """Ask for a run without a candidate, unless one is going; a worker begins it soon."""
        history = await self.check.runs.history(limit=_SHOWN, replays=False)
        run = next((one for one in history if one.is_going and one.candidate is None), None)
        return await self._begun(run or self._new(who))

    async def replay(self, request: Request, who: Trier) -> Response:
        """Ask for a replay; a worker begins it soon. Each person has one at a time: it is long."""
        form = await read_form(request, ReplayForm)
        tried = await self._run(form.run) if form.run else None
        if tried is not None and tried.candidate is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        history = await self.check.runs.history(limit=_SHOWN, replays=True)
        mine = (one for one in history if one.is_going and one.by == who.agent.agent_id)
        if (going := next(mine, None)) is not None:
            return await self._begun(going)
        span = self.desk.span(form)
        if span is None:
            return await self._overview(request, who, form)
        candidate = tried.candidate if tried else None
        return await self._begun(self._new(who, candidate=candidate, span=span))

    def _new(self, who: SignedIn, **more: Any) -> TrialRun:  # noqa: ANN401  # of `new_run`
        by, now = who.agent.agent_id, self.check.clock.now()
        return new_run(RunCause.ASKED, by=by, at=now, **more)

    async def _begun(self, run: TrialRun) -> Response:
        """Return the way to a run, which is kept if it is new."""
        if await self.check.runs.get(run.run_id) is None:
            await self.check.runs.put(run, expected_version=None)
        return RedirectResponse(f"{RUNS}/{run.run_id}", status_code=303)

    async def show(self, request: Request, who: Trier, run_id: RunId) -> Response:
        """Show a run with its results; of a change, whether it may go live."""
        run = await self._run(run_id)
        found = await (self._replayed if run.span else self._played)(request, who, run)
        return await self._page(
            request,
            who,
            "replay.html" if run.span else "run.html",
            title=say("replay.title" if run.span else "run.title", language_of(request)),
            run=run,
            may_cancel=_may_cancel(who, run),
            **found,
        )

    async def _played(self, request: Request, who: SignedIn, run: TrialRun) -> Mapping[str, Any]:
        """Return the results of a run of scenarios; that customers are seen by it is noted."""
        check, candidate = self.check, run.candidate
        talks, new_reds = await check.book.talks(run.run_id), await check.new_reds(run)
        turned = {one.scenario_id for one in new_reds}
        names = {one.scenario_id: one for one in await check.book.all()}
        reds = [one for one in talks if not one.passed and one.scenario_id in names]
        await note_customers(request, who, reds)
        is_held = candidate is not None and run.state is RunState.DONE and not run.allowed_by
        mine = run.by == who.agent.agent_id and run.cause == RunCause.CANDIDATE
        return {
            "asked": len(talks),
            "greens": sum(one.passed for one in talks),
            "reds": sorted(reds, key=lambda one: one.scenario_id not in turned),
            "turned": turned,
            "scenarios": names,
            "candidate": candidate if mine else None,
            "harms": is_held and await check.does_harm(run, new_reds),
            "replayed": await check.harmful_replay(candidate) if candidate else "",
            "tried": candidate.back if candidate and run.cause == RunCause.TRIED else "",
        }

    async def _replayed(self, request: Request, who: SignedIn, run: TrialRun) -> Mapping[str, Any]:
        """Return the results of a replay, the most harmful turns first."""
        language, tally = language_of(request), run.tally
        turns = await self._readable(request, who, run.run_id)
        return {
            "asked": tally.conversations,
            "told": tuple(tell_tally(tally, language)),
            "counts": [(one, n) for one in Difference if (n := tally.differing.get(one))],
            "turns": turns,
            "hidden": tally.changed - len(turns),
            "results": lambda result: tuple(tell_result(result, language)),
        }

    async def _readable(
        self, request: Request, who: SignedIn, run_id: str
    ) -> Sequence[ReplayedTurn]:
        """Return the turns of conversations that a person may open; that they are read is noted."""
        if not who.may(Permission.READ_CONVERSATIONS):
            return ()
        access, reading = access_of(request), self.desk.console.reading
        turns = []
        for one in (await self.check.runs.turns(run_id))[:_MOST_TURNS]:
            with suppress(UnknownConversationError):
                access.open(who, await reading.case(one.conversation_id))
                turns.append(one)
        if turns:
            await access.note(who, Action.INSIGHT_QUOTES_READ, run_id)
        return turns

    async def progress(self, request: Request, _who: Trier, run_id: RunId) -> Response:
        """Return the progress alone, as it grows."""
        language, run = language_of(request), await self._run(run_id)
        talks = () if run.span else await self.check.book.talks(run_id)
        html = _PARTS.get_template("run_progress.html").render(
            say=lambda name, /, **words: say(name, language, **words),
            run=run,
            asked=run.tally.conversations if run.span else len(talks),
        )
        return HTMLResponse(html, headers=dict(HEADERS))

    async def cancel(self, who: Trier, run_id: RunId) -> Response:
        """Cancel a run, unless it ended meanwhile.

        Raises:
            DeniedError: another agent began it, and this one may not edit scenarios.
        """
        run = await self._run(run_id)
        if not _may_cancel(who, run):
            raise DeniedError
        await cancel(self.check.runs, run, self.check.clock.now())
        return RedirectResponse(f"{RUNS}/{run_id}", status_code=303)

    async def allow(self, request: Request, who: Allower, run_id: RunId) -> Response:
        """Let a change that does harm go live once its sender sends it again.

        The reason is kept first: after a crash in between, the run holds the change still.
        """
        form, run = await read_form(request, AllowForm), await self._run(run_id)
        is_of_change = run.candidate is not None and run.span is None
        if not is_of_change or run.state is not RunState.DONE:
            raise RefusedError(ErrorCode.NOT_FOUND)
        if not await self.check.does_harm(run, await self.check.new_reds(run)):
            raise RefusedError(ErrorCode.NOT_FOUND)
        why = accepted({"anyway": "1", "anyway_why": form.why})
        await access_of(request).note(who, Action.HARM_ALLOWED, run_id, why)
        await self.check.allow(run, by=who.agent.agent_id)
        return RedirectResponse(f"{RUNS}/{run_id}", status_code=303)

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        **values: Any,  # noqa: ANN401  # a template's
    ) -> Response:
        language = language_of(request)
        return await _PAGES.page(
            self.desk.console,
            request,
            who,
            template,
            tab="/console/improve" if who.may(Permission.READ_INSIGHTS) else "/console/try",
            runs=RUNS,
            say_miss=lambda one: say_miss(one, language),
            is_hidden=partial(is_hidden, who),
            names=await self.desk.console.reading.names(),
            **values,
        )

    async def _run(self, run_id: str) -> TrialRun:
        run = await self.check.runs.get(run_id)
        if run is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return run


def _may_cancel(who: SignedIn, run: TrialRun) -> bool:
    """Tell whether a person may cancel a run: their own, a replay, or any as an editor."""
    mine = run.by == who.agent.agent_id
    return mine or run.span is not None or who.may(Permission.EDIT_QUESTIONS)
