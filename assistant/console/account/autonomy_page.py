"""Show the autonomy table in force and its earlier versions, and put a new table in force."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.account.autonomy_rows_form import (
    FOLDED,
    SubjectRow,
    kinds_offered,
    read_kinds,
    rows_of,
    say_amounts,
    say_kinds,
    subject_rows,
)
from assistant.console.account.goodwill_limits_form import LimitRow, limit_rows, limits_of
from assistant.console.conversations.console_forms import (
    MissingRowsForm,
    TableForm,
    form_of,
    read_form,
)
from assistant.console.conversations.console_parts import Console, held, make_chrome, send
from assistant.console.settings.rule_fault_words import say_faults
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import say, word
from assistant.conversation.message import Language
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.autonomy.freer_rows import freer_rows, with_rows_of
from assistant.improvement.changes.asked_tables import ask_for_rows
from assistant.improvement.changes.change_set import ChangeSet, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError
from assistant.improvement.runs.live_check import accepted
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    AutonomyTableError,
    Level,
    load_table,
    read_table,
)
from assistant.operations.autonomy.missing_rows import missing_rows, with_missing
from assistant.operations.autonomy.ports import TableConflictError

PAGE = "/console/autonomy"
IMPROVE = "/console/improve"  # where proposals are decided on
_OPERATION_APPROVERS = (Role.LEAD, Role.OPERATIONS, Role.ADMIN)
_TOPIC_APPROVERS = (Role.AGENT, *_OPERATION_APPROVERS)
_HISTORY = 30  # versions shown
_NOTE = 300  # characters, as `TableForm`

_CHANGE = re.compile(r"[^0-9a-f]")  # in no change set's id

_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_AUTONOMY))]


def routes(console: Console, proposals: ChangeSteps | None = None) -> APIRouter:
    """Return the routes of the page and of its form; `proposals` None: one person is enough."""
    api = _Api(console, proposals)
    return page_router(
        ("GET", PAGE, api.page),
        ("POST", PAGE, api.put),
        ("POST", f"{PAGE}/rows", api.put_rows),
        ("POST", f"{PAGE}/missing", api.add_missing),
    )


def rows_sent(
    table: AutonomyTable, rows: list[SubjectRow], limits: list[LimitRow]
) -> dict[str, Any]:
    """Return the rows that the form stands for.

    An exception that the table has stays, though no role may any more.
    """
    kept: dict[str, Any] = {str(name): {} for name in table.goodwill}
    return {**rows_of(rows), "goodwill": kept | limits_of(limits)}


def _written(rows: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(rows), sort_keys=False, allow_unicode=True)


def _name_of(row: str, language: Language) -> str:
    """Return the words for "operations.cancel_order"."""
    part, _, name = row.partition(".")
    return word("topic" if part == "topics" else "operation", name, language)


class _Api:
    """Handle the routes of the autonomy table."""

    def __init__(self, console: Console, proposals: ChangeSteps | None) -> None:
        self._console, self._proposals = console, proposals

    async def page(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who)

    async def put(self, request: Request, who: _Editor) -> Response:
        """Put a table in force at once, unless it has a mistake or another was put meanwhile."""
        form = await read_form(request, TableForm)
        return await self._put(request, who, form)

    async def put_rows(self, request: Request, who: _Editor) -> Response:
        """Put the table that the fields stand for in force."""
        chosen = await form_of(request)
        newest = await self._console.tables.current()
        table = newest.table if newest else load_table()
        form = await read_form(request, TableForm)
        rows, limits = subject_rows(table, chosen), limit_rows(table, chosen)
        if any(row.wrong for row in rows) or any(row.wrong for row in limits):
            return await self._page(request, who, rows=rows, limits=limits, given=form)
        written = _written(rows_sent(table, rows, limits))
        return await self._put(request, who, form.model_copy(update={"table": written}))

    async def add_missing(self, request: Request, who: _Editor) -> Response:
        """Put the table in force with rows that it lacks; other rows stay."""
        form = await read_form(request, MissingRowsForm, lists=("row",))
        newest = await self._console.tables.current()
        table = newest.table if newest else load_table()
        rows = with_missing(table, load_table(), form.row, to_people=form.to_people)
        language = language_of(request)
        added = ", ".join(_name_of(one, language) for one in form.row)
        note = say("autonomy.added", language, rows=added)[:_NOTE]
        form = form.model_copy(update={"table": _written(rows), "note": note})
        return await self._put(request, who, form)

    async def _put(self, request: Request, who: SignedIn, form: TableForm) -> Response:
        try:
            table = read_table(form.table, source="")
        except AutonomyTableError as error:
            return await self._page(
                request, who, wrong=say_faults(error.faults, language_of(request)), given=form
            )
        if form.version != await self._console.tables.version():  # no run for what is overtaken
            return await self._page(request, who, overtaken=True, given=form)
        proposed = await self._propose(who, table, form.note)
        if proposed is not None:
            table, asked = proposed
            if table == await self._table():  # nothing else was changed
                said = "approved" if who.agent.agent_id in asked.approvers else "proposed_before"
                return RedirectResponse(f"{IMPROVE}/{asked.change_id}?said={said}", status_code=303)
            form = form.model_copy(update={"table": table.written()})
        sent = {"table": form.table, "version": str(form.version), "note": form.note}
        change = CandidateChange(
            kind="autonomy", content=table.model_dump_json(), page=PAGE, form=sent
        )
        if waits := await held(self._console, request, who, change):
            return waits
        try:
            put = await self._console.tables.put(
                table,
                expected_version=form.version,
                at=self._console.clock.now(),
                by=who.agent.agent_id,
                note=form.note.strip(),
            )
        except TableConflictError:
            return await self._page(request, who, overtaken=True, given=form)
        version = {"version": str(put.version), **accepted(await form_of(request))}
        await access_of(request).note(who, Action.AUTONOMY_CHANGED, "", version)
        beside = f"&proposed={proposed[1].change_id}" if proposed else ""
        return RedirectResponse(f"{PAGE}?put={put.version}{beside}", status_code=303)

    async def _propose(
        self, who: SignedIn, table: AutonomyTable, note: str
    ) -> tuple[AutonomyTable, ChangeSet] | None:
        """Return a table without the rows that wait for a second person, and their open proposal.

        None: it makes no row of money or law freer.
        """
        if self._proposals is None:
            return None
        before = await self._table()
        freer = freer_rows(before, table)
        if not freer:
            return None
        known = await self._proposals.book.all((ChangeState.PROPOSED,))
        asked = ask_for_rows(
            with_rows_of(before, table, freer),
            before=before,
            rows=freer,
            note=note,
            by=who.agent.agent_id,
            known=known,
            now=self._console.clock.now(),
        )
        if asked not in known:
            with suppress(ChangeConflictError):  # sent twice at once
                await self._proposals.propose(asked)
        return with_rows_of(table, before, freer), asked

    async def _table(self) -> AutonomyTable:
        newest = await self._console.tables.current()
        return newest.table if newest else load_table()

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        *,
        wrong: str = "",
        overtaken: bool = False,
        rows: Sequence[SubjectRow] = (),
        limits: Sequence[LimitRow] = (),
        given: TableForm | None = None,
    ) -> Response:
        chrome = await make_chrome(self._console, request, who)
        newest = await self._console.tables.current()
        table = newest.table if newest else load_table()
        shown = rows or subject_rows(table)
        html = self._console.pages.page(
            "autonomy.html",
            chrome,
            rows=shown,
            kinds=kinds_offered(shown, self._console.customer_tags),
            read_kinds=read_kinds,
            folded=FOLDED,
            say_amounts=partial(say_amounts, language=chrome.language),
            say_kinds=partial(say_kinds, language=chrome.language),
            orderers=_TOPIC_APPROVERS,
            missing={
                one: _name_of(one, chrome.language) for one in missing_rows(table, load_table())
            },
            text=given.table if given and given.table else table.written(),
            first=load_table().written(),
            limits=limits or limit_rows(table),
            misread=bool(rows),
            version=newest.version if newest else 0,
            two_sign=self._proposals is not None,
            history=await self._console.tables.history(limit=_HISTORY),
            names=await self._console.reading.names(),
            wrong=wrong,
            overtaken=overtaken,
            note=given.note if given else "",
            put=request.query_params.get("put", ""),
            proposed=_CHANGE.sub("", request.query_params.get("proposed", "")),
            levels=list(Level),
            approvers={"operations": _OPERATION_APPROVERS, "topics": _TOPIC_APPROVERS},
        )
        return send(html, 422 if wrong or overtaken or rows else 200)
