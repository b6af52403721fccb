"""Declare the routes by which agents change conversations: each one is a move of the desk."""

from collections.abc import Mapping
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from assistant.console.conversations import console_forms
from assistant.console.conversations.agent_moves import FormPlanner, Planner
from assistant.console.conversations.console_pages import thread_message, thread_part
from assistant.console.conversations.console_parts import (
    AVAILABILITY_COOKIE,
    Console,
    availability_of,
    check_open,
    make_chrome,
)
from assistant.console.conversations.log_follower import LOOKING
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.browser_session import is_loopback
from assistant.console.shell.texts import say, texts
from assistant.conversation.event_base import Author
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent
from assistant.desk.desk_service import ContendedError, MadeMove
from assistant.desk.moves.conversation_moves import Denied
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.ports import BrokerUnavailableError

log = structlog.get_logger(__name__)

THERE_FOR_S = 45.0  # a laptop that sleeps is not asked
LOOKS_FOR_S = 25.0  # a page says every ten seconds that it is there
_CONFLICT = 409
_NO_STORE = {"Cache-Control": "no-store"}

_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_After = Annotated[int, Header(alias="X-After", ge=0)]
_By = Annotated[str, Header(alias="X-Requested-With")]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_CONVERSATIONS))]


def actions(console: Console) -> APIRouter:
    """Return the routes that change conversations."""
    router = APIRouter(prefix="/console", include_in_schema=False)
    planning = FormPlanner(console)
    for name, permission, planner in (
        ("write", Permission.WRITE_REPLIES, planning.write),
        ("template", Permission.WRITE_REPLIES, planning.template),
        ("suggestion", Permission.WRITE_REPLIES, planning.suggestion),
        ("approval", Permission.APPROVE_OPERATIONS, planning.approval),
        ("claim", Permission.TAKE_OVER, planning.claim),
        ("release", Permission.TAKE_OVER, planning.release),
        ("resolve", Permission.TAKE_OVER, planning.resolve),
        ("reopen", Permission.TAKE_OVER, planning.reopen),
        ("snooze", Permission.TAKE_OVER, planning.snooze),
        ("labels", Permission.TAKE_OVER, planning.label),
        ("assign", Permission.TAKE_OVER, planning.assign),
    ):
        _add(router, console, name, permission, planner)
    _add_merge(router, console)
    _add_here(router, console)
    _add_availability(router, console)
    return router


def _add(
    router: APIRouter, console: Console, name: str, permission: Permission, planner: Planner
) -> None:
    @router.post(f"/c/{{conversation_id}}/{name}")
    async def act(
        request: Request,
        who: Annotated[SignedIn, Depends(require(permission))],
        conversation_id: _Id,
        after: _After = 0,
        by: _By = "",
    ) -> Response:
        one = ConversationId(conversation_id)
        await check_open(console, request, who, one)
        plan = await planner(request, who.agent, one)
        made: MadeMove | Denied | None = None
        try:
            made = await console.desk.carry_out(one, plan.moves, client_id=plan.client_id)
        except ContendedError:
            log.warning("console.contended", conversation_id=one)
        if isinstance(made, MadeMove):
            access = access_of(request)
            await access.note(who, Action.CONVERSATION_HANDLED, one, {"move": name})
        if not by:  # a page without scripts
            return RedirectResponse(f"/console/c/{one}", status_code=303)
        return await _told(console, request, who, one, made, after=after)


async def _told(
    console: Console,
    request: Request,
    who: SignedIn,
    one: ConversationId,
    made: MadeMove | Denied | None,
    *,
    after: int,
) -> Response:
    """Return the conversation as it has become, with the reason if the move was denied."""
    chrome = await make_chrome(console, request, who, counted=False)
    read = made.record if isinstance(made, MadeMove) else None
    record = read or await console.reading.record(one)
    opened = await console.reading.opened(record, one, agent=who.agent, language=chrome.language)
    message = thread_message(console.pages, chrome, thread_part(opened), after=after)
    if isinstance(made, MadeMove):
        return JSONResponse(message, headers=_NO_STORE)
    why = explain(made, chrome.language, await console.reading.names())
    return JSONResponse({**message, "denied": why}, _CONFLICT, headers=_NO_STORE)


