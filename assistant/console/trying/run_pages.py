"""Show a run of the saved questions as it goes on, begin it, cancel it, and let a change go on."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import StringConstraints
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import RUNS
from assistant.console.shell.access import DeniedError, SignedIn, access_of, require
from assistant.console.shell.page_response import HEADERS, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.page_templates import environment
from assistant.console.trying.bench_page import Trier
from assistant.console.trying.bench_texts import say
from assistant.console.trying.question_pages import QuestionDesk
from assistant.console.trying.trying_page import TEMPLATES, trying_page
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.live_check import accepted
from assistant.messages.trials.ports import QuestionConflictError, QuestionRun, RunState
from assistant.messages.trials.question_run import RunCause, new_run

_PARTS = environment(TEMPLATES)
_LOOKED_AT = 20  # runs, for one that is going

Allower = Annotated[SignedIn, Depends(require(Permission.ALLOW_HARM))]
RunId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class AllowForm(Form):
    """Hold the reason why a change that does harm goes live."""

    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


def routes(desk: QuestionDesk) -> APIRouter:
    """Return the routes of runs."""
    pages = _RunPages(desk)
    return page_router(
        ("POST", RUNS, pages.begin),
        ("GET", f"{RUNS}/{{run_id}}", pages.show),
        ("GET", f"{RUNS}/{{run_id}}/progress", pages.progress),
        ("POST", f"{RUNS}/{{run_id}}/cancel", pages.cancel),
        ("POST", f"{RUNS}/{{run_id}}/allow", pages.allow),
    )


@dataclass(frozen=True, slots=True)
class _RunPages:
    desk: QuestionDesk

    async def begin(self, who: Trier) -> Response:
        """Ask for a run without a candidate, unless one is going; a worker begins it soon."""
        check = self.desk.check
        history = await check.runs.history(limit=_LOOKED_AT)
        run = next((one for one in history if one.is_going and one.candidate is None), None)
        if run is None:
            run = new_run(RunCause.ASKED, by=who.agent.agent_id, at=check.clock.now())
            await check.runs.put(run, expected_version=None)
        return RedirectResponse(f"{RUNS}/{run.run_id}", status_code=303)

    async def show(self, request: Request, who: Trier, run_id: RunId) -> Response:
        """Show how far a run is, and its results; of a change, whether it may go live."""
        check, run = self.desk.check, await self._run(run_id)
        results = await check.runs.results(run_id)
        new_reds = await check.new_reds(run)
        turned = {one.question_id for one in new_reds}
        is_held = run.candidate is not None and run.state is RunState.DONE and not run.allowed_by
        questions = {one.question_id: one for one in await check.questions.all()}
        further = set(await check.further.ids()) if check.further else set()
        known = {*questions, *further}
        reds = [one for one in results if not one.is_green and one.question_id in known]
        mine = run.by == who.agent.agent_id and run.cause != RunCause.TRIED
        return await trying_page(
            self.desk.console,
            request,
            who,
            "run.html",
            title=say("run.title", language_of(request)),
            run=run,
            asked=len(results),
            reds=sorted(reds, key=lambda one: one.question_id not in turned),
            turned=turned,
            greens=sum(one.is_green for one in results),
            questions=questions,
            candidate=run.candidate if mine else None,
            may_cancel=_may_cancel(who, run),
            harms=is_held and await check.does_harm(run, new_reds),
            replayed=await check.harmful_replay(run.candidate) if run.candidate else "",
            tried=run.candidate.back if run.candidate and run.cause == RunCause.TRIED else "",
            names=await self.desk.console.reading.names(),
        )

    async def progress(self, request: Request, _who: Trier, run_id: RunId) -> Response:
        """Return the progress alone, as it grows."""
        language, run = language_of(request), await self._run(run_id)
        html = _PARTS.get_template("run_progress.html").render(
            say=lambda name, /, **words: say(name, language, **words),
            run=run,
            asked=len(await self.desk.check.runs.results(run_id)),
        )
        return HTMLResponse(html, headers=dict(HEADERS))

    async def cancel(self, who: Trier, run_id: RunId) -> Response:
        """Cancel a run, unless it ended meanwhile.

        Raises:
            DeniedError: another agent began it, and this one may not edit questions.
        """
        check, run = self.desk.check, await self._run(run_id)
        if not _may_cancel(who, run):
            raise DeniedError
        while run.is_going:
            gone = replace(
                run,
                state=RunState.CANCELLED,
                version=run.version + 1,
                ended_at=check.clock.now(),
            )
            try:
                await check.runs.put(gone, expected_version=run.version)
            except QuestionConflictError:
                run = await self._run(run_id)
                continue
            break
        return RedirectResponse(f"{RUNS}/{run_id}", status_code=303)

    async def allow(self, request: Request, who: Allower, run_id: RunId) -> Response:
        """Let a change that does harm go live once its sender sends it again.

        The reason is kept first: after a crash in between, the run holds the change still.
        """
        form, run = await read_form(request, AllowForm), await self._run(run_id)
        check = self.desk.check
        if run.candidate is None or run.state is not RunState.DONE:
            raise RefusedError(ErrorCode.NOT_FOUND)
        if not await check.does_harm(run, await check.new_reds(run)):
            raise RefusedError(ErrorCode.NOT_FOUND)
        why = accepted({"anyway": "1", "anyway_why": form.why})
        await access_of(request).note(who, Action.HARM_ALLOWED, run_id, why)
        await check.allow(run, by=who.agent.agent_id)
        return RedirectResponse(f"{RUNS}/{run_id}", status_code=303)

    async def _run(self, run_id: str) -> QuestionRun:
        run = await self.desk.check.runs.get(run_id)
        if run is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return run


def _may_cancel(who: SignedIn, run: QuestionRun) -> bool:
    return run.by == who.agent.agent_id or who.may(Permission.EDIT_QUESTIONS)
