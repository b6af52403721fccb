"""What is around every page, read from the request; and how pages are sent."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import Header, Request
from fastapi.responses import HTMLResponse

from assistant.console.shell.console_access import SignedIn, access_of
from assistant.console.conversations.pages import Chrome
from assistant.console.conversations.parts import Console
from assistant.console.conversations.query import ListQuery
from assistant.console.shell.page_response import POLICY, language_of, theme_of
from assistant.conversation.ids import ConversationId
from assistant.desk.desk_ports import View
from assistant.desk.handoff.agent_routing import Availability
from assistant.ports import Record
from assistant.desk.staff.staff_permissions import Permission
from assistant.desk.staff.sight import teams_of

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
}

Part = Annotated[str, Header(alias="X-Part")]
"""Which part of a page a script asks for; "": the whole page."""

AVAILABILITY_COOKIE = "console_availability"

_PAGES: Mapping[str, Permission] = {
    "insights": Permission.READ_INSIGHTS,
    "statistics": Permission.READ_STATISTICS,
    "replies": Permission.EDIT_CANNED,
    "autonomy": Permission.EDIT_AUTONOMY,
    "staff": Permission.MANAGE_STAFF,
    "audit": Permission.READ_AUDIT,
}
"""Pages beside the lists, and what it takes to see them."""


async def make_chrome(
    console: Console, request: Request, who: SignedIn, *, counted: bool = True
) -> Chrome:
    """Return what is around a page; parts of pages go without the counts."""
    counts: Mapping[View, int] = {}
    if counted:
        teams = teams_of(who.agent, access_of(request).sight)
        counts = await console.reading.counts(who.agent.agent_id, teams=teams)
    query = request.url.query
    return Chrome(
        me=who.agent,
        csrf=who.csrf,
        language=language_of(request),
        theme=theme_of(request),
        availability=availability_of(request),
        here=f"{request.url.path}?{query}" if query else request.url.path,
        query=ListQuery.read(request.query_params),
        counts=counts,
        colleagues=await console.reading.colleagues(),
        teams=await console.reading.teams(),
        may=frozenset(one for one in Permission if who.may(one)),
        copilot=_copilot(console),
        sight=access_of(request).sight,
        pages=[name for name, permission in _PAGES.items() if who.may(permission)],
    )


def _copilot(console: Console) -> str:
    if console.copilot is None:
        return ""
    return "model" if console.copilot.has_model else "documents"


def availability_of(request: Request) -> Availability:
    """Return what the agent said in this browser; who said nothing is there."""
    said = request.cookies.get(AVAILABILITY_COOKIE, "")
    return Availability(said) if said in set(Availability) else Availability.ONLINE


def send(html: str, status: int = 200) -> HTMLResponse:
    """Return a page or a part of one."""
    return HTMLResponse(html, status_code=status, headers=dict(HEADERS))


async def open_record(
    console: Console, request: Request, who: SignedIn, conversation_id: ConversationId
) -> Record:
    """Return a conversation that the agent may open.

    Raises:
        UnknownConversationError: there is none, or it is not for them.
    """
    await check_open(console, request, who, conversation_id)
    return await console.reading.record(conversation_id)


async def check_open(
    console: Console, request: Request, who: SignedIn, conversation_id: ConversationId
) -> None:
    """Return if the agent may open a conversation.

    Raises:
        UnknownConversationError: there is none, or it is not for them.
    """
    access = access_of(request)
    may_open = partial(access.may_open, who)
    access.open(who, await console.reading.case(conversation_id, may_open=may_open))
