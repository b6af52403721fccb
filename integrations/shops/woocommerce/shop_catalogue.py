"""Read the products and pages of a WooCommerce shop; implements `commerce.ports.Catalogue`.

Pages are WordPress's: they are asked for without the key, as every visitor may read them.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#product-properties,
#list-all-product-categories, #list-all-setting-options;
developer.wordpress.org/rest-api/reference/pages
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import Field

from assistant.answers.amount_text import major_units
from assistant.commerce.ports import PAGES_AWAY, CatalogueRecord, ShopUnavailableError
from integrations.shops.woocommerce.api_payloads import (
    Name,
    ProductPayload,
    Text,
    Variation,
    WooPayload,
    read,
)
from integrations.shops.woocommerce.client import RestClient
from retrieval.catalogue.types import BadRow, UnreadableError
from retrieval.catalogue.written_prices import parse_plain

SYSTEM = "WooCommerce"
_NO_CATEGORY = frozenset({"uncategorized", "non-classe"})  # what WooCommerce puts all others into
_PLACES = frozenset(f"woocommerce_{one}_page_id" for one in ("cart", "checkout", "myaccount"))
"""Settings of pages that tell nothing of the shop: they are forms."""


class _Category(WooPayload):
    id: int
    name: Name = ""
    slug: str = ""
    parent: int = 0


class _Named(WooPayload):
    id: int = 0
    name: Name = ""


class _Attribute(WooPayload):
    name: Name = ""
    options: tuple[Name, ...] = ()
    visible: bool = True
    variation: bool = False


class _Picture(WooPayload):
    src: Text = ""


class _Priced(Variation):
    sku: Text = ""
    regular_price: Text = ""


class _Offered(ProductPayload):
    permalink: Text = ""
    description: Text = ""
    short_description: Text = ""
    catalog_visibility: str = "visible"
    post_password: Text = ""
    categories: tuple[_Named, ...] = ()
    brands: tuple[_Named, ...] = ()  # since 9.6
    images: tuple[_Picture, ...] = ()
    attributes: tuple[_Attribute, ...] = ()

    @property
    def refusal(self) -> str:
        """Return why customers are not shown the product; "": they are."""
        if self.catalog_visibility == "hidden":
            return "it is hidden in the shop"
        if self.post_password:
            return "it is protected by a password in the shop"
        return "it is a group: its parts are read by themselves" if self.type == "grouped" else ""


class _Rendered(WooPayload):
    rendered: Text = ""
    protected: bool = False


class _WordPressPage(WooPayload):
    id: int
    link: Text = ""
    title: _Rendered = Field(default_factory=_Rendered)
    content: _Rendered = Field(default_factory=_Rendered)


@dataclass(frozen=True, slots=True, kw_only=True)
class WooCatalogue:
    """Read everything that a shop offers and says, as its customers see it."""

    client: RestClient
    wordpress: RestClient  # of the same shop, without a key
    tax_percent: Decimal = Decimal(0)  # added to prices, for shops that keep them without tax
    _categories: dict[int, _Category] = field(default_factory=dict, init=False)

    async def read(self) -> AsyncIterator[CatalogueRecord | BadRow]:
        current = await self.client.get("data/currencies/current")
        currency = str((current or {}).get("code", ""))
        yield {"currency": currency}
        async for row in self.client.every("products/categories"):
            category = read(_Category, row)
            self._categories[category.id] = category
        async for row in self.client.every("products", {"status": "publish"}):
            yield await self._product(row, currency)
        try:
            async for page in self._pages():
                yield page
        except ShopUnavailableError as error:
            yield BadRow(file=SYSTEM, line=None, reason=f"{PAGES_AWAY}: {error}")

    async def _product(self, row: Mapping[str, Any], currency: str) -> CatalogueRecord | BadRow:
        product = read(_Offered, row)
        if product.refusal:
            return _left_out(product.name, product.refusal)
        if product.type == "variable":
            path = f"products/{product.id}/variations"
            choices = [read(_Priced, one) async for one in self.client.every(path)]
            choices.sort(key=lambda one: one.menu_order)  # ids stay in order where it is the same
        else:
            choices = [read(_Priced, row).model_copy(update={"attributes": ()})]
        sold = [one for one in choices if one.status == "publish" and one.price]
        if not sold:
            return _left_out(product.name, "it has no price: nobody can buy it")
        try:
            variants = [self._variant(one, currency) for one in sold]
        except UnreadableError as error:
            return _left_out(product.name, str(error))
        return {
            "id": str(product.id),
            "title": product.name,
            "description": "\n\n".join(
                filter(None, (product.short_description, product.description))
            ),
            "category": self._path(product.categories),
            "brand": next((one.name for one in product.brands), ""),
            "attributes": [
                {"name": one.name, "value": ", ".join(one.options)}
                for one in product.attributes
                if one.visible and not one.variation and one.options
            ],
            "url": product.permalink,
            "image": next((one.src for one in product.images), ""),
            "variants": variants,
        }

    def _variant(self, one: _Priced, currency: str) -> dict[str, Any]:
        return {
            "sku": one.sku,
            "options": {chosen.name: chosen.option for chosen in one.attributes if chosen.option},
            "price": self._amount(one.price, currency),
            "compare_at": self._amount(one.regular_price, currency) if one.regular_price else None,
            "stock": None if one.stock is None else str(one.stock),
        }

    def _amount(self, price: str, currency: str) -> str:
        return str(major_units(parse_plain(price, currency, tax_percent=self.tax_percent)))

    def _path(self, named: Iterable[_Named]) -> Sequence[str]:
        """Return the longest path of categories, widest first."""
        return max((self._above(one.id) for one in named), key=len, default=[])

    def _above(self, category_id: int) -> list[str]:
        path: list[str] = []
        seen: set[int] = set()
        category = self._categories.get(category_id)
        while category and category.id not in seen and category.slug not in _NO_CATEGORY:
            seen.add(category.id)
            path.insert(0, category.name)
            category = self._categories.get(category.parent)
        return path

    async def _pages(self) -> AsyncIterator[CatalogueRecord | BadRow]:
        forms = await self._forms()
        async for row in self.wordpress.every("pages"):
            page = read(_WordPressPage, row)
            if str(page.id) in forms:
                continue
            title = page.title.rendered
            if page.content.protected:
                yield _left_out(title, "it is protected by a password in the shop")
            elif not page.content.rendered.strip():
                yield _left_out(title, "the page has no text: it may be made by a script")
            else:
                yield {
                    "id": f"page-{page.id}",
                    "title": title,
                    "text": page.content.rendered,
                    "url": page.link,
                }

    async def _forms(self) -> frozenset[str]:
        """Return the ids of the pages that are forms of WooCommerce."""
        rows = await self.client.list("settings/advanced", most=100)
        return frozenset(str(one.get("value")) for one in rows if one.get("id") in _PLACES)


def _left_out(title: str, reason: str) -> BadRow:
    return BadRow(file=f"{SYSTEM}: {title}", line=None, reason=reason)
