"""Show the data that is kept of a person, export it as a file, or erase it for good."""

from dataclasses import dataclass, replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import JSONResponse, Response

from assistant.console.conversations.case_list import tag
from assistant.console.conversations.console_forms import PathId
from assistant.console.conversations.console_parts import (
    Console,
    check_open,
    make_chrome,
    send,
)
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import HEADERS, NO_STORE
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import say
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import Case
from assistant.desk.privacy.person import Person, PersonQuery
from assistant.desk.privacy.privacy_service import Privacy, pseudonym
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.ports import UnknownConversationError

_SHOWN = 50  # conversations that the page names; it counts the others
_DRAFTS = 50

_Exporter = Annotated[SignedIn, Depends(require(Permission.EXPORT_CUSTOMER))]
_Eraser = Annotated[SignedIn, Depends(require(Permission.ERASE_CUSTOMER))]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_CONVERSATIONS))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOverview:
    """Hold a person, their conversations and the counts of other data, as the page shows them."""

    person: Person
    cases: tuple[Case, ...]  # at most `_SHOWN`, newest first
    others: dict[str, int]  # things that are kept beside conversations, by the store's name
    proven: bool  # who wrote the conversation has proven who they are


def routes(console: Console, privacy: Privacy, *, keep_days: int) -> APIRouter:
    """Return the routes of the page, the export and the erasure.

    `keep_days` is the retention time; 0: there is none.
    """
    pages = _PrivacyPages(console, privacy, keep_days)
    conversation = "/console/c/{conversation_id}"
    return page_router(
        ("GET", f"{conversation}/privacy", pages.show),
        ("GET", f"{conversation}/export.json", pages.export),
        ("POST", f"{conversation}/erase", pages.erase),
        ("GET", "/console/drafts", pages.gone),
    )


@dataclass(frozen=True, slots=True)
class _PrivacyPages:
    console: Console
    privacy: Privacy
    keep_days: int

    async def show(self, request: Request, who: _Exporter, conversation_id: PathId) -> Response:
        one = await self._open(request, who, conversation_id)
        return await self._page(request, who, one)

    async def export(
        self,
        request: Request,
        who: _Exporter,
        conversation_id: PathId,
        files: Annotated[bool, Query()] = False,  # noqa: FBT002 - in the address
    ) -> Response:
        one = await self._open(request, who, conversation_id)
        person = await self.privacy.find(PersonQuery(conversation_id=one))
        document = await self.privacy.export(person, by=who.agent.agent_id, content=files)
        option = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
        name = f"comptoir-{pseudonym(person)}.json"
        return Response(
            orjson.dumps(document, default=str, option=option),
            media_type="application/json",
            headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def erase(
        self,
        request: Request,
        who: _Eraser,
        conversation_id: PathId,
        confirm: Annotated[str, Form(max_length=100)] = "",
    ) -> Response:
        one = await self._open(request, who, conversation_id)
        if not _confirms(confirm, one):
            return await self._page(request, who, one, wrong=True)
        person = await self.privacy.find(PersonQuery(conversation_id=one))
        erased = await self.privacy.erase(person, by=who.agent.agent_id)
        chrome = await make_chrome(self.console, request, who)
        html = self.console.pages.beside(
            "erased.html",
            replace(chrome, here="/console"),  # this page cannot be opened again
            title=say("privacy.erased", chrome.language),
            erased=erased,
            at=self.privacy.clock.now(),
            number=pseudonym(person),
        )
        return send(html)

    async def gone(
        self, request: Request, who: _Reader, ids: Annotated[str, Query(max_length=4000)] = ""
    ) -> Response:
        """Return the conversations that the agent cannot open: pages drop their drafts of them."""
        asked = [ConversationId(one) for one in ids.split(",")[:_DRAFTS] if one]
        gone = [one for one in asked if await self._is_gone(request, who, one)]
        return JSONResponse({"gone": gone}, headers=NO_STORE)

    async def _is_gone(self, request: Request, who: SignedIn, one: ConversationId) -> bool:
        try:
            await check_open(self.console, request, who, one)
        except UnknownConversationError:
            return True
        return False

    async def _open(self, request: Request, who: SignedIn, conversation_id: str) -> ConversationId:
        """Return the id of a conversation that the agent may open.

        Raises:
            UnknownConversationError: there is none, or not for them, or it was erased.
        """
        one = ConversationId(conversation_id)
        await check_open(self.console, request, who, one)
        return one

    async def _page(
        self, request: Request, who: SignedIn, one: ConversationId, *, wrong: bool = False
    ) -> Response:
        await access_of(request).note(who, Action.CUSTOMER_READ, one)
        chrome = await make_chrome(self.console, request, who)
        html = self.console.pages.beside(
            "privacy.html",
            chrome,
            title=say("privacy.title", chrome.language),
            conversation_id=one,
            name=tag(one),
            kept=await self._kept(one),
            keep_days=self.keep_days,
            wrong=wrong,
        )
        return send(html, status=422 if wrong else 200)

    async def _kept(self, one: ConversationId) -> PersonOverview:
        person = await self.privacy.find(PersonQuery(conversation_id=one))
        found = [await self.console.reading.case(each) for each in person.conversations]
        cases = sorted((case for case in found if case), key=lambda case: case.last_at)[::-1]
        this = next((case for case in cases if case.conversation_id == one), None)
        return PersonOverview(
            person=person,
            cases=tuple(cases[:_SHOWN]),
            others=await self.privacy.count(person),
            proven=this is not None and this.customer_id is not None,
        )


def _confirms(given: str, one: ConversationId) -> bool:
    """Return whether the typed text is the conversation's id or, in any case, a confirmation."""
    words = {say("privacy.word", language).casefold() for language in ("fr", "en")}
    return given.strip() == one or given.strip().casefold() in words
