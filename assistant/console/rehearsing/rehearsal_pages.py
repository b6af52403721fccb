"""Show scenarios with their last talks, change them, and take them in and out as a file."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.commerce.order import OrderStatus
from assistant.commerce.ports import ShopError
from assistant.commerce.shop_effects import EFFECT_TYPES
from assistant.console.conversations.console_forms import read_form
from assistant.console.conversations.console_parts import RUNS, Console, PageFolder, open_record
from assistant.console.rehearsing.rehearsal_texts import say, say_miss
from assistant.console.rehearsing.scenario_form import ScenarioForm, filled_form, question_form
from assistant.console.rehearsing.scenario_sheet import read_sheet
from assistant.console.rehearsing.talk_access import is_hidden, note_customers
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import NO_STORE, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.table_upload import uploaded_table
from assistant.console.trying.bench_page import CHANNELS, Trier
from assistant.console.trying.bench_texts import name_of
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.rehearsal.conversation_script import script_of
from assistant.improvement.rehearsal.first_scenarios import FirstScenarios
from assistant.improvement.rehearsal.ports import ScenarioBook, ScenarioConflictError
from assistant.improvement.rehearsal.saved_scenario import Mood, SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
from assistant.improvement.rehearsal.written_scenario import (
    COLUMNS,
    ScenarioFileError,
    WrittenScenario,
    as_cells,
    write_scenarios_file,
)
from assistant.improvement.runs.live_check import LiveCheck
from assistant.improvement.runs.trial_run import RunState, TrialRun
from assistant.kit.table_file import MOST_ROWS, TableFileError, write_table
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.operations.operation_register import OPERATIONS

PAGE = "/console/rehearsals"
_LOOKED_AT = 200  # runs
_PAGES = PageFolder(say, (File(__file__).parent / "templates",))

ScenarioId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ScenarioEditor = Annotated[SignedIn, Depends(require(Permission.EDIT_QUESTIONS))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalDesk:
    """Hold the parts behind the pages of scenarios."""

    console: Console
    book: ScenarioBook
    check: LiveCheck
    first: FirstScenarios


def routes(desk: RehearsalDesk) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _RehearsalPages(desk)
    return page_router(
        ("GET", PAGE, pages.overview),
        ("GET", f"{PAGE}.csv", pages.export_table),
        ("GET", f"{PAGE}.yml", pages.export_file),
        ("POST", f"{PAGE}/import", pages.take_in),
        ("POST", f"{PAGE}/first", pages.draw_first),
        ("GET", f"{PAGE}/new", pages.begin),
        ("POST", f"{PAGE}/new", pages.add),
        ("GET", f"{PAGE}/s/{{scenario_id}}", pages.show),
        ("POST", f"{PAGE}/s/{{scenario_id}}", pages.change),
    )


@dataclass(frozen=True, slots=True)
class _RehearsalPages:
    desk: RehearsalDesk

    async def overview(self, request: Request, who: Trier) -> Response:
        """Show all scenarios, with the verdicts of a run: one that is named, or the last."""
        return await self._overview(request, who)

    async def export_table(self, _who: Trier) -> Response:
        """Hand the scenarios out as a table."""
        rows = [as_cells(one) for one in await self.desk.book.all()]
        return _file(write_table(COLUMNS, rows), "scenarios.csv", "text/csv")

    async def export_file(self, _who: Trier) -> Response:
        """Hand the scenarios out as YAML, for a build."""
        written = write_scenarios_file(await self.desk.book.all())
        return _file(written, "scenarios.yml", "application/yaml")

    async def take_in(self, request: Request, who: ScenarioEditor) -> Response:
        """Add the scenarios of a file that are not there yet; all of them or none."""
        language = language_of(request)
        try:
            given, kept = await uploaded_table(request), await self.desk.book.all()
            read, new = await asyncio.to_thread(read_sheet, given, kept)  # of a thousand rows
        except TableFileError as error:
            kind, _, field = error.word.rpartition(".")
            wrong = say(f"sheet.{kind or 'wrong'}", language, line=error.row, what=field)
            return await self._overview(request, who, wrong=wrong)
        except ScenarioFileError as error:
            wrong = say("sheet.unread", language, what=str(error))
            return await self._overview(request, who, wrong=wrong)
        if not _may_write(who, *read):
            return await self._overview(request, who, wrong=say("sheet.customers", language))
        if len(kept) + len(new) > MOST_ROWS:
            return await self._overview(request, who, wrong=say("sheet.too_many", language))
        for one in new:
            await self.desk.book.put(self._saved(who, one), expected_version=None)
        await self._note(request, who, "", added=str(len(new)))
        return RedirectResponse(f"{PAGE}?added={len(new)}", status_code=303)

    async def draw_first(self, request: Request, who: ScenarioEditor) -> Response:
        """Keep a first set, drawn of the shop's own matters; of a set that is there, the rest."""
        try:
            added = await self.desk.first.keep(
                by=who.agent.agent_id,
                at=self.desk.check.clock.now(),
                customers=who.may(Permission.READ_CUSTOMERS),
            )
        except ShopError:
            wrong = say("sheet.no_shop", language_of(request))
            return await self._overview(request, who, wrong=wrong)
        await self._note(request, who, "", added=str(added))
        return RedirectResponse(f"{PAGE}?added={added}", status_code=303)

    async def begin(
        self,
        request: Request,
        who: ScenarioEditor,
        conversation: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = "",
    ) -> Response:
        """Show an empty form, or one with a question or a conversation, without its people."""
        if conversation and who.may(Permission.READ_CONVERSATIONS):
            given = await self._from_log(request, who, ConversationId(conversation))
            return await self._edit(request, who, given)
        given = question_form(request.query_params, language_of(request))
        return await self._edit(request, who, given)

    async def _from_log(
        self, request: Request, who: SignedIn, conversation_id: ConversationId
    ) -> Mapping[str, str]:
        """Return the form of a conversation's scenario.

        Raises:
            RefusedError: no customer wrote in it.
        """
        record = await open_record(self.desk.console, request, who, conversation_id)
        language = language_of(request)
        name = say("one.of_conversation", language, day=f"{record.past[0].at:%Y-%m-%d}")
        script = partial(script_of, record.past, name=name, language=language)
        written = await asyncio.to_thread(script)
        if written is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return {**filled_form(self._saved(who, written)), "version": "0"}

    async def add(self, request: Request, who: ScenarioEditor) -> Response:
        form = await read_form(request, ScenarioForm)
        written = await asyncio.to_thread(form.written)
        if isinstance(written, str):
            return await self._edit(request, who, form.model_dump(), wrong=written)
        if not _may_write(who, written):
            return await self._edit(request, who, form.model_dump(), wrong="customers")
        if len(await self.desk.book.all()) >= MOST_ROWS:
            return await self._edit(request, who, form.model_dump(), wrong="too_many")
        scenario = self._saved(who, written)
        await self.desk.book.put(scenario, expected_version=None)
        await self._note(request, who, scenario.scenario_id)
        return RedirectResponse(f"{PAGE}/s/{scenario.scenario_id}?said=saved", status_code=303)

    async def show(self, request: Request, who: Trier, scenario_id: ScenarioId) -> Response:
        """Show a scenario, its last talk with the verdict, and its form."""
        kept = await self._kept(scenario_id)
        return await self._edit(request, who, filled_form(kept), kept)

    async def change(
        self, request: Request, who: ScenarioEditor, scenario_id: ScenarioId
    ) -> Response:
        """Change or remove a scenario, unless somebody else did meanwhile."""
        form, kept = await read_form(request, ScenarioForm), await self._kept(scenario_id)
        try:
            if form.do == "remove":
                await self.desk.book.remove(scenario_id, expected_version=form.version)
                await self._note(request, who, scenario_id)
                return RedirectResponse(f"{PAGE}?said=removed", status_code=303)
            written = await asyncio.to_thread(form.written)
            if isinstance(written, str):
                return await self._edit(request, who, form.model_dump(), kept, wrong=written)
            if not _may_write(who, written):
                return await self._edit(request, who, form.model_dump(), kept, wrong="customers")
            changed = replace(self._saved(who, written, scenario_id), version=form.version + 1)
            await self.desk.book.put(changed, expected_version=form.version)
        except ScenarioConflictError:
            return await self._edit(request, who, form.model_dump(), kept, wrong="overtaken")
        await self._note(request, who, scenario_id)
        return RedirectResponse(f"{PAGE}/s/{scenario_id}?said=saved", status_code=303)

    async def _overview(self, request: Request, who: SignedIn, *, wrong: str = "") -> Response:
        language, book = language_of(request), self.desk.book
        history = await self._history()
        run = _named_or_in_force(history, request.query_params.get("run", ""))
        asked = request.query_params
        told = say(f"list.{said}", language) if (said := asked.get("said", "")) in _SAID else ""
        if asked.get("added", "").isdecimal():
            told = say("list.added", language, n=asked["added"])
        verdicts = await self._verdicts(run)
        scenarios = await book.all()
        known = [verdicts[one.scenario_id] for one in scenarios if one.scenario_id in verdicts]
        await note_customers(request, who, [one for one in known if not one.passed])
        return await self._page(
            request,
            who,
            "rehearsals.html",
            status=422 if wrong else 200,
            title=say("list.title", language),
            scenarios=scenarios,
            verdicts=verdicts,
            passed=sum(one.passed for one in known),
            played=len(known),
            run=run,
            said=told,
            wrong=wrong,
        )

    async def _edit(
        self,
        request: Request,
        who: SignedIn,
        given: Mapping[str, Any],
        kept: SavedScenario | None = None,
        *,
        wrong: str = "",
    ) -> Response:
        language = language_of(request)
        run, verdict = await self._last_talk(request, kept)
        await note_customers(request, who, [verdict] if verdict else [])
        said = request.query_params.get("said", "")
        return await self._page(
            request,
            who,
            "rehearsal.html",
            status=422 if wrong else 200,
            title=kept.name if kept else say("one.new", language),
            given=given,
            kept=kept,
            run=run,
            verdict=verdict,
            states=[*OrderStatus],
            moods=[*Mood],
            effects=EFFECT_TYPES,
            bench_channels=CHANNELS,
            operations=OPERATIONS,
            said=say(f"list.{said}", language) if said in _SAID else "",
            wrong=_say_wrong(wrong, language),
        )

    async def _last_talk(
        self, request: Request, kept: SavedScenario | None
    ) -> tuple[TrialRun | None, TalkVerdict | None]:
        """Return the talk of the run that is named, or else of the last in force."""
        if kept is None:
            return None, None
        history = await self._history()
        run = _named_or_in_force(history, request.query_params.get("run", ""))
        return run, (await self._verdicts(run)).get(kept.scenario_id)

    async def _history(self) -> Sequence[TrialRun]:
        return await self.desk.check.runs.history(limit=_LOOKED_AT, replays=False)

    async def _verdicts(self, run: TrialRun | None) -> Mapping[str, TalkVerdict]:
        if run is None:
            return {}
        return {one.scenario_id: one for one in await self.desk.book.talks(run.run_id)}

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
            say_miss=lambda one: say_miss(one, language),
            is_hidden=partial(is_hidden, who),
            **values,
        )

    async def _kept(self, scenario_id: str) -> SavedScenario:
        kept = await self.desk.book.get(scenario_id)
        if kept is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return kept

    def _saved(
        self, who: SignedIn, written: WrittenScenario, scenario_id: str = ""
    ) -> SavedScenario:
        now = self.desk.check.clock.now()
        return written.saved(by=who.agent.agent_id, at=now, scenario_id=scenario_id)

    async def _note(self, request: Request, who: SignedIn, subject: str, **detail: str) -> None:
        await access_of(request).note(who, Action.QUESTIONS_CHANGED, subject, detail)


def _may_write(who: SignedIn, *scenarios: WrittenScenario) -> bool:
    """Tell whether somebody may play scenarios in which a customer may be proven."""
    return who.may(Permission.READ_CUSTOMERS) or not any(one.names_customer for one in scenarios)


_SAID = frozenset({"saved", "removed"})
_FAULTS = frozenset({"overtaken", "too_many", "customers"})


def _say_wrong(word: str, language: Language) -> str:
    if not word:
        return ""
    if word in _FAULTS:
        return say(f"sheet.{word}", language)
    kind, _, name = word.rpartition(".")
    return say(f"one.{kind or 'wrong'}_field", language, field=say(f"field.{name}", language))


def _file(text: str, name: str, media: str) -> Response:
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{media}; charset=utf-8", headers=headers)


def _named_or_in_force(history: Sequence[TrialRun], run_id: str) -> TrialRun | None:
    """Return the run of an id, else the last whole run of all as it is in force."""
    whole = (one for one in history if one.state is RunState.DONE and one.candidate is None)
    return next((one for one in history if one.run_id == run_id), next(whole, None))
