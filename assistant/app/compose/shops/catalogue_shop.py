"""Open a shop of the index alone, where no shop system is connected: baskets become links.

Such a shop has no customers and no orders that the assistant could see.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import Baskets, ShopRefusedError, ShopSystem
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId, VariantId
from assistant.conversation.message import Language
from assistant.messages.ports import Index
from retrieval.catalogue.types import Product


class NobodyKnown:
    """Find no customer and no order, and have no effect."""

    async def with_id(self, customer_id: CustomerId) -> Customer | None:  # noqa: ARG002  # a port
        return None

    async def with_email(self, email: str) -> Customer | None:  # noqa: ARG002
        return None

    async def named(
        self,
        given_name: str,  # noqa: ARG002
        family_name: str,  # noqa: ARG002
        postcode: str,  # noqa: ARG002
    ) -> tuple[Customer, ...]:
        return ()

    async def with_number(self, number: str) -> Order | None:  # noqa: ARG002
        return None

    async def of_customer(
        self,
        customer_id: CustomerId,  # noqa: ARG002
        *,
        limit: int,  # noqa: ARG002
    ) -> tuple[Order, ...]:
        return ()

    async def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:  # noqa: ARG002
        none: tuple[SoldLine, ...] = ()
        for line in none:
            yield line

    async def execute(self, permit: Permit) -> Receipt:  # noqa: ARG002
        msg = "there is no shop system"
        raise ShopRefusedError(msg)

    async def receipt(self, key: str) -> Receipt | None:  # noqa: ARG002
        return None

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:  # noqa: ARG002
        return None

    async def refuses(self) -> frozenset[str]:
        return frozenset()


@dataclass(slots=True, kw_only=True)
class IndexedAssortment:
    """Find products in the index as it is now; prices and stock are as of the last indexing."""

    index: Index
    _version: str = field(default="", init=False)
    _products: dict[tuple[str, str], Product] = field(default_factory=dict, init=False)

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        searcher = (await self.index.current()).searcher
        if searcher.version != self._version:
            found = {(one.product_id, one.language): one for one in searcher.products()}
            self._version, self._products = searcher.version, found
        other = (one for (known, _), one in self._products.items() if known == product_id)
        product = self._products.get((product_id, language)) or next(other, None)
        return _sold(product) if product else None


def _sold(product: Product) -> SoldProduct:
    """Return a product with the variants that have a price and a number of their own."""
    return SoldProduct(
        product_id=ProductId(product.product_id),
        title=product.title,
        variants=tuple(
            SoldVariant(
                variant_id=VariantId(one.sku or product.product_id),
                options=one.options,
                price=one.price,
                stock=one.stock,
            )
            for one in product.variants
            if one.price is not None and (one.sku or len(product.variants) == 1)
        ),
    )


def catalogue_shop(index: Index, baskets: Baskets) -> ShopSystem:
    """Return a shop of nothing but the products of the index."""
    nobody = NobodyKnown()
    assortment = IndexedAssortment(index=index)
    return ShopSystem(customers=nobody, orders=nobody, assortment=assortment, baskets=baskets)
