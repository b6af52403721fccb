"""Read the products that a Shopify store sells now; implements `commerce.ports.Assortment`."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.message import Language
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import (
    ProductNode,
    TranslatedName,
    Translation,
    VariantNode,
    read,
    read_money,
    read_options,
)
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.paged_lists import MAX_PAGES

GID = "gid://shopify/Product/"
KEEP_S = 10.0
"""How long a product is kept, so that a turn asks once; effects read stock afresh and drop it."""

_MAX_KEPT = 500

_NOT_SOLD = frozenset({"ARCHIVED", "DRAFT"})


@dataclass(slots=True, kw_only=True)
class ShopifyAssortment:
    """Read products, and keep them for a moment.

    Source: shopify.dev/docs/api/admin-graphql/latest/objects/Product, .../ProductVariant
    """

    client: AdminClient
    installation: Installation
    now: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, Language], tuple[float, SoldProduct | None]] = field(
        default_factory=dict, init=False
    )

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        if not product_id.startswith(GID):
            return None
        key = (product_id, language)
        until, kept = self._kept.get(key, (0.0, None))
        if until > self.now():
            return kept
        found = await self._read(product_id, language)
        if len(self._kept) >= _MAX_KEPT:
            self._kept.clear()
        self._kept[key] = (self.now() + KEEP_S, found)
        return found

    def drop(self, product_id: str | None = None) -> None:
        """Forget a product, or all: the shop says that something changed."""
        if product_id is None:
            self._kept.clear()
            return
        for key in [key for key in self._kept if key[0] == product_id]:
            del self._kept[key]

    async def _read(self, product_id: ProductId, language: Language) -> SoldProduct | None:
        translated = "read_translations" in await self.installation.scopes()
        document = graphql_queries.product(translated=translated)
        more: dict[str, object] = {"locale": language} if translated else {}
        first: ProductNode | None = None
        variants: list[VariantNode] = []
        after: str | None = None
        currency = ""
        for _ in range(MAX_PAGES):
            answer: dict[str, Any] = await self.client.ask(
                document, id=product_id, after=after, **more
            )
            if answer["product"] is None:
                return None
            node = read(ProductNode, answer["product"])
            if node.status in _NOT_SOLD:
                return None
            first, currency = first or node, answer["shop"]["currencyCode"]
            variants += node.variants.nodes
            after = node.variants.page_info.end_cursor
            if not node.variants.page_info.has_next_page:
                break
        return _sold(first, variants, currency) if first else None


def _sold(node: ProductNode, variants: list[VariantNode], currency: str) -> SoldProduct:
    names = {one.name: _worded(one) for one in node.options}
    values = {(o.name, v.name): _worded(v) for o in node.options for v in o.option_values}
    return SoldProduct(
        product_id=ProductId(node.id),
        title=_translated(node.translations, "title") or node.title,
        variants=tuple(
            SoldVariant(
                variant_id=VariantId(one.id),
                options=tuple(
                    (names.get(name, name), values.get((name, value), value))
                    for name, value in read_options(one.selected_options)
                ),
                price=read_money(one.price, currency),
                stock=one.stock,
            )
            for one in variants
        ),
    )


def _worded(named: TranslatedName) -> str:
    return _translated(named.translations, "name") or named.name


def _translated(translations: tuple[Translation, ...], key: str) -> str:
    return next((one.value for one in translations if one.key == key and one.value), "")
