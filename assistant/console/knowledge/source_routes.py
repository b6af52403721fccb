"""Serve the pages of sources: read again, on and off, removed, on a schedule."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import send
from assistant.console.knowledge.knowledge_site import HOME, KnowledgeSite, KnowledgeState
from assistant.console.knowledge.knowledge_texts import say
from assistant.console.knowledge.source_list import (
    ListedSource,
    NamedSource,
    SourceKind,
    list_sources,
)
from assistant.console.setup.reading_part import render_reading
from assistant.console.setup.source_marks import EVERYTHING
from assistant.console.setup.source_schedules import NO_SCHEDULE, Every
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.web_errors import ErrorCode, RefusedError

Reader = Annotated[SignedIn, Depends(require(Permission.READ_KNOWLEDGE))]
_Manager = Annotated[SignedIn, Depends(require(Permission.MANAGE_SOURCES))]
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


class SourceForm(Form):
    """Do something with a source."""

    do: Literal["read", "on", "off", "remove", "schedule"]
    every: Every = Every.NEVER
    hour: int = Field(4, ge=0, le=23)
    weekday: int = Field(0, ge=0, le=6)


def routes(site: KnowledgeSite) -> APIRouter:
    """Return the routes of sources."""
    pages = _SourceRoutes(site)
    return page_router(
        ("GET", HOME, pages.all),
        ("POST", HOME, pages.read_all),
        ("GET", f"{HOME}/reading", pages.reading),
        ("GET", f"{HOME}/sources/{{key}}", pages.one),
        ("POST", f"{HOME}/sources/{{key}}", pages.do),
    )


@dataclass(frozen=True, slots=True)
class _SourceRoutes:
    site: KnowledgeSite

    async def all(self, request: Request, who: Reader) -> Response:
        state = await self.site.state()
        return await self.site.page(
            request,
            who,
            "knowledge_sources.html",
            at="sources",
            sources=await self._listed(state),
            conflicts=len(state.conflicts),
            **await self._reading(request),
        )

    async def read_all(self, request: Request, who: _Manager) -> Response:
        """Ask for a reading of every source."""
        await access_of(request).note(who, Action.SOURCE_CHANGED, "", {"do": "read"})
        await asyncio.to_thread(self.site.marks.want, [EVERYTHING])
        return await self._read(HOME)

    async def reading(self, request: Request, _who: Reader) -> Response:
        """Return the report of the reading alone, as it grows."""
        report = await asyncio.to_thread(self.site.sources.report)
        return send(render_reading(report, language_of(request)))

    async def one(self, request: Request, who: Reader, key: Key) -> Response:
        """Show a source with its items, its last change and its unread parts."""
        state = await self.site.state()
        listed = await self._find(key, state)
        named = listed.source
        schedules = await asyncio.to_thread(self.site.schedules.read)
        schedule = schedules.get(named.origin, NO_SCHEDULE)
        return await self.site.page(
            request,
            who,
            "knowledge_source.html",
            at="sources",
            title=_name(named, language_of(request)),
            listed=listed,
            conflicts=_of_source(listed, state),
            titles=state.titles(),
            schedule=schedule,
            next_at=schedule.next_point(self.site.console.clock.now(), self.site.zone),
            every=list(Every),
            **await self._reading(request),
        )

    async def do(self, request: Request, who: _Manager, key: Key) -> Response:
        """Read a source again, turn it on or off, remove it, or put it on a schedule."""
        asked = await read_form(request, SourceForm)
        listed = await self._find(key, await self.site.state())
        named, here = listed.source, f"{HOME}/sources/{key}"
        if not _can(named, asked.do):
            raise RefusedError(ErrorCode.NOT_FOUND)
        if listed.is_last and asked.do in {"off", "remove"}:
            return RedirectResponse(here, status_code=303)  # the page says why, since just now
        detail = {"do": asked.do, "source": named.name}
        await access_of(request).note(who, Action.SOURCE_CHANGED, key, detail)
        if asked.do == "schedule":
            await asyncio.to_thread(self._schedule, named, asked)
            return RedirectResponse(here, status_code=303)
        await asyncio.to_thread(self._mark, named, asked)
        return await self._read(HOME if asked.do == "remove" else here)

    def _schedule(self, named: NamedSource, asked: SourceForm) -> None:
        self.site.schedules.put(
            named.origin,
            every=asked.every,
            hour=asked.hour,
            weekday=asked.weekday,
            now=self.site.console.clock.now(),
        )

    def _mark(self, named: NamedSource, asked: SourceForm) -> None:
        """Mark a source for the next reading."""
        marks = self.site.marks
        match asked.do:
            case "read":
                marks.want([named.origin])
            case "on" | "off":
                marks.turn(named.origin, on=asked.do == "on")
            case _:
                self.site.sources.drop(named.name)

    async def _listed(self, state: KnowledgeState) -> Sequence[ListedSource]:
        named = await self.site.named_sources()
        return list_sources(named, state.ledger, state.tallies, state.conflicts, state.off)

    async def _find(self, key: str, state: KnowledgeState) -> ListedSource:
        for one in await self._listed(state):
            if one.source.key == key:
                return one
        raise RefusedError(ErrorCode.NOT_FOUND)

    async def _reading(self, request: Request) -> dict[str, Any]:
        """Return the values that tell of a reading that is under way."""
        report = await asyncio.to_thread(self.site.sources.report)
        return {
            "report": report,
            "reading": render_reading(report, language_of(request)),
            "reads": self.site.ask_reading is not None,
            "kinds": SourceKind,
        }

    async def _read(self, to: str) -> Response:
        if self.site.ask_reading is not None:
            await self.site.ask_reading()
        return RedirectResponse(to, status_code=303)


def _can(named: NamedSource, do: str) -> bool:
    """Return whether something can be done with a source of its kind."""
    match do:
        case "schedule":
            return named.is_asked
        case "remove":
            return named.can_remove
        case _:
            return named.can_turn


def _name(named: NamedSource, language: Language) -> str:
    is_written = named.kind is SourceKind.WRITTEN
    return say("sources.written", language) if is_written else named.name


def _of_source(listed: ListedSource, state: KnowledgeState) -> list[object]:
    keys = {item.key for item in listed.record.items} if listed.record else set()
    return [one for one in state.conflicts if one.pages & keys]
