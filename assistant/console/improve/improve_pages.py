"""Serve `/console/improve`: change sets that people decide on, those that touch most first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FolderPath
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from assistant.answers.verified.types import AnswerState
from assistant.console.conversations.console_forms import form_of, read_form
from assistant.console.conversations.console_parts import Console, PageFolder, held
from assistant.console.improve.change_forms import (
    DecisionForm,
    PageWordsForm,
    VersionForm,
    fields_of,
)
from assistant.console.improve.change_trials import ChangeTrials, can_be_shown
from assistant.console.improve.change_view import (
    SAID,
    candidate_of,
    decides_on,
    form_of_rules,
    lines_between,
    place_of,
    points,
    quotes_behind,
    said_of,
    title_of,
)
from assistant.console.improve.improve_texts import say
from assistant.console.improve.moved_base import MOVABLE, move_base
from assistant.console.improve.proposed_settings import (
    find_misfits,
    read_values,
    show_values,
    written,
)
from assistant.console.settings.rule_proposals import FORM_OF
from assistant.console.settings.setting_groups import ShownField
from assistant.console.settings.setting_texts import say as say_of_settings
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import HEADERS, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.page_templates import environment
from assistant.console.trying.bench_page import Trier
from assistant.console.verified.answer_check import FieldFault, find_faults
from assistant.console.verified.answer_form import LANGUAGES, AnswerForm, read_wrong
from assistant.console.verified.verified_changes import VerifiedChanges, without_personal_data
from assistant.console.verified.verified_pages import worded
from assistant.console.verified.verified_texts import say as say_verified
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_figures import count_changes
from assistant.improvement.changes.change_moves import ChangeRefusal, ChangeRefusedError
from assistant.improvement.changes.change_proposals import is_unsure
from assistant.improvement.changes.change_set import ChangeId, ChangeKind, ChangeSet, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError
from assistant.improvement.outdated.outdated_changes import follows_page
from assistant.improvement.runs.live_check import accepted
from assistant.insights.drafting.page_documents import decode_page, encode_page, tidy_page
from assistant.kit.experiments.experiment import Experiment
from assistant.kit.experiments.ports import ExperimentBook
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer

PAGE = "/console/improve"
_ROWS = 200
_HERE = FolderPath(__file__).parent
_PARTS = environment(_HERE / "templates")
_PAGES = PageFolder(
    say, tuple(_HERE.parent / one / "templates" for one in ("improve", "verified", "settings"))
)
Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImproveSite:
    """Hold the parts behind the pages."""

    console: Console
    steps: ChangeSteps
    answers: VerifiedChanges
    settings: SettingsChanges
    trials: ChangeTrials
    experiments: ExperimentBook
    verdict: Callable[[Experiment, Language], str]  # on an experiment, as a sentence
    why_not: Callable[[ChangeSet, Language], str]  # a change cannot be tried; "": it can


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenedChange:
    """Hold a change set as its page shows it."""

    change: ChangeSet
    fields: Mapping[str, str] = field(default_factory=dict)  # of the form of its content
    faults: Sequence[FieldFault] = ()
    misfits: Mapping[str, str] = field(default_factory=dict)  # of settings, by name
    wrong: str = ""  # a name of `wrong` in the texts


def routes(site: ImproveSite) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _ImprovePages(site)
    return page_router(
        ("GET", PAGE, pages.all),
        ("GET", f"{PAGE}/{{change_id}}", pages.show),
        ("POST", f"{PAGE}/{{change_id}}", pages.decide),
        ("POST", f"{PAGE}/{{change_id}}/answer", pages.write_answer),
        ("POST", f"{PAGE}/{{change_id}}/page", pages.write_page),
        ("POST", f"{PAGE}/{{change_id}}/settings", pages.write_settings),
        ("POST", f"{PAGE}/{{change_id}}/base", pages.move_base),
        ("POST", f"{PAGE}/{{change_id}}/questions", pages.ask_questions),
        ("POST", f"{PAGE}/{{change_id}}/replay", pages.replay),
        ("GET", f"{PAGE}/{{change_id}}/trials", pages.trials),
    )


@dataclass(frozen=True, slots=True)
class _ImprovePages:
    site: ImproveSite

    async def all(
        self,
        request: Request,
        who: Reader,
        state: ChangeState = ChangeState.PROPOSED,
        kind: ChangeKind | Literal[""] = "",
    ) -> Response:
        """Show the change sets of a state, those that touch most conversations first."""
        language, every = language_of(request), await self.site.steps.book.all()
        of_kind = [one for one in every if kind in {"", one.kind}]
        shown = [one for one in of_kind if one.state is state]
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "improve_list.html",
            here=PAGE,
            title=say("list.title", language),
            figures=count_changes(every),
            rows=[(one, title_of(one, language)) for one in shown[:_ROWS]],
            more=max(0, len(shown) - _ROWS),
            states={one: sum(c.state is one for c in of_kind) for one in ChangeState},
            kinds=[one for one in ChangeKind if any(c.kind is one for c in every)],
            state=state,
            kind=kind,
            needed=change_moves.needed,
            forms=FORM_OF,
        )

    async def show(self, request: Request, who: Reader, change_id: _Id) -> Response:
        """Show a change set with its difference, the messages behind it, and its history."""
        return await self._page(request, who, _opened(await self._find(change_id)))

    async def decide(self, request: Request, who: Reader, change_id: _Id) -> Response:
        """Approve, reject or take a change set back, as the person's role allows."""
        change, form = await self._decided(request, change_id)
        by, steps = who.agent.agent_id, self.site.steps
        try:
            match form.do:
                case "approve":
                    if waits := await self._hold(request, who, change, form):
                        return waits
                    moved = await steps.approve(
                        change.change_id,
                        by=by,
                        version=form.version,
                        note=form.reason.strip(),
                        noted=accepted(await form_of(request)),
                    )
                case "reject":
                    moved = await steps.reject(
                        change.change_id, by=by, version=form.version, reason=form.reason
                    )
                case "take_back":
                    moved = await steps.take_back(
                        change.change_id, by=by, version=form.version, reason=form.reason
                    )
        except ChangeRefusedError as error:
            return await self._page(request, who, _opened(change, wrong=error.why), status=422)
        except ChangeConflictError:
            newest = await self._find(change_id)
            return await self._page(request, who, _opened(newest, wrong="overtaken"), status=409)
        return _to(moved, said_of(moved))

    async def write_answer(self, request: Request, who: Reader, change_id: _Id) -> Response:
        """Keep the verified answer of a proposal as somebody wrote it."""
        change = await self._find(change_id)
        await self._admit(request, change)
        if change.kind is not ChangeKind.VERIFIED:
            raise RefusedError(ErrorCode.NOT_FOUND)
        form = await read_form(request, AnswerForm)
        written = form.answer(decode_answer(change.change.content).answer_id)
        answer = replace(without_personal_data(written), state=AnswerState.LIVE)
        faults = find_faults(answer, await self.site.answers.taken())
        fields = {name: str(one) for name, one in form.model_dump(exclude={"version"}).items()}
        opened = _OpenedChange(change=change, fields=fields, faults=faults)
        if faults:
            return await self._page(request, who, opened, status=422)
        return await self._edit(request, who, opened, encode_answer(answer), form.version)

    async def write_page(self, request: Request, who: Reader, change_id: _Id) -> Response:
        """Keep the words of a page as somebody wrote them."""
        change = await self._find(change_id)
        await self._admit(request, change)
        if change.kind is not ChangeKind.PAGE:
            raise RefusedError(ErrorCode.NOT_FOUND)
        form = await read_form(request, PageWordsForm)
        words = {"title": form.title, "text": form.text, "url": form.url}
        written = replace(
            decode_page(change.change.content), title=form.title, text=form.text, url=form.url
        )
        page = tidy_page(written)
        opened = _OpenedChange(change=change, fields=words)
        return await self._edit(request, who, opened, encode_page(page).decode(), form.version)

    async def write_settings(self, request: Request, who: Reader, change_id: _Id) -> Response:
        """Keep the values of proposed settings as somebody wrote them, if they fit."""
        change = await self._find(change_id)
        await self._admit(request, change)
        if change.kind is not ChangeKind.SETTINGS:
            raise RefusedError(ErrorCode.NOT_FOUND)
        form = await read_form(request, VersionForm)
        typed = {name: str(one) for name, one in (await form_of(request)).items()}
        values = read_values(change, typed)
        if wrong := await find_misfits(self.site.settings, values, language_of(request)):
            opened = _OpenedChange(change=change, fields=values, misfits=wrong)
            return await self._page(request, who, opened, status=422)
        return await self._edit(request, who, _opened(change), written(values), form.version)

    async def move_base(self, request: Request, who: Reader, change_id: _Id) -> Response:
        """Put a proposal into the content that is in force by now."""
        change = await self._find(change_id)
        await self._admit(request, change)
        form = await read_form(request, VersionForm)
        moved = move_base(change, await self.site.steps.current(change))
        return await self._edit(request, who, _opened(change), moved.content, form.version)

    async def ask_questions(self, who: Trier, _reader: Reader, change_id: _Id) -> Response:
        """Ask for a run of the scenarios of a change; a worker begins soon."""
        return await self._try(who, change_id, replays=False)

    async def replay(self, who: Trier, _reader: Reader, change_id: _Id) -> Response:
        """Ask for a replay of the last conversations under a change; a worker begins soon."""
        return await self._try(who, change_id, replays=True)

    async def _try(self, who: SignedIn, change_id: str, *, replays: bool) -> Response:
        change, by = await self._find(change_id), who.agent.agent_id
        await self.site.trials.ask(change, candidate_of(change), by=by, replays=replays)
        return RedirectResponse(f"{PAGE}/{change_id}#trials", status_code=303)

    async def trials(self, request: Request, _who: Reader, change_id: _Id) -> Response:
        """Return the trials of a change alone, as they go on."""
        change, language = await self._find(change_id), language_of(request)
        html = _PARTS.get_template("improve_trials.html").render(
            say=lambda name, /, **words: say(name, language, **words),
            **await self.site.trials.shown(change, language),
        )
        return HTMLResponse(html, headers=dict(HEADERS))

    async def _edit(
        self, request: Request, who: SignedIn, opened: _OpenedChange, content: str, version: int
    ) -> Response:
        """Give a proposal other content, and show it."""
        change = opened.change
        try:
            edited = await self.site.steps.edit(
                change.change_id,
                CandidateChange(kind=change.kind, content=content),
                by=who.agent.agent_id,
                version=version,
            )
        except ChangeRefusedError as error:
            return await self._page(request, who, replace(opened, wrong=error.why), status=422)
        except ChangeConflictError:
            newest = await self._find(change.change_id)
            moved = replace(opened, change=newest, wrong="overtaken")
            return await self._page(request, who, moved, status=409)
        return _to(edited, "edited" if edited.version > change.version else "same")

    async def _decided(self, request: Request, change_id: str) -> tuple[ChangeSet, DecisionForm]:
        change = await self._find(change_id)
        await self._admit(request, change)
        return change, await read_form(request, DecisionForm)

    async def _admit(self, request: Request, change: ChangeSet) -> None:
        """Let only those decide who may change the thing by hand."""
        await access_of(request).admit(request, decides_on(change))

    async def _hold(
        self, request: Request, who: SignedIn, change: ChangeSet, form: DecisionForm
    ) -> Response | None:
        """Return the way to the run of the scenarios that the last approval waits for.

        Raises:
            ChangeConflictError, ChangeRefusedError: no run for an approval that would not count.
        """
        if form.version != change.version:
            raise ChangeConflictError(change.change_id)
        current = await self.site.steps.current(change)
        change_moves.check_approval(change, current, by=who.agent.agent_id)
        last = len(change.approvers) + 1 >= change_moves.needed(change.stake)
        if change.kind is ChangeKind.TASK or not last:
            return None
        if await self.site.trials.check.lets_pass(change.change):
            return None
        return await held(self.site.console, request, who, candidate_of(change))

    async def _settings(self, opened: _OpenedChange, language: Language) -> Sequence[ShownField]:
        if opened.change.kind is not ChangeKind.SETTINGS:
            return ()
        live = await self.site.settings.live.read()
        typed, misfits = opened.fields, opened.misfits
        return show_values(opened.change, live, language, typed=typed, misfits=misfits)

    async def _find(self, change_id: str) -> ChangeSet:
        try:
            return await self.site.steps.book.get(ChangeId(change_id))
        except UnknownChangeError:
            raise RefusedError(ErrorCode.NOT_FOUND) from None

    async def _page(
        self, request: Request, who: SignedIn, opened: _OpenedChange, *, status: int = 200
    ) -> Response:
        language, change = language_of(request), opened.change
        console, access = self.site.console, access_of(request)
        quotes = await quotes_behind(change, console.reading, access, who)
        if quotes:
            await access.note(who, Action.INSIGHT_QUOTES_READ, change.change_id)
        names = await console.reading.names()
        current = await self.site.steps.current(change)
        moved = move_base(change, current) if change.is_open else change.change
        tried = [
            one for one in await self.site.experiments.all() if one.change_id == change.change_id
        ]
        said = request.query_params.get("said", "")
        return await _PAGES.page(
            console,
            request,
            who,
            "improve_change.html",
            here=PAGE,
            title=title_of(change, language),
            status=status,
            change=change,
            place=place_of(change),
            of_page=follows_page(change),
            unsure=is_unsure(change),
            lines=lines_between(replace(change, change=moved), current, language),
            base_moved=change.is_open and change.kind in MOVABLE and current != change.before,
            form_of_rules=form_of_rules(change),
            settings=await self._settings(opened, language),
            say_setting=lambda name, /, **words: say_of_settings(name, language, **words),
            quotes=quotes,
            **await self.site.trials.shown(change, language),
            can_ask=can_be_shown(change),
            experiments=[(one, self.site.verdict(one, language)) for one in tried],
            needed=change_moves.needed(change.stake),
            gaps=has_gaps(change.change, change.before),
            is_tried=any(one.is_open for one in tried),
            why_not=self.site.why_not(change, language),
            quiet_weeks=change_moves.QUIET_WEEKS,
            decides=who.may(decides_on(change)),
            approved=who.agent.agent_id in change.approvers,
            needed_back=change_moves.needed_back(change),
            wants_back=who.agent.agent_id in change.withdrawers,
            people={one: names.get(AgentId(one), one) for one in {s.by for s in change.steps}},
            given=opened.fields or fields_of(moved),
            wrong_statements=read_wrong(opened.fields.get("wrong", "")),
            faults=worded(opened.faults, language),
            say_answer=lambda name, /, **words: say_verified(name, language, **words),
            languages=LANGUAGES,
            points=points,
            wrong=say(f"wrong.{opened.wrong}", language) if opened.wrong else "",
            said=say(f"said.{said}", language) if said in SAID else "",
        )


def _opened(change: ChangeSet, *, wrong: str | ChangeRefusal = "") -> _OpenedChange:
    return _OpenedChange(change=change, wrong=str(wrong))


def _to(change: ChangeSet, said: str) -> Response:
    return RedirectResponse(
        f"{PAGE}/{change.change_id}?{urlencode({'said': said})}", status_code=303
    )
