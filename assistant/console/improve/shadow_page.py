"""Set rows in shadow, and ask people about work that code cannot judge: `BOARD/shadow`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.improve.change_view import row_title
from assistant.console.improve.improve_pages import PAGE
from assistant.console.improve.improve_texts import say
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.events import ConversationEvent, CustomerWrote
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.autonomy.autonomy_board import SUBJECTS, with_shadow
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_comparison import work_after
from assistant.improvement.autonomy.shadow_turn import (
    ShadowState,
    ShadowTurn,
    in_order,
    name_of,
)
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.autonomy.ports import TableConflictError
from assistant.ports import UnknownConversationError
from assistant.understanding.personal_data.removal import remove_personal_data

BOARD = f"{PAGE}/autonomy"
SHADOW = f"{BOARD}/shadow"

_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))
_LOOKED_AT = 200  # turns that wait for a click
_SAID = ("kept", "overtaken")
_VERDICTS = {
    "right": ShadowState.AGREED,
    "not_quite": ShadowState.MISSED,
    "harmful": ShadowState.CRITICAL,
    "unclear": ShadowState.PASSED,
}

Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_AUTONOMY))]
Judge = Annotated[SignedIn, Depends(require(Permission.EDIT_QUESTIONS))]


class ShadowForm(Form):
    """Hold a row that is to be in shadow, or not any more."""

    row: str = Field(max_length=100)
    on: Literal["yes", "no"]
    version: int = Field(ge=0, lt=2**31, description="of the table that the page showed")


class ShadowVerdictForm(Form):
    """Hold a person's judgement on the work of the assistant in shadow."""

    turn: str = Field(pattern=r"^[0-9a-f]{1,64}$")
    do: Literal["right", "not_quite", "harmful", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowCard:
    """Hold the customer's words, the work of the assistant in shadow, and that of the person."""

    turn: ShadowTurn
    asked: str
    replies: str
    done: Sequence[str]  # names of operations
    may_open: bool  # the conversation


def routes(console: Console, book: ShadowBook) -> APIRouter:
    """Return the routes of the page and of both forms."""
    pages = _ShadowPages(console, book)
    return page_router(
        ("POST", f"{BOARD}/rows", pages.switch),
        ("GET", SHADOW, pages.show),
        ("POST", SHADOW, pages.judge),
    )


@dataclass(frozen=True, slots=True)
class _ShadowPages:
    console: Console
    book: ShadowBook

    async def switch(self, request: Request, who: Editor) -> Response:
        """Put a row in shadow, where people do it alone, or take it out."""
        form = await read_form(request, ShadowForm)
        subject = next((one for one in SUBJECTS if name_of(one) == form.row), None)
        if subject is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        newest = await self.console.tables.current()
        table = newest.table if newest else load_table()
        language, on = language_of(request), form.on == "yes"
        note = "shadow.noted_on" if on else "shadow.noted_off"
        try:
            put = await self.console.tables.put(
                with_shadow(table, subject, on=on),
                expected_version=form.version,
                at=self.console.clock.now(),
                by=who.agent.agent_id,
                note=say(note, language, row=row_title(form.row, language)),
            )
        except TableConflictError:
            return _to(BOARD, "overtaken")
        version = {"version": str(put.version)}
        await access_of(request).note(who, Action.AUTONOMY_CHANGED, "", version)
        return _to(BOARD, form.on)

    async def show(self, request: Request, who: Judge) -> Response:
        """Show the oldest turn that waits for a click; of one's own work none is shown."""
        language = language_of(request)
        opened = await self.book.in_state(ShadowState.OPEN, limit=_LOOKED_AT)
        others = [one for _, one in in_order(opened) if one.by != who.agent.agent_id]
        card = await self._first(request, who, others)
        if card is not None:
            read = Action.INSIGHT_QUOTES_READ
            await access_of(request).note(who, read, card.turn.conversation_id)
        said = request.query_params.get("said", "")
        return await _PAGES.page(
            self.console,
            request,
            who,
            "improve_shadow.html",
            here=PAGE,
            title=say("shadow.title", language),
            card=card,
            count=len(others),
            own=len(opened) - len(others),
            row_title=lambda name: row_title(name, language),
            name_of=name_of,
            said=say(f"shadow.{said}", language) if said in _SAID else "",
            is_bad=said == "overtaken",
        )

    async def judge(self, request: Request, who: Judge) -> Response:
        """Keep a judgement, and show the next turn."""
        form, by = await read_form(request, ShadowVerdictForm), who.agent.agent_id
        turn = await self.book.get(form.turn)
        if turn is None or turn.by == by:  # erased meanwhile, or their own work
            return _to(SHADOW, "overtaken")
        judged = replace(turn, state=_VERDICTS[form.do], by=by)
        if not await self.book.move(judged, expected=ShadowState.OPEN):
            return _to(SHADOW, "overtaken")
        detail = {"shadow": name_of(turn.subject), "verdict": form.do}
        access = access_of(request)
        await access.note(who, Action.ANSWER_JUDGED, turn.conversation_id, detail)
        return _to(SHADOW, "kept")

    async def _first(
        self, request: Request, who: SignedIn, turns: Sequence[ShadowTurn]
    ) -> ShadowCard | None:
        """Return the first turn whose conversation is still there."""
        for turn in turns:
            try:
                record = await self.console.reading.record(turn.conversation_id)
            except UnknownConversationError:
                continue
            return _card(turn, record.past, may_open=await self._may_open(request, who, turn))
        return None

    async def _may_open(self, request: Request, who: SignedIn, turn: ShadowTurn) -> bool:
        if not who.may(Permission.READ_CONVERSATIONS):
            return False
        case = await self.console.reading.case(turn.conversation_id)
        return case is not None and access_of(request).may_open(who, case)


def _card(turn: ShadowTurn, events: Sequence[ConversationEvent], *, may_open: bool) -> ShadowCard:
    """Return a turn with the words around it, without personal data unless they may be read."""
    work = work_after(turn, events)
    asked = next(
        (
            one.text
            for one in events
            if isinstance(one, CustomerWrote) and one.message_id == turn.message_id
        ),
        "",
    )

    def readable(text: str) -> str:
        return text if may_open else remove_personal_data(text).text

    return ShadowCard(
        turn=turn,
        asked=readable(asked),
        replies=readable("\n".join(work.replies)),
        done=tuple(work.done),
        may_open=may_open,
    )


def _to(path: str, said: str) -> Response:
    return RedirectResponse(f"{path}?{urlencode({'said': said})}", status_code=303)
