"""Serve the products that the assistant knows: searched, each with its facts and its gaps."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.console.knowledge.index_view import IndexedProduct, IndexView
from assistant.console.knowledge.knowledge_site import HOME, KnowledgeSite
from assistant.console.knowledge.lacking_products import ProductLacks, find_lacks
from assistant.console.knowledge.listed_pages import list_part
from assistant.console.knowledge.page_routes import PageNumber, Words
from assistant.console.knowledge.source_list import page_key
from assistant.console.knowledge.source_routes import Key, Reader
from assistant.console.knowledge.source_tallies import NO_USE, ItemKey
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.web_errors import ErrorCode, RefusedError

PRODUCTS = f"{HOME}/products"
_NO_LACKS = ProductLacks()


def routes(site: KnowledgeSite) -> APIRouter:
    """Return the routes of products."""
    pages = _ProductRoutes(site)
    return page_router(("GET", PRODUCTS, pages.list), ("GET", f"{PRODUCTS}/{{key}}", pages.one))


@dataclass(frozen=True, slots=True)
class _ProductRoutes:
    site: KnowledgeSite

    async def list(
        self,
        request: Request,
        who: Reader,
        q: Words = "",
        lacking: bool = False,  # noqa: FBT001, FBT002 - of the address
        page: PageNumber = 0,
    ) -> Response:
        """Show the products in the reader's language; others where they are in no other."""
        state = await self.site.state()
        view = await asyncio.to_thread(self.site.contents.view)
        products, lacks = await asyncio.to_thread(_listed, view, language_of(request))

        def fits(one: IndexedProduct) -> bool:
            return not lacking or one.key in lacks

        part = list_part(products, words=q, number=page, tallies=state.tallies, fits=fits)
        return await self.site.page(
            request,
            who,
            "knowledge_products.html",
            at="products",
            part=part,
            q=q,
            lacking=lacking,
            every=len(products),
            lack_count=sum(one.key in lacks for one in products),
            lacks=lacks,
            tallies=state.tallies,
            no_use=NO_USE,
            no_lacks=_NO_LACKS,
        )

    async def one(self, request: Request, who: Reader, key: Key) -> Response:
        """Show a product with all facts and statements, its gaps, and its questions."""
        view = await asyncio.to_thread(self.site.contents.view)
        found = next((one for one in view.products if page_key(one.key) == key), None)
        passages = await asyncio.to_thread(self.site.contents.passages, found.key) if found else ()
        if found is None or not passages or passages[0].product is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        state = await self.site.state()
        _, lacks = await asyncio.to_thread(_listed, view, language_of(request))
        asked = None
        if who.may(Permission.READ_INSIGHTS):
            asked = await self.site.asked_of(found.key[1], language_of(request))
        return await self.site.item_page(
            request,
            who,
            "knowledge_product.html",
            found,
            passages=passages,
            among=view.products,
            state=state,
            at="products",
            product=passages[0].product,
            lacks=lacks.get(found.key, _NO_LACKS),
            asked=asked,
        )


@lru_cache(maxsize=2)
def _listed(
    view: IndexView, language: str
) -> tuple[Sequence[IndexedProduct], Mapping[ItemKey, ProductLacks]]:
    """Return each product once, in `language` if it has it, and the lacks of all."""
    once: dict[str, IndexedProduct] = {}
    for one in view.products:
        if one.key[1] not in once or one.language == language:
            once[one.key[1]] = one
    return list(once.values()), find_lacks(view.products)
