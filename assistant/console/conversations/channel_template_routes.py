"""Serve the templates of a channel, which may be sent when nothing else may."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.conversations.console_forms import PathId, read_template
from assistant.console.conversations.console_parts import Console, make_chrome, open_record, send
from assistant.console.shell.access import SignedIn, require
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Agent
from assistant.desk.moves.conversation_moves import Decided, Denial, Denied, Move
from assistant.desk.moves.reply_moves import use_template
from assistant.desk.staff.permissions import Permission
from assistant.messages.channels.message_templates import Template, TemplateValueError, offered
from assistant.ports import ChannelUnavailableError

_Writer = Annotated[SignedIn, Depends(require(Permission.WRITE_REPLIES))]


def routes(console: Console) -> APIRouter:
    """Return the route of a conversation's templates; they are sent through `move_routes`."""
    router = APIRouter(include_in_schema=False)

    async def templates(request: Request, who: _Writer, conversation_id: PathId) -> Response:
        """Return the templates that may be sent, as forms; the channel may answer slowly."""
        chrome = await make_chrome(console, request, who, counted=False)
        one = ConversationId(conversation_id)
        record = await open_record(console, request, who, one)
        state = Conversation.fold(one, (stored.event for stored in record.events))
        unavailable, found = False, tuple[Template, ...]()
        try:
            found = await of_conversation(console, state)
        except ChannelUnavailableError:
            unavailable = True
        html = console.pages.page(
            "templates.html",
            chrome,
            to=f"/console/c/{one}",
            found=found,
            unavailable=unavailable,
            stopped=is_stopped(state),
            client_id=uuid4().hex,
        )
        return send(html)

    router.add_api_route("/console/c/{conversation_id}/templates", templates, methods=["GET"])
    return router


def is_stopped(state: Conversation) -> bool:
    """Return whether no template may be sent: the customer opted out and waits for no answer."""
    return state.reach.opted_out and not state.unanswered


async def of_conversation(console: Console, state: Conversation) -> tuple[Template, ...]:
    """Return the templates that may be sent in a conversation, the customer's language first.

    Raises:
        ChannelUnavailableError: the channel does not answer.
    """
    started = state.started
    if console.templates is None or started is None or started.channel.is_ours:
        return ()
    if is_stopped(state):
        return ()
    known = await console.templates.of(started.channel, started.account_id)
    return offered(known, state.language or "fr", opted_out=state.reach.opted_out)


async def plan_template(
    console: Console, request: Request, agent: Agent, one: ConversationId
) -> tuple[Move, str]:
    """Return the move that sends a form's template, and the id that makes a repeat harmless."""
    form = await read_template(request)
    record = await console.reading.record(one)
    state = Conversation.fold(one, (stored.event for stored in record.events))
    try:
        known = await of_conversation(console, state)
    except ChannelUnavailableError:
        return _denied(Denial.TEMPLATE_UNKNOWN), form.client_id
    wanted = (form.name, form.language)
    template = next((t for t in known if (t.name, t.language) == wanted), None)
    if template is None:
        return _denied(Denial.TEMPLATE_UNKNOWN), form.client_id
    try:
        use = template.use(header=form.header, body=form.body, links=form.links)
    except TemplateValueError:
        return _denied(Denial.TEMPLATE_VALUES), form.client_id
    move = use_template(
        agent,
        use,
        text=template.text(use),
        language="en" if template.speaks("en") else "fr",
        client_id=form.client_id,
    )
    return move, form.client_id


def _denied(why: Denial) -> Move:
    def deny(conversation: Conversation, at: object) -> Decided:
        del conversation, at
        return Denied(why=why)

    return deny