def explain(denied: Denied | None, language: Language, names: Mapping[AgentId, str]) -> str:
    """Return the reason of a denial in words; None: the conversation kept changing."""
    if denied is None:
        return say("denied.contended", language)
    who = names.get(denied.agent_id, denied.agent_id) if denied.agent_id else ""
    name = f"denied.{denied.why}"
    if name not in texts(language):
        return say("denied.unknown", language, why=denied.why)
    return say(name, language, who=who)


def _add_merge(router: APIRouter, console: Console) -> None:
    @router.post("/c/{conversation_id}/merge")
    async def merge(
        request: Request,
        who: Annotated[SignedIn, Depends(require(Permission.TAKE_OVER))],
        conversation_id: _Id,
        after: _After = 0,
        by: _By = "",
    ) -> Response:
        """Let a conversation go on in another of the same person, and lead there."""
        one = ConversationId(conversation_id)
        into = ConversationId((await console_forms.read_form(request, console_forms.Merge)).into)
        for side in (one, into):
            await check_open(console, request, who, side)
        made: MadeMove | Denied | None = None
        try:
            made = await console.merging.merge(one, into, agent=who.agent)
        except ContendedError:
            log.warning("console.contended", conversation_id=one)
        if not isinstance(made, MadeMove):
            return await _told(console, request, who, one, made, after=after)
        detail = {"move": "merge", "into": into}
        await access_of(request).note(who, Action.CONVERSATION_HANDLED, one, detail)
        if not by:
            return RedirectResponse(f"/console/c/{into}", status_code=303)
        return JSONResponse({"go": f"/console/c/{into}"}, headers=_NO_STORE)


def _add_here(router: APIRouter, console: Console) -> None:
    @router.post("/here", status_code=204)
    async def here(request: Request, who: _Reader) -> None:
        form = await console_forms.read_form(request, console_forms.PresenceForm)
        me = who.agent.agent_id
        theirs = False
        if form.conversation:
            one = ConversationId(form.conversation)
            case = await check_open(console, request, who, one)
            theirs = case.claimed and case.agent_id == me
        try:
            await console.presence.beat(me, availability_of(request), for_s=THERE_FOR_S)
            if form.conversation:
                await _look(console, who.agent, form, theirs=theirs)
        except BrokerUnavailableError:
            log.warning("console.not_seen")  # a courtesy: nothing depends on it


def _add_availability(router: APIRouter, console: Console) -> None:
    @router.post("/me/availability", status_code=204)
    async def available(
        request: Request,
        response: Response,
        who: Annotated[SignedIn, Depends(require(Permission.OWN_ACCOUNT))],
    ) -> None:
        """Say whether the agent can be asked, in this browser until it is said otherwise."""
        form = await console_forms.read_form(request, console_forms.AvailabilityForm)
        response.set_cookie(
            AVAILABILITY_COOKIE,
            form.availability,
            path="/console",
            httponly=True,
            samesite="lax",
            secure=not is_loopback(request),
        )
        try:
            await console.presence.beat(who.agent.agent_id, form.availability, for_s=THERE_FOR_S)
        except BrokerUnavailableError:
            log.warning("console.not_seen")  # the next beat says it


async def _look(
    console: Console, agent: Agent, form: console_forms.PresenceForm, *, theirs: bool
) -> None:
    """Say where an agent is, to colleagues; their customer is told while the agent writes."""
    one, me = ConversationId(form.conversation), agent.agent_id
    before = (await console.viewers.of(one)).get(me)
    if form.gone:
        await console.viewers.leave(one, me)
    else:
        await console.viewers.look(one, me, typing=form.typing, for_s=LOOKS_FOR_S)
    now = None if form.gone else form.typing
    if before is not now:
        await console.fanout.publish(LOOKING, one.encode())
    if theirs and (now or before):  # said again and again while they write
        name = agent.shown_name
        await console.typing.show_typing(one, Author.AGENT, active=bool(now), name=name)
