"""Convert an order of a Shopify store to its sales, net of returns and refunds. Pure.

Pieces that left an order are those that `currentQuantity` lacks: the Admin API tells them apart as
taken out and as returned only by refunds, which a bulk operation cannot list by line. So they count
as returned once anything of the order was sent, and as never sold before.
Source: shopify.dev/docs/api/admin-graphql/latest/objects/LineItem, .../objects/Order
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from types import MappingProxyType

from pydantic import Field

from assistant.commerce.amounts import Money, times
from assistant.commerce.basket_tokens import NAME, read_token
from assistant.commerce.sales import SoldLine, region_of, share_out
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from integrations.shops.shopify.api_payloads import (
    Connection,
    CustomAttribute,
    Id,
    MoneyBag,
    MoneyV2,
    Ref,
    ShopifyPayload,
)

_NOT_SENT = frozenset({"UNFULFILLED", "IN_PROGRESS", "ON_HOLD", "OPEN", "SCHEDULED"})


class ParcelPlace(ShopifyPayload):
    """Hold the place that a parcel goes to, no nearer than the postcode."""

    zip: str | None = None
    country_code_v2: str | None = Field(None, alias="countryCodeV2")


class _CostedItem(ShopifyPayload):
    unit_cost: MoneyV2 | None = None  # now, without tax; null: the shop has entered none


class _CostedVariant(ShopifyPayload):
    inventory_item: _CostedItem


class ShopifySoldLine(ShopifyPayload):
    """Hold a line; product and variant are null once the shop has deleted them."""

    id: Id = ""
    title: str
    quantity: int
    current_quantity: int
    discounted_unit_price_after_all_discounts_set: MoneyBag
    product: Ref | None = None
    variant: _CostedVariant | None = None

    @property
    def price(self) -> Money:
        """Return the price of a piece after every discount."""
        return self.discounted_unit_price_after_all_discounts_set.money

    @property
    def cost(self) -> Money | None:
        """Return the cost of a piece; None: it is not known, or not in the currency of prices."""
        unit = self.variant.inventory_item.unit_cost if self.variant else None
        return unit.money if unit and unit.currency_code == self.price.currency else None


class PlacedOrder(ShopifyPayload):
    """Hold the fields of an order that sales need."""

    id: Id
    created_at: datetime
    cancelled_at: datetime | None = None
    display_fulfillment_status: str
    taxes_included: bool
    customer: Ref | None = None
    shipping_address: ParcelPlace | None = None
    custom_attributes: tuple[CustomAttribute, ...] = ()
    total_price_set: MoneyBag
    total_tax_set: MoneyBag | None = None
    total_refunded_set: MoneyBag
    total_refunded_shipping_set: MoneyBag

    @property
    def is_sent(self) -> bool:
        """Return whether anything of the order was sent."""
        return self.display_fulfillment_status not in _NOT_SENT

    @property
    def tax(self) -> Fraction:
        """Return the share of tax in the prices, that of the whole order."""
        total = self.total_price_set.money.amount_minor
        if self.total_tax_set is None or not self.taxes_included or not total:
            return Fraction(0)
        return Fraction(self.total_tax_set.money.amount_minor, total)

    @property
    def basket(self) -> str:
        """Return the token of the chat's basket; "": it came from none."""
        return next((read_token(x.value) for x in self.custom_attributes if x.key == NAME), "")


class SoldOrder(PlacedOrder):
    """Hold an order with its first lines."""

    line_items: Connection[ShopifySoldLine]


def came_back(order: PlacedOrder, lines: Sequence[ShopifySoldLine]) -> bool:
    """Return whether pieces of an order came back, which may have reasons."""
    gone = any(one.current_quantity < one.quantity for one in lines)
    return gone and order.is_sent and order.cancelled_at is None


def sold_in(
    order: PlacedOrder,
    lines: Sequence[ShopifySoldLine],
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[SoldLine]:
    """Yield the lines that an order sold. Refunds of no line are shared out by what is left.

    `reasons` has the reasons of returns, by the ids of lines.
    """
    if order.cancelled_at is not None:
        return
    sold = [line for one in lines if (line := _line(order, one, reasons)) is not None]
    left = [line.paid.amount_minor - _back(line) for line in sold]
    for line, own in zip(sold, share_out(_rest(order, lines), left), strict=True):
        back = replace(line.paid, amount_minor=_back(line) + own)
        yield replace(line, back=back)


def _line(order: PlacedOrder, line: ShopifySoldLine, reasons: Mapping[str, str]) -> SoldLine | None:
    gone = line.quantity - line.current_quantity
    pieces = line.quantity if order.is_sent else line.current_quantity
    if pieces <= 0:
        return None
    place, paid = order.shipping_address or ParcelPlace(), times(line.price, pieces)
    returned = min(gone, pieces) if order.is_sent else 0
    return SoldLine(
        order_id=OrderId(order.id),
        at=order.created_at.astimezone(UTC),
        customer_id=CustomerId(order.customer.id if order.customer else ""),
        product_id=ProductId(line.product.id if line.product else ""),
        title=line.title,
        quantity=pieces,
        paid=paid,
        region=region_of(place.country_code_v2 or "", place.zip or ""),
        returned=returned,
        return_reason=reasons.get(line.id, "") if returned else "",
        back=times(line.price, returned),
        tax=replace(paid, amount_minor=round(paid.amount_minor * order.tax)),
        cost=times(line.cost, pieces) if line.cost else None,
        basket=order.basket,
    )


def _back(line: SoldLine) -> int:
    return line.back.amount_minor if line.back else 0


def _rest(order: PlacedOrder, lines: Sequence[ShopifySoldLine]) -> int:
    """Return the refunds beside pieces and delivery, such as for goodwill, in minor units.

    Prices without tax do not tell it: their refunds contain the tax.
    """
    if not order.taxes_included:
        return 0
    pieces = sum(one.price.amount_minor * (one.quantity - one.current_quantity) for one in lines)
    shipping = order.total_refunded_shipping_set.money.amount_minor
    return max(order.total_refunded_set.money.amount_minor - shipping - pieces, 0)
