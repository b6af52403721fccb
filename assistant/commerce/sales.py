"""Describe sales: the lines of orders, as analysis counts them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.commerce.amounts import Money
from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId

_OVERSEAS = ("97", "98")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """Describe a line of an order that was not cancelled; all amounts are of all its pieces."""

    order_id: OrderId
    at: datetime  # aware, UTC: when it was placed
    customer_id: CustomerId
    product_id: ProductId  # "": the shop has deleted the product
    title: str
    quantity: int
    paid: Money  # after every discount
    region: str  # it is sent to, as `region_of` tells
    returned: int = 0  # pieces that came back, or are about to, as far as the shop tells
    return_reason: str = ""  # a code of the rules or of the shop system; "": none is told
    back: Money | None = None  # of `paid`, that is paid back; None: the share of `returned`
    tax: Money | None = None  # that `paid` contains; None: the shop does not tell
    cost: Money | None = None  # that the shop itself paid, without tax; None: not known
    basket: str = ""  # token of the chat's basket that the order came from, else ""


def region_of(country: str, postcode: str) -> str:
    """Return a place of many people: `FR-75`, a French department, or a country; "": unknown.

    The first two digits of a French postcode are those of ISO 3166-2 but for Corsica (20, not 2A
    and 2B) and overseas, which has three.
    Source: Code officiel géographique, insee.fr
    """
    country = country.strip().upper()
    digits = "".join(postcode.split())
    if country != "FR" or not re.fullmatch(r"\d{5}", digits):
        return country
    return f"FR-{digits[:3] if digits[:2] in _OVERSEAS else digits[:2]}"


def sold(order: Order) -> Iterator[SoldLine]:
    """Yield the lines of an order; a cancelled order has none."""
    if order.status is OrderStatus.CANCELLED:
        return
    for line in order.lines:
        yield SoldLine(
            order_id=order.order_id,
            at=order.placed_at,
            customer_id=order.customer_id,
            product_id=line.product_id,
            title=line.title,
            quantity=line.quantity,
            paid=line.paid,
            region=region_of(order.address.country, order.address.postcode),
            returned=order.returned(line),
            return_reason=order.return_reason(line),
            basket=order.basket,
        )


def share_out(amount: int, weights: Sequence[int]) -> Iterator[int]:
    """Yield the parts of an amount in proportion to weights, none above its weight.

    Together they are the amount, or all weights where that is less. Weights are 0 or more.
    """
    total = sum(weights)
    amount = min(amount, total)
    for weight in weights:
        part = -(-amount * weight // total) if total else 0
        yield part
        amount, total = amount - part, total - weight
