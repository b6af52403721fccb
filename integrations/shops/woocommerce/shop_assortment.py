"""Read the products that a WooCommerce shop sells; implements `commerce.ports.Assortment`.

Core WooCommerce has one language. A product without variations is its own only variant.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#retrieve-a-product,
#list-all-product-variations, #retrieve-current-currency
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.message import Language
from integrations.shops.woocommerce.api_payloads import ProductPayload, Tagged, Variation, read
from integrations.shops.woocommerce.client import RestClient
from retrieval.catalogue.types import UnreadableError
from retrieval.catalogue.written_prices import parse_plain

KEEP_S = 10.0
"""How long a product is kept, so that a turn asks once; effects read stock afresh and drop it."""

KEEP_TAGS_S = 600.0
"""How long a product's tags are kept: they decide only what may be taken back."""

_MAX_KEPT = 500
_MAX_VARIANTS = 1000


@dataclass(slots=True, kw_only=True)
class WooAssortment:
    """Read products, and keep them for a moment."""

    client: RestClient
    tax_percent: Decimal = Decimal(0)  # added to prices, for shops that keep them without tax
    final_sale_tag: str = "final-sale"  # slug; "": no product is
    now: Callable[[], float] = time.monotonic
    _currency: str = field(default="", init=False)
    _kept: dict[str, tuple[float, SoldProduct | None]] = field(default_factory=dict, init=False)
    _final: dict[int, tuple[float, bool]] = field(default_factory=dict, init=False)

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        del language  # core WooCommerce has one
        if not (product_id.isascii() and product_id.isdigit()):
            return None
        until, kept = self._kept.get(product_id, (0.0, None))
        if until > self.now():
            return kept
        found = await self.fresh(product_id)
        if len(self._kept) >= _MAX_KEPT:
            self._kept.clear()
        self._kept[product_id] = (self.now() + KEEP_S, found)
        return found

    async def fresh(self, product_id: str) -> SoldProduct | None:
        """Return a product as it is now; None: it is not sold, or not any more."""
        found = await self.client.get(f"products/{product_id}")
        if found is None:
            return None
        product = read(ProductPayload, found)
        if product.status != "publish":
            return None
        if product.type == "variable":
            rows = await self.client.list(
                f"products/{product_id}/variations",
                {"orderby": "id", "order": "asc"},
                most=_MAX_VARIANTS,
            )
            choices = [read(Variation, row) for row in rows]
            choices.sort(key=lambda one: one.menu_order)  # ids stay in order where it is the same
        else:
            only = read(Variation, found)
            choices = [only.model_copy(update={"attributes": ()})]  # its own only describe it
        currency = await self._code()
        return SoldProduct(
            product_id=ProductId(product_id),
            title=product.name,
            variants=tuple(
                self._sold(one, currency)
                for one in choices
                if one.status == "publish" and one.price
            ),
        )

    async def final_sale(self, product_ids: Iterable[int]) -> frozenset[int]:
        """Return which of these are not taken back: their tags say it."""
        ids = {one for one in product_ids if one}
        if not self.final_sale_tag or not ids:
            return frozenset()
        now = self.now()
        unknown = {one for one in ids if self._final.get(one, (0.0, False))[0] <= now}
        if unknown:
            asked = {"include": ",".join(map(str, sorted(unknown))), "_fields": "id,tags"}
            rows = await self.client.list("products", asked, most=len(unknown))
            tagged = {
                one.id
                for one in (read(Tagged, row) for row in rows)
                if any(tag.slug == self.final_sale_tag for tag in one.tags)
            }
            if len(self._final) >= _MAX_KEPT:
                self._final.clear()
            self._final |= {one: (now + KEEP_TAGS_S, one in tagged) for one in unknown}
        return frozenset(one for one in ids if self._final.get(one, (0.0, False))[1])

    def drop(self, product_id: str | None = None) -> None:
        """Forget a product, or all: the shop says that something changed."""
        if product_id is None:
            self._kept.clear()
            self._final.clear()
            return
        self._kept.pop(product_id, None)
        if product_id.isdigit():
            self._final.pop(int(product_id), None)

    async def _code(self) -> str:
        """Return the shop's currency, which its products do not tell."""
        if not self._currency:
            found = await self.client.get("data/currencies/current")
            self._currency = str((found or {}).get("code", ""))
        return self._currency

    def _sold(self, one: Variation, currency: str) -> SoldVariant:
        try:
            price = parse_plain(one.price, currency, tax_percent=self.tax_percent)
        except UnreadableError:
            msg = "WooCommerce's answer has a price that cannot be read"
            raise ShopUnavailableError(msg) from None
        return SoldVariant(
            variant_id=VariantId(str(one.id)),
            options=tuple((chosen.name, chosen.option) for chosen in one.attributes),
            price=price,
            stock=one.stock,
        )
