"""Place orders at the demo shop for customers who are signed in: no money moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from assistant.commerce.checkout import BoughtPieces, CheckoutFault, CheckoutRefusedError, Till
from assistant.commerce.ports import ShopError
from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from integrations.shops.demo.basket_view import Pieces
from retrieval.catalogue.types import Product

CODE = "code"
"""The field of the form that has a code."""

_LONGEST = 64  # characters of a code that is typed


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutView:
    """Hold the end of the basket's page: nobody is signed in, a form, or the order's number."""

    is_signed_in: bool = False
    code: str = ""  # as it was typed
    fault: str = ""  # a `CheckoutFault`, or "unavailable"
    placed: str = ""  # number of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCheckout:
    """Place orders of the pieces in a basket."""

    till: Till
    products: Mapping[str, Product]  # by SKU, which is the variant's id

    async def order(
        self, customer_id: str, pieces: Pieces, body: str, *, basket: str = ""
    ) -> CheckoutView:
        """Return the view of an order that was placed, or was not; `basket` is its token."""
        typed = dict(parse_qsl(body)).get(CODE, "").strip().upper()[:_LONGEST]
        bought = [
            BoughtPieces(
                product_id=ProductId(self.products[sku].product_id),
                variant_id=VariantId(sku),
                pieces=count,
            )
            for sku, count in pieces.items()
        ]
        try:
            order = await self.till.place(
                CustomerId(customer_id), bought, code=typed, basket=basket, at=datetime.now(UTC)
            )
        except CheckoutRefusedError as refused:
            return CheckoutView(is_signed_in=True, code=typed, fault=refused.why)
        except ShopError:
            return CheckoutView(is_signed_in=True, code=typed, fault="unavailable")
        return CheckoutView(is_signed_in=True, placed=order.number)


FAULTS = (*CheckoutFault, "unavailable")
"""The faults that the pages have words for."""
