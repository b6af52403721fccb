"""What agents do with a conversation, over HTTP: every one of it a move of the desk."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from assistant.console import forms
from assistant.console.following import NOTICES
from assistant.console.mentions import mentioned
from assistant.console.opening import thread_message, thread_part
from assistant.console.parts import Console
from assistant.console.signing import Require, SignedIn
from assistant.console.texts import say
from assistant.conversation.event import Author
from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language
from assistant.desk import moves
from assistant.desk.moves import Denial, Denied, Move
from assistant.desk.service import ContendedError, Made
from assistant.desk.sorting import label
from assistant.desk.writing import Writing, note, reply
from assistant.ports import BrokerUnavailableError, Record
from assistant.staff.types import Agent

log = structlog.get_logger(__name__)

LOOKS_FOR_S = 25.0  # a page says every ten seconds that it is there
_CONFLICT = 409

_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_After = Annotated[int, Header(alias="X-After", ge=0)]
_By = Annotated[str, Header(alias="X-Requested-With")]

Plan = Callable[[Request, Agent, ConversationId], Awaitable[tuple[tuple[Move, ...], str]]]
"""Reads a form and returns the moves it stands for, and the client's id of what it wrote."""


def actions(console: Console, require: Require) -> APIRouter:
    """Return the routes that change conversations."""
    router = APIRouter(prefix="/console", include_in_schema=False)
    planning = _Planning(console)
    for name, permission, plan in (
        ("write", "write", planning.write),
        ("claim", "write", planning.claim),
        ("release", "write", planning.release),
        ("resolve", "write", planning.resolve),
        ("reopen", "write", planning.reopen),
        ("snooze", "write", planning.snooze),
        ("assign", "write", planning.assign),
        ("labels", "write", planning.labels),
    ):
        _add(router, console, f"/c/{{conversation_id}}/{name}", Depends(require(permission)), plan)
    _add_here(router, console, Depends(require("write")))
    return router


def _add(router: APIRouter, console: Console, path: str, signed_in: Any, plan: Plan) -> None:  # noqa: ANN401  # FastAPI's
    @router.post(path)
    async def act(
        request: Request,
        conversation_id: _Id,
        after: _After = 0,
        by: _By = "",
        who: SignedIn = signed_in,
    ) -> Response:
        one = ConversationId(conversation_id)
        steps, client_id = await plan(request, who.agent, one)
        try:
            made = await console.desk.make(one, *steps, client_id=client_id)
        except ContendedError:
            made = None
        return await _answer(console, request, who, one, made, after=after, script=bool(by))


@dataclass(frozen=True, slots=True)
class _Planning:
    """Reads forms."""

    console: Console

    async def write(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        form = await forms.read_form(request, forms.Write)
        text = form.text.replace("\r\n", "\n").strip()
        if form.mode == "note":
            mentions = mentioned(text, await self.console.reading.colleagues())
            return (note(agent, text, client_id=form.client_id, mentions=mentions),), form.client_id
        record = await self.console.reading.record(one)
        writing = Writing(
            text=text,
            language=_language(record),
            client_id=form.client_id,
            seen=_seen(record, form.seen),
        )
        return (_unlocked(), reply(agent, writing)), form.client_id

    async def claim(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        del one
        form = await forms.read_form(request, forms.Claim)
        return (moves.claim(agent, force=form.force),), ""

    async def release(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        del one
        form = await forms.read_form(request, forms.Release)
        return (moves.release(agent, settle=bool(form.settle)),), ""

    async def resolve(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        form = await forms.read_form(request, forms.Resolve)
        record = await self.console.reading.record(one)
        return (moves.resolve(agent, seen=_seen(record, form.seen)),), ""

    async def reopen(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        del request, one
        return (moves.reopen(agent),), ""

    async def snooze(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        del one
        form = await forms.read_form(request, forms.Snooze)
        return (moves.snooze(agent, until=form.time(self.console.clock.now())),), ""

    async def assign(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        del one
        form = await forms.read_form(request, forms.Assign)
        to, team = form.target()
        return (moves.assign(to, team=team, by=agent),), ""

    async def labels(
        self, request: Request, agent: Agent, one: ConversationId
    ) -> tuple[tuple[Move, ...], str]:
        form = await forms.read_form(request, forms.Labels)
        record = await self.console.reading.record(one)
        return (label(agent, form.wanted(), had=record.events),), ""


def _add_here(router: APIRouter, console: Console, signed_in: Any) -> None:  # noqa: ANN401  # FastAPI's
    @router.post("/here", status_code=204)
    async def here(request: Request, who: SignedIn = signed_in) -> None:
        form = await forms.read_form(request, forms.Here)
        one, me = ConversationId(form.conversation), who.agent.agent_id
        try:
            before = await console.viewers.of(one)
            if form.gone:
                await console.viewers.leave(one, me)
            else:
                await console.viewers.look(one, me, typing=form.typing, for_s=LOOKS_FOR_S)
            if before.get(me) != (None if form.gone else form.typing):
                await console.fanout.publish(NOTICES, one.encode())
                if form.typing or before.get(me):
                    active = form.typing and not form.gone
                    await console.typing.show_typing(one, Author.AGENT, active=active)
        except BrokerUnavailableError:
            log.warning("console.not_seen")  # a courtesy: nothing depends on it


async def _answer(
    console: Console,
    request: Request,
    who: SignedIn,
    one: ConversationId,
    made: Made | Denied | None,
    *,
    after: int,
    script: bool,
) -> Response:
    """Tell a script what the conversation has become, or send a browser back to it."""
    from assistant.console.routes import make_frame  # noqa: PLC0415

    if not script:
        return RedirectResponse(f"/console/c/{one}", status_code=303)
    frame = await make_frame(console, request, who, counted=False)
    record = await console.reading.record(one)
    opened = await console.reading.opened(record, one, agent=who.agent, language=frame.language)
    message = thread_message(console.pages, frame, thread_part(opened), after=after)
    if isinstance(made, Made):
        return JSONResponse(message, headers={"Cache-Control": "no-store"})
    names = await console.reading.names()
    why = _why(made, frame.language, names)
    return JSONResponse(
        {**message, "denied": why}, _CONFLICT, headers={"Cache-Control": "no-store"}
    )


def _why(denied: Denied | None, language: Language, names: Any) -> str:  # noqa: ANN401
    if denied is None:
        return say("denied.contended", language)
    who = names.get(denied.agent_id, "") if denied.agent_id else ""
    with suppress(KeyError):
        return say(f"denied.{denied.why}", language, who=who)
    return say("denied.unknown", language, why=denied.why)


def _unlocked() -> Move:
    """Refuse words to the customer while the assistant has the conversation."""

    def decide(conversation: Any, at: Any) -> Any:  # noqa: ANN401
        del at
        if conversation.status is moves.Status.PENDING:
            return Denied(why=Denial.NOT_YOURS)
        return ()

    return decide


def _seen(record: Record, sequence: int) -> frozenset[MessageId]:
    """Return the customer's messages that a page had shown."""
    return frozenset(
        stored.event.message_id
        for stored in record.events
        if isinstance(stored.event, CustomerWrote) and stored.sequence <= sequence
    )


def _language(record: Record) -> Language:
    from assistant.conversation.conversation import Conversation  # noqa: PLC0415

    events = [stored.event for stored in record.events]
    return Conversation.fold(events[0].conversation_id, events).language or "fr"
