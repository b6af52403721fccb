"""Show replays of recorded conversations, begin one, follow it and cancel it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field, field_validator
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import RUNS, Console, PageFolder
from assistant.console.replaying.replay_texts import say, tell_result, tell_tally
from assistant.console.shell.access import SignedIn, access_of
from assistant.console.shell.page_response import HEADERS, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.page_templates import environment
from assistant.console.trying.bench_page import Trier
from assistant.console.trying.bench_texts import name_of
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_run import (
    ReplayConflictError,
    ReplayRun,
    ReplayRuns,
    new_replay,
)
from assistant.improvement.replay.replay_tally import ReplayedTurn
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.live_check import LiveCheck
from assistant.messages.trials.ports import RunState
from assistant.ports import UnknownConversationError

PAGE = "/console/replays"
SPANS = (1, 7, 30, 90, 365)  # days back that can be chosen

_SHOWN = 20  # runs
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_MOST_TURNS = 60  # side by side
_TEMPLATES = File(__file__).parent / "templates"
_PAGES = PageFolder(say, (_TEMPLATES,))
_PARTS = environment(_TEMPLATES)

RunId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class ReplayForm(Form):
    """Ask for a replay; `run` is the run of the saved questions whose change is replayed."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDesk:
    """Hold the parts behind the pages of replays."""

    console: Console
    runs: ReplayRuns
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


def routes(desk: ReplayDesk) -> APIRouter:
    """Return the routes of replays."""
    pages = _ReplayPages(desk)
    return page_router(
        ("GET", PAGE, pages.overview),
        ("POST", PAGE, pages.begin),
        ("GET", f"{PAGE}/{{run_id}}", pages.show),
        ("GET", f"{PAGE}/{{run_id}}/progress", pages.progress),
        ("POST", f"{PAGE}/{{run_id}}/cancel", pages.cancel),
    )


@dataclass(frozen=True, slots=True)
class _ReplayPages:
    desk: ReplayDesk

    async def overview(self, request: Request, who: Trier) -> Response:
        return await self._overview(request, who, None)

    async def _overview(self, request: Request, who: SignedIn, form: ReplayForm | None) -> Response:
        """Show the replays; `form`: one that asks for no span of time."""
        return await self._page(
            request,
            who,
            "replays.html",
            title=say("replays.title", language_of(request)),
            status=422 if form else 200,
            form=form,
            spans=SPANS,
            history=await self.desk.runs.history(limit=_SHOWN),
            names=await self.desk.console.reading.names(),
        )

    async def begin(self, request: Request, who: Trier) -> Response:
        """Ask for a replay; a worker begins it soon."""
        form = await read_form(request, ReplayForm)
        plan = ReplayPlan()
        if form.run:
            run = await self.desk.check.runs.get(form.run)
            if run is None or run.candidate is None:
                raise RefusedError(ErrorCode.NOT_FOUND)
            plan = ReplayPlan(changes=(run.candidate,), from_record=False)
        history = await self.desk.runs.history(limit=_SHOWN)
        mine = (one for one in history if one.is_going and one.by == who.agent.agent_id)
        if (going := next(mine, None)) is not None:  # one after the other: each takes minutes
            return RedirectResponse(f"{PAGE}/{going.run_id}", status_code=303)
        span = self.desk.span(form)
        if span is None:
            return await self._overview(request, who, form)
        now = self.desk.check.clock.now()
        asked = new_replay(span, plan, by=who.agent.agent_id, at=now)
        await self.desk.runs.put(asked, expected_version=None)
        return RedirectResponse(f"{PAGE}/{asked.run_id}", status_code=303)

    async def show(self, request: Request, who: Trier, run_id: RunId) -> Response:
        """Show how far a replay is, and its turns that differ, the most harmful first."""
        language, run = language_of(request), await self._run(run_id)
        turns = await self._readable(request, who, run_id)
        return await self._page(
            request,
            who,
            "replay.html",
            title=say("replay.title", language),
            run=run,
            told=tuple(tell_tally(run.tally, language)),
            counts=[(one, n) for one in Difference if (n := run.tally.differing.get(one))],
            turns=turns,
            hidden=run.tally.changed - len(turns),
            results=lambda result: tuple(tell_result(result, language)),
            names=await self.desk.console.reading.names(),
        )

    async def _readable(
        self, request: Request, who: SignedIn, run_id: str
    ) -> Sequence[ReplayedTurn]:
        """Return the turns of conversations that a person may open; that they are read is noted."""
        if not who.may(Permission.READ_CONVERSATIONS):
            return ()
        access, reading = access_of(request), self.desk.console.reading
        turns = []
        for one in (await self.desk.runs.turns(run_id))[:_MOST_TURNS]:
            with suppress(UnknownConversationError):
                access.open(who, await reading.case(one.conversation_id))
                turns.append(one)
        if turns:
            await access.note(who, Action.INSIGHT_QUOTES_READ, run_id)
        return turns

    async def progress(self, request: Request, _who: Trier, run_id: RunId) -> Response:
        """Return the progress alone, as it grows."""
        language, run = language_of(request), await self._run(run_id)
        html = _PARTS.get_template("replay_progress.html").render(
            say=lambda name, /, **words: say(name, language, **words), run=run
        )
        return HTMLResponse(html, headers=dict(HEADERS))

    async def cancel(self, _who: Trier, run_id: RunId) -> Response:
        """Cancel the record of a replay, unless it ended meanwhile."""
        run = await self._run(run_id)
        while run.is_going:
            gone = replace(
                run,
                state=RunState.CANCELLED,
                version=run.version + 1,
                ended_at=self.desk.check.clock.now(),
            )
            try:
                await self.desk.runs.put(gone, expected_version=run.version)
            except ReplayConflictError:
                run = await self._run(run_id)
                continue
            break
        return RedirectResponse(f"{PAGE}/{run_id}", status_code=303)

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
            name_of=lambda section, name: name_of(section, name, language),
            **values,
        )

    async def _run(self, run_id: str) -> ReplayRun:
        run = await self.desk.runs.get(run_id)
        if run is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return run
