"""Serve the pages that the assistant reads: searched, and each with its statements and answers."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.console.knowledge.index_view import IndexedPage
from assistant.console.knowledge.knowledge_site import HOME, KnowledgeSite
from assistant.console.knowledge.listed_pages import list_part
from assistant.console.knowledge.source_list import NamedSource, SourceKind, page_key
from assistant.console.knowledge.source_routes import Key, Reader
from assistant.console.knowledge.source_tallies import NO_USE, ItemKey
from assistant.console.shell.page_router import page_router
from assistant.kit.web.web_errors import ErrorCode, RefusedError

PAGES = f"{HOME}/pages"

Words = Annotated[str, Query(max_length=200)]
PageNumber = Annotated[int, Query(ge=0, le=100_000)]


def routes(site: KnowledgeSite) -> APIRouter:
    """Return the routes of pages."""
    pages = _PageRoutes(site)
    return page_router(("GET", PAGES, pages.list), ("GET", f"{PAGES}/{{key}}", pages.one))


@dataclass(frozen=True, slots=True)
class _PageRoutes:
    site: KnowledgeSite

    async def list(
        self,
        request: Request,
        who: Reader,
        q: Words = "",
        source: Annotated[str, Query(max_length=16)] = "",
        page: PageNumber = 0,
    ) -> Response:
        state, named = await self.site.state(), await self.site.named_sources()
        view = await asyncio.to_thread(self.site.contents.view)
        sources = {one.origin: one for one in named}
        origins = state.origins
        only = next((one for one in named if one.key == source), None)

        def fits(one: IndexedPage) -> bool:
            return only is None or origins.get(one.key) == only.origin

        part = list_part(view.pages, words=q, number=page, tallies=state.tallies, fits=fits)
        return await self.site.page(
            request,
            who,
            "knowledge_pages.html",
            at="pages",
            part=part,
            q=q,
            source=source if only else "",
            only=only,
            every=len(view.pages),
            tallies=state.tallies,
            no_use=NO_USE,
            conflicts={key for one in state.conflicts for key in one.pages},
            source_of=lambda key: sources.get(origins.get(key, "")),
            kinds=SourceKind,
        )

    async def one(self, request: Request, who: Reader, key: Key) -> Response:
        """Show a page with its statements, and the questions that it answered."""
        view = await asyncio.to_thread(self.site.contents.view)
        page = next((one for one in view.pages if page_key(one.key) == key), None)
        if page is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        state = await self.site.state()
        source = await self._source(state.origins.get(page.key))
        passages = await asyncio.to_thread(self.site.contents.passages, page.key)
        return await self.site.item_page(
            request,
            who,
            "knowledge_page.html",
            page,
            passages=passages,
            among=view.pages,
            state=state,
            at="pages",
            conflicts=[one for one in state.conflicts if page.key in one.pages],
            titles=state.titles(),
            source=source,
            draft=await self._draft(page.key, source),
            kinds=SourceKind,
        )

    async def _source(self, origin: str | None) -> NamedSource | None:
        return next((one for one in await self.site.named_sources() if one.origin == origin), None)

    async def _draft(self, key: ItemKey, source: NamedSource | None) -> str:
        """Return the id of the draft that a page was written as; "": it comes from elsewhere."""
        if source is None or source.kind is not SourceKind.WRITTEN:
            return ""
        return await self.site.find_draft(key[1], key[2])
