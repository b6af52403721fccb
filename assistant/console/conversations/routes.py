"""Serve the console's pages: lists, conversations, the event stream, an agent's preferences."""

from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.responses import Response

from assistant.console.conversations import (
    canned_reply_routes,
    channel_template_routes,
    copilot_routes,
    file_routes,
    operation_pages,
)
from assistant.console.conversations.console_forms import PathId, Preferences, read_form
from assistant.console.conversations.console_pages import Chrome, ThreadPart, thread_part
from assistant.console.conversations.console_parts import (
    Console,
    Part,
    check_open,
    count_answers,
    make_chrome,
    open_record,
    send,
)
from assistant.console.conversations.console_reader import ListPage
from assistant.console.conversations.move_routes import actions
from assistant.console.conversations.page_stream import WatchedPage
from assistant.console.shell import console_assets
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.browser_session import is_loopback
from assistant.console.shell.page_response import (
    HEADERS,
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    language_of,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.desk.transcript import as_text, transcribe
from assistant.kit.web.event_stream import EventStreamResponse

_YEAR_S = 365 * 24 * 3600

Reader = Annotated[SignedIn, Depends(require(Permission.READ_CONVERSATIONS))]
ReaderOfCustomers = Annotated[SignedIn, Depends(require(Permission.READ_CUSTOMERS))]
Anybody = Annotated[SignedIn, Depends(require(Permission.OWN_ACCOUNT))]


def routes(console: Console) -> APIRouter:
    """Return the routes of lists and conversations."""
    router = APIRouter(include_in_schema=False)
    api = _ConversationApi(console)
    router.add_api_route("/console", api.queue, methods=["GET"])
    router.add_api_route("/console/c/{conversation_id}", api.thread, methods=["GET"])
    router.add_api_route(
        "/console/c/{conversation_id}/transcript.txt", api.transcript, methods=["GET"]
    )
    router.add_api_route("/console/c/{conversation_id}/customer", api.customer, methods=["GET"])
    router.add_api_route("/console/events", api.events, methods=["GET"])
    router.add_api_route("/console/me/settings", api.prefer, methods=["POST"])
    router.include_router(console_assets.routes(console.assets))
    router.include_router(actions(console))
    for one in (canned_reply_routes, file_routes, channel_template_routes):
        router.include_router(one.routes(console))
    if console.copilot is not None:
        router.include_router(copilot_routes.routes(console, console.copilot))
    if console.gate is not None:
        router.include_router(operation_pages.routes(console, console.gate))
    return router


class _ConversationApi:
    """Handle the routes of lists and conversations."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def queue(self, request: Request, who: Reader, part: Part = "") -> Response:
        chrome = await make_chrome(self._console, request, who, counted=not part)
        if part == "pane":
            return send(self._console.pages.nothing(chrome))
        listed = await self._list(request, who, chrome)
        if part == "rows":
            return send(self._console.pages.rows(chrome, listed, None))
        asked = await count_answers(self._console, who)
        return send(self._console.pages.queue(replace(chrome, answers=asked), listed))

    async def thread(
        self, request: Request, who: Reader, conversation_id: PathId, part: Part = ""
    ) -> Response:
        chrome = await make_chrome(self._console, request, who, counted=not part)
        thread = await self._open(request, who, chrome, ConversationId(conversation_id))
        if part == "pane":
            return send(self._console.pages.thread(chrome, thread))
        listed = await self._list(request, who, chrome)
        return send(self._console.pages.queue(chrome, listed, thread))

    async def transcript(self, request: Request, who: Reader, conversation_id: PathId) -> Response:
        one = ConversationId(conversation_id)
        record = await open_record(self._console, request, who, one)
        await access_of(request).note(who, Action.CONVERSATION_READ, one, {"as": "transcript"})
        events = [stored.event for stored in record.events]
        team = Conversation.fold(one, events).ownership.team
        text = as_text(
            transcribe(
                events,
                language=language_of(request),
                zone=self._console.reading.zones(team),
                shop=self._console.shop_name,
            )
        )
        name = f"{one[:12]}.txt"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return PlainTextResponse(text, headers=headers)

    async def customer(
        self, request: Request, who: ReaderOfCustomers, conversation_id: PathId
    ) -> Response:
        """Show the customer as the shop knows them, and record that the agent asked."""
        chrome = await make_chrome(self._console, request, who, counted=False)
        one = ConversationId(conversation_id)
        record = await open_record(self._console, request, who, one)
        events = (stored.event for stored in record.events)
        identity = Conversation.fold(one, events).dealings.identity
        if identity is None:
            return send("")
        await access_of(request).note(who, Action.CUSTOMER_READ, identity.customer_id)
        known = await self._console.customers.find(identity.customer_id)
        operates = self._console.gate is not None and who.may(Permission.OPERATE_FOR_CUSTOMER)
        to = f"/console/c/{one}" if operates else ""
        return send(self._console.pages.customer(chrome, known, to=to) if known else "")

    async def events(
        self,
        request: Request,
        who: Reader,
        c: Annotated[str, Query(max_length=64)] = "",
        since: Annotated[int, Query(ge=0)] = 0,
        last_event_id: Annotated[int, Header(alias="Last-Event-ID", ge=0)] = 0,
    ) -> EventStreamResponse:
        chrome = await make_chrome(self._console, request, who, counted=False)
        conversation_id = ConversationId(c) if c else None
        if conversation_id:
            await check_open(self._console, request, who, conversation_id)

        watching = WatchedPage(
            chrome=chrome,
            conversation_id=conversation_id,
            after=max(since, last_event_id),
            may_go_on=partial(access_of(request).is_still, request, who.agent),
        )
        streams = self._console.streams
        return EventStreamResponse(lambda stop: streams.follow(watching, stop=stop))

    async def prefer(self, request: Request, who: Anybody) -> Response:
        del who
        wish = await read_form(request, Preferences)
        response = RedirectResponse(wish.back(), status_code=303)
        for cookie, value in ((LANGUAGE_COOKIE, wish.language), (THEME_COOKIE, wish.theme)):
            if value:
                response.set_cookie(
                    cookie,
                    value,
                    max_age=_YEAR_S,
                    path="/",
                    httponly=True,
                    samesite="lax",
                    secure=not is_loopback(request),
                )
        return response

    async def _list(self, request: Request, who: SignedIn, chrome: Chrome) -> ListPage:
        """Return the page of the list that the address names; the first page if it names none."""
        me, after = who.agent.agent_id, request.query_params.get("after", "")
        if chrome.query.words:
            await access_of(request).note(who, Action.CONVERSATIONS_SEARCHED)
        first = replace(chrome.query.cases(me), teams=chrome.teams_seen)
        try:
            return await self._console.reading.listed(
                replace(first, after=after), may_see=chrome.may_see
            )
        except ValueError:
            return await self._console.reading.listed(first, may_see=chrome.may_see)

    async def _open(
        self, request: Request, who: SignedIn, chrome: Chrome, conversation_id: ConversationId
    ) -> ThreadPart:
        """Return a conversation with all that is shown beside it, and record the reading.

        Raises:
            UnknownConversationError: there is none.
        """
        record = await open_record(self._console, request, who, conversation_id)
        await access_of(request).note(who, Action.CONVERSATION_READ, conversation_id)
        opened = await self._console.reading.opened(
            record, conversation_id, agent=chrome.me, language=chrome.language
        )
        others = tuple(filter(chrome.may_see, await self._console.reading.others(conversation_id)))
        return thread_part(opened, client_id=uuid4().hex, others=others)
