"""Show the list of verified answers and the form of each: write, try, go live, take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    KeptAnswer,
    VerifiedAnswer,
    VerifiedId,
)
from assistant.console.conversations.console_forms import PathId, form_of, read_form
from assistant.console.conversations.console_parts import Console, PageFolder, held
from assistant.console.rehearsing.taken_away import render_taken_away
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import NO_STORE, language_of
from assistant.console.shell.table_upload import uploaded_table
from assistant.console.verified.answer_check import AnswerFault, FieldFault
from assistant.console.verified.answer_form import (
    LANGUAGES,
    AnswerForm,
    NewAnswer,
    filled,
    read_wrong,
)
from assistant.console.verified.answer_lists import Shown, choose, is_due, listed
from assistant.console.verified.answer_sheet import TakenIn, take_in, write_sheet
from assistant.console.verified.candidate_trials import CandidateTrials, TriedQuestion
from assistant.console.verified.verified_changes import (
    AnswerRefusedError,
    VerifiedChanges,
    new_id,
)
from assistant.console.verified.verified_texts import say
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.improvement.runs.live_check import accepted, resent
from assistant.improvement.runs.trial_run import RunCause
from assistant.kit.table_file import TableFileError
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer

PAGE = "/console/verified"
_HISTORY = 30  # versions shown
_FAULTS = 50  # of a file, shown
_WRONG_DAY = FieldFault(field="review_by", fault=AnswerFault.WRONG_DAY)
_SAID = ("live", "draft", "off", "taken_back")
_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))

Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_ANSWERS))]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSite:
    """Hold the parts behind the pages."""

    console: Console
    changes: VerifiedChanges
    trials: CandidateTrials | None = None  # None: nothing can be tried


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenedAnswer:
    """Hold an answer as its page shows it."""

    kept: KeptAnswer | None = None  # None: it is new
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[FieldFault] = ()
    overtaken: bool = False
    tried: Sequence[TriedQuestion] | None = None  # None: nothing was tried
    back: str = ""  # the conversation that the question is from


def routes(site: VerifiedSite) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    router = APIRouter(include_in_schema=False)
    pages = _VerifiedPages(site)
    router.add_api_route(PAGE, pages.all, methods=["GET"])
    router.add_api_route(PAGE, pages.add, methods=["POST"])
    router.add_api_route(f"{PAGE}.csv", pages.export, methods=["GET"])
    router.add_api_route(f"{PAGE}/import", pages.take_in, methods=["POST"])
    router.add_api_route(f"{PAGE}/new", pages.new, methods=["GET"])
    router.add_api_route(f"{PAGE}/{{answer_id}}", pages.show, methods=["GET"])
    router.add_api_route(f"{PAGE}/{{answer_id}}", pages.write, methods=["POST"])
    router.add_api_route(f"{PAGE}/{{answer_id}}/state", pages.turn, methods=["POST"])
    router.add_api_route(f"{PAGE}/{{answer_id}}/back", pages.take_back, methods=["POST"])
    router.add_api_route(f"{PAGE}/{{answer_id}}/try", pages.try_it, methods=["POST"])
    return router


@dataclass(frozen=True, slots=True)
class _VerifiedPages:
    site: VerifiedSite

    async def all(
        self,
        request: Request,
        who: Editor,
        shown: Shown = Shown.ALL,
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        return await self._list(request, who, shown, q)

    async def export(self, _who: Editor) -> Response:
        """Hand the answers out as a file."""
        written = write_sheet(await self.site.changes.book.all())
        headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="verified-answers.csv"'}
        return Response(written, media_type="text/csv; charset=utf-8", headers=headers)

    async def take_in(self, request: Request, who: Editor) -> Response:
        """Keep the answers of a file as drafts, and show which rows were not read and why."""
        by = who.agent.agent_id
        try:
            told = await take_in(await uploaded_table(request), self.site.changes, by=by)
        except TableFileError as error:
            wrong = say(f"sheet.{error.word}", language_of(request), row=error.row)
            return await self._list(request, who, wrong=wrong)
        return await self._list(request, who, taken_in=told)

    async def _list(
        self,
        request: Request,
        who: SignedIn,
        shown: Shown = Shown.ALL,
        q: str = "",
        *,
        taken_in: TakenIn | None = None,
        wrong: str = "",
    ) -> Response:
        """Show the answers of a list, and how many each list has."""
        language, today = language_of(request), self.site.changes.clock.now().date()
        kept = await self.site.changes.book.all()
        names = await self.site.console.reading.names()
        rows = [
            listed(one, language, today=today, by=_name(one.newest.by, names))
            for one in choose(kept, shown, q, today=today)
        ]
        lists = {one: len(choose(kept, one, q, today=today)) for one in Shown}
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "verified_list.html",
            here=PAGE,
            title=say("list.title", language),
            status=422 if wrong else 200,
            rows=rows,
            lists=lists,
            shown=shown,
            q=q,
            taken_in=taken_in,
            most_faults=_FAULTS,
            wrong=wrong,
        )

    async def new(
        self, request: Request, who: Editor, given: Annotated[NewAnswer, Query()]
    ) -> Response:
        """Show a form with a customer's question in it, without their personal data."""
        fields = given.fields(self.site.changes.clock.now().date())
        return await self._page(request, who, _OpenedAnswer(fields=fields, back=given.back))

    async def add(self, request: Request, who: Editor) -> Response:
        """Keep a new answer."""
        return await self._keep(request, who, new_id(), None)

    async def show(self, request: Request, who: Editor, answer_id: PathId) -> Response:
        """Show an answer, its form and its versions."""
        kept = await self._find(answer_id)
        return await self._page(
            request, who, _OpenedAnswer(kept=kept, fields=filled(kept.newest.answer))
        )

    async def write(self, request: Request, who: Editor, answer_id: PathId) -> Response:
        """Keep a new version of an answer."""
        return await self._keep(request, who, VerifiedId(answer_id), await self._find(answer_id))

    async def turn(
        self,
        request: Request,
        who: Editor,
        answer_id: PathId,
        state: Annotated[AnswerState, Form()],
        version: Annotated[int, Form(ge=1, lt=2**31)],
    ) -> Response:
        """Turn an answer on or off as it is written now."""
        kept = await self._find(answer_id)
        try:
            if state is AnswerState.LIVE:
                live, to = replace(kept.newest.answer, state=state), f"{PAGE}/{answer_id}"
                live, _ = await self.site.changes.checked(live, expected_version=version)
                if waits := await self._hold(request, who, live, f"{to}/state", to):
                    return waits
            put = await self.site.changes.turn(
                VerifiedId(answer_id),
                state,
                expected_version=version,
                by=who.agent.agent_id,
                noted=accepted(await form_of(request)),
            )
        except (AnswerRefusedError, VerifiedConflictError) as error:
            return await self._refused(request, who, kept, error)
        if state is AnswerState.OFF:
            await self._ask_afterwards(who)
        return _moved(answer_id, str(put.answer.state))

    async def _hold(
        self, request: Request, who: SignedIn, answer: VerifiedAnswer, to: str, back: str
    ) -> Response | None:
        """Return the way to the run that an answer waits for; None: it waits for none."""
        ways = {name: one for name, one in filled(answer).items() if name.startswith("ways_")}
        sent = resent(await form_of(request))
        clean = {name: ways.get(name, one) for name, one in sent.items()}
        change = CandidateChange(
            kind="verified", content=encode_answer(answer), page=to, back=back, form=clean
        )
        return await held(self.site.console, request, who, change)

    async def take_back(
        self,
        request: Request,
        who: Editor,
        answer_id: PathId,
        to: Annotated[int, Form(ge=1, lt=2**31)],
        version: Annotated[int, Form(ge=1, lt=2**31)],
    ) -> Response:
        """Put an earlier version in force again; the scenarios are played afterwards."""
        kept = await self._find(answer_id)
        try:
            await self.site.changes.take_back(
                VerifiedId(answer_id), to, expected_version=version, by=who.agent.agent_id
            )
        except (AnswerRefusedError, VerifiedConflictError) as error:
            return await self._refused(request, who, kept, error)
        await self._ask_afterwards(who)
        return _moved(answer_id, "taken_back")

    async def _ask_afterwards(self, who: SignedIn) -> None:
        """Play the scenarios on the answers that are live now."""
        if self.site.console.check:
            await self.site.console.check.ask_again(RunCause.VERIFIED, by=who.agent.agent_id)

    async def try_it(self, request: Request, who: Editor, answer_id: PathId) -> Response:
        """Try the newest version, live or not, on its own ways of asking and those of others."""
        kept = await self._find(answer_id)
        if self.site.trials is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        tried = await self.site.trials.run(kept.newest.answer)
        fields = filled(kept.newest.answer)
        return await self._page(request, who, _OpenedAnswer(kept=kept, fields=fields, tried=tried))

    async def _find(self, answer_id: str) -> KeptAnswer:
        kept = await self.site.changes.book.read(VerifiedId(answer_id))
        if kept is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return kept

    async def _keep(
        self, request: Request, who: SignedIn, answer_id: VerifiedId, kept: KeptAnswer | None
    ) -> Response:
        form = await read_form(request, AnswerForm)
        answer = form.answer(answer_id)
        try:
            if form.has_wrong_day:
                raise AnswerRefusedError([_WRONG_DAY])  # noqa: TRY301
            if answer.state is AnswerState.LIVE:
                to = f"{PAGE}/{answer_id}" if kept else PAGE
                live, _ = await self.site.changes.checked(answer, expected_version=form.version)
                tried = live if kept else replace(live, answer_id=VerifiedId("new"))
                if waits := await self._hold(request, who, tried, to, to):
                    return waits
            put = await self.site.changes.write(
                answer,
                expected_version=form.version,
                by=who.agent.agent_id,
                noted=accepted(await form_of(request)),
            )
        except AnswerRefusedError as error:
            opened = _OpenedAnswer(kept=kept, fields=_as_written(form), faults=error.faults)
            return await self._page(request, who, opened, status=422)
        except VerifiedConflictError:
            opened = _OpenedAnswer(kept=kept, fields=_as_written(form), overtaken=True)
            return await self._page(request, who, opened, status=409)
        return _moved(answer_id, str(put.answer.state))

    async def _refused(
        self,
        request: Request,
        who: SignedIn,
        kept: KeptAnswer,
        error: AnswerRefusedError | VerifiedConflictError,
    ) -> Response:
        """Show the answer as it is, and why nothing of it was changed."""
        refused = isinstance(error, AnswerRefusedError)
        opened = _OpenedAnswer(
            kept=kept,
            fields=filled(kept.newest.answer),
            faults=error.faults if isinstance(error, AnswerRefusedError) else (),
            overtaken=not refused,
        )
        return await self._page(request, who, opened, status=422 if refused else 409)

    async def _page(
        self, request: Request, who: SignedIn, opened: _OpenedAnswer, *, status: int = 200
    ) -> Response:
        language, kept = language_of(request), opened.kept
        answer = kept.newest.answer if kept else None
        today = self.site.changes.clock.now().date()
        said = request.query_params.get("said", "")
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "verified_answer.html",
            here=PAGE,
            title=answer.question(language) if answer else say("form.new", language),
            status=status,
            opened=opened,
            kept=kept,
            answer=answer,
            given=opened.fields,
            wrong_statements=read_wrong(opened.fields.get("wrong", "")),
            faults=worded(opened.faults, language),
            due=kept is not None and is_due(kept, today),
            versions=(versions := await self._versions(answer)),
            taken_away=await self._taken_away(request, who, [one for one, _ in versions]),
            languages=LANGUAGES,
            has_trials=self.site.trials is not None,
            said=say(f"said.{said}", language) if said in _SAID else "",
        )

    async def _taken_away(
        self, request: Request, who: SignedIn, versions: Sequence[AnswerVersion]
    ) -> str:
        """Return the part with the questions that turned red since an answer was turned off."""
        check = self.site.console.check
        if check is None or not versions or versions[0].answer.state is not AnswerState.OFF:
            return ""
        off = versions[0]
        live = next((one for one in versions if one.answer.state is AnswerState.LIVE), None)
        form = {"version": str(off.version), "to": str(live.version)} if live else {}
        return render_taken_away(
            self.site.console,
            request,
            who,
            await check.afterwards(off.at, RunCause.VERIFIED),
            to=f"{PAGE}/{off.answer.answer_id}/back",
            form=form,
        )

    async def _versions(self, answer: VerifiedAnswer | None) -> Sequence[tuple[AnswerVersion, str]]:
        """Return the versions of an answer, newest first, each with its author's name."""
        if answer is None:
            return ()
        names = await self.site.console.reading.names()
        history = await self.site.changes.book.history(answer.answer_id, limit=_HISTORY)
        return [(one, _name(one.by, names)) for one in history]


def _moved(answer_id: str, said: str) -> Response:
    return RedirectResponse(f"{PAGE}/{answer_id}?{urlencode({'said': said})}", status_code=303)


def _as_written(form: AnswerForm) -> Mapping[str, str]:
    return {name: str(value) for name, value in form.model_dump(exclude={"version"}).items()}


def worded(
    faults: Sequence[FieldFault], language: Language
) -> Mapping[str, tuple[str, VerifiedAnswer | None]]:
    """Return the first fault of each field in words, with the other answer it names."""
    worded: dict[str, tuple[str, VerifiedAnswer | None]] = {}
    for one in faults:
        worded.setdefault(one.field, (say(f"fault.{one.fault}", language), one.other))
    return worded


def _name(by: str, names: Mapping[AgentId, str]) -> str:
    return names.get(AgentId(by), by)
