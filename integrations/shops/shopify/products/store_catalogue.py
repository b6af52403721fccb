"""Read the products and pages of a Shopify store; implements `commerce.ports.Catalogue`.

Sources: shopify.dev/docs/api/admin-graphql/latest/queries/products, .../queries/pages,
.../objects/ShopPolicy, shopify.dev/docs/api/usage/pagination-graphql
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers.amount_text import major_units
from assistant.commerce.ports import CatalogueRecord, ShopUnavailableError
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import (
    PageInfo,
    VariantNode,
    read,
    read_money,
    read_options,
)
from integrations.shops.shopify.client import AdminClient, Json
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.paged_lists import follow
from retrieval.catalogue.types import BadRow, UnreadableError

SYSTEM = "Shopify"
_NEEDED = frozenset({"read_products", "read_inventory"})
_PAGE_SCOPES = frozenset({"read_content", "read_online_store_pages"})  # either is enough
_POLICY_SCOPE = "read_legal_policies"

Words = Mapping[str, Mapping[str, str]]
"""What is translated of something: by language, then by its key."""


class _OfferedVariant(VariantNode):
    sku: str | None = None
    compare_at_price: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyCatalogue:
    """Read everything that a store offers and says in its online shop."""

    client: AdminClient
    installation: Installation
    languages: Sequence[str]  # of the shop's customers, the main one first

    async def read(self) -> AsyncIterator[CatalogueRecord | BadRow]:
        scopes = await self.installation.scopes()
        if missing := sorted(_NEEDED - scopes):
            msg = f"the app lacks the access scopes {', '.join(missing)}"
            raise ShopUnavailableError(msg)
        shop = (await self.client.ask(graphql_queries.CURRENCY))["shop"]
        currency = str(shop["currencyCode"])
        yield {"currency": currency}
        languages = self.languages if "read_translations" in scopes else ()
        async for node in self._every(graphql_queries.catalogue(languages), "products"):
            yield await self._product(node, currency, languages)
        async for one in self._pages(scopes, str(shop["primaryDomain"]["url"]), languages):
            yield one
        async for one in self._policies(scopes, languages):
            yield one

    async def _every(self, document: str, name: str) -> AsyncIterator[Json]:
        """Yield the nodes of a list, page by page, however many there are."""
        page = PageInfo(hasNextPage=True)
        while page.has_next_page:
            found = (await self.client.ask(document, after=page.end_cursor))[name]
            page = read(PageInfo, found["pageInfo"])
            for node in found["nodes"]:
                yield node

    async def _product(
        self, node: Json, currency: str, languages: Sequence[str]
    ) -> CatalogueRecord | BadRow:
        variants = await self._variants(node)
        words = _words(node, languages)
        preview = (node["featuredMedia"] or {}).get("preview") or {}
        try:
            rows = [_variant(one, node, currency, words) for one in variants]
        except UnreadableError as error:
            return BadRow(file=f"{SYSTEM}: {node['title']}", line=None, reason=str(error))
        return {
            "id": node["id"],
            "title": _said(node["title"], words, "title", self.languages),
            "description": _said(node["descriptionHtml"], words, "body_html", self.languages),
            "category": _category(node),
            "brand": node["vendor"],
            "attributes": [{"name": "Tags", "value": ", ".join(node["tags"])}]
            if node["tags"]
            else [],
            "url": node["onlineStoreUrl"] or "",
            "image": (preview.get("image") or {}).get("url") or "",
            "variants": rows,
        }

    async def _variants(self, node: Json) -> Sequence[_OfferedVariant]:
        first = [read(_OfferedVariant, one) for one in node["variants"]["nodes"]]

        async def fetch(after: str | None) -> Json:
            document = graphql_queries.MORE_OFFERED
            product = (await self.client.ask(document, id=node["id"], after=after))["product"]
            gone: Json = {"nodes": [], "pageInfo": {"hasNextPage": False}}
            found: Json = product["variants"] if product else gone
            return found

        page = read(PageInfo, node["variants"]["pageInfo"])
        return [*first, *await follow(_OfferedVariant, fetch, page=page)]

    async def _pages(
        self, scopes: frozenset[str], url: str, languages: Sequence[str]
    ) -> AsyncIterator[CatalogueRecord | BadRow]:
        if _PAGE_SCOPES.isdisjoint(scopes):
            yield _lacking("pages", "read_content")
            return
        async for node in self._every(graphql_queries.pages(languages), "pages"):
            if node["isPublished"]:
                place = f"{url.rstrip('/')}/pages/{node['handle']}"
                yield self._text(node, place, languages, key="body_html")

    async def _policies(
        self, scopes: frozenset[str], languages: Sequence[str]
    ) -> AsyncIterator[CatalogueRecord | BadRow]:
        if _POLICY_SCOPE not in scopes:
            yield _lacking("policies", _POLICY_SCOPE)
            return
        document = graphql_queries.policies(languages)
        for node in (await self.client.ask(document))["shop"]["shopPolicies"]:
            yield self._text(node, node["url"], languages, key="body")

    def _text(
        self, node: Json, url: str, languages: Sequence[str], *, key: str
    ) -> CatalogueRecord | BadRow:
        if not str(node["body"] or "").strip():
            file = f"{SYSTEM}: {node['title']}"
            return BadRow(file=file, line=None, reason="it has no text: fill it in")
        words = _words(node, languages)
        return {
            "id": node["id"],
            "title": _said(node["title"], words, "title", self.languages),
            "text": _said(node["body"], words, key, self.languages),
            "url": url,
        }


def _lacking(what: str, scope: str) -> BadRow:
    reason = f"its {what} are not read: give the app the access scope {scope}"
    return BadRow(file=SYSTEM, line=None, reason=reason)


def _category(node: Json) -> Sequence[str]:
    """Return the shop's own type of the product, else its path in Shopify's taxonomy."""
    if node["productType"]:
        return [str(node["productType"])]
    path = str((node["category"] or {}).get("fullName") or "")
    return [part.strip() for part in path.split(">") if part.strip()]


def _words(node: Json, languages: Sequence[str]) -> Words:
    """Return the translations of a thing; none is into the language of the store itself."""
    said = {
        one: {row["key"]: row["value"] for row in node[f"in_{one}"] if row["value"]}
        for one in languages
    }
    return {one: texts for one, texts in said.items() if texts}


def _said(own: str, words: Words, key: str, languages: Sequence[str]) -> str | dict[str, str]:
    """Return a text by language, or once where it is not translated."""
    if not words:
        return own
    first = next((one for one in languages if one not in words), "")
    texts = {first: own} if first else {}
    return texts | {one: translated.get(key, own) for one, translated in words.items()}


def _variant(one: _OfferedVariant, node: Json, currency: str, words: Words) -> dict[str, Any]:
    chosen = read_options(one.selected_options)
    return {
        "sku": one.sku or "",
        "options": dict(chosen) if not words else _options(chosen, node, words),
        "price": _amount(one.price, currency),
        "compare_at": _amount(one.compare_at_price, currency) if one.compare_at_price else None,
        "stock": None if one.stock is None else str(max(0, one.stock)),
    }


def _options(
    chosen: Sequence[tuple[str, str]], node: Json, words: Words
) -> Mapping[str, Mapping[str, str]]:
    """Return the choices of a variant by language, those of the store itself among them."""
    said: dict[str, Mapping[str, str]] = {}
    for language in words:
        names = {one["name"]: _named(one, language) for one in node["options"]}
        values = {
            (one["name"], value["name"]): _named(value, language)
            for one in node["options"]
            for value in one["optionValues"]
        }
        said[language] = {
            names.get(name, name): values.get((name, value), value) for name, value in chosen
        }
    return {"": dict(chosen), **said}


def _named(node: Json, language: str) -> str:
    rows = node[f"in_{language}"]
    return next((str(one["value"]) for one in rows if one["value"]), str(node["name"]))


def _amount(amount: str, currency: str) -> str:
    return str(major_units(read_money(amount, currency)))
