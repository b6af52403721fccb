"""Work out the amounts that a customer's orders left with the shop. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.commerce.order import Order
from assistant.commerce.shop_ids import ProductId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCosts:
    """Hold the values of a shop that margins follow from."""

    currency: str  # ISO 4217, of the shop
    tax: Decimal  # that prices contain, as a share of the price without it
    costs: Mapping[ProductId, int]  # of a piece without tax, in minor units


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedOrders:
    """Hold the orders that a customer placed in the days after they qualified."""

    orders: int  # without cancelled ones
    paid_minor: int  # that stays with the shop, after codes, returns and refunds
    margin_minor: int | None  # without tax and costs; None: a product's cost is not known


def follow_orders(orders: Sequence[Order], shop: ShopCosts) -> FollowedOrders:
    """Return the sums of the orders: amounts are those that stay with the shop."""
    margins = [_margin(one, shop) for one in orders]
    known = [one for one in margins if one is not None]
    return FollowedOrders(
        orders=len(orders),
        paid_minor=sum(_kept(one) for one in orders),
        margin_minor=sum(known) if len(known) == len(orders) else None,
    )


def _kept(order: Order) -> int:
    """Return the amount that stays with the shop, after refunds and open returns."""
    return max(order.free.amount_minor, 0)


def _margin(order: Order, shop: ShopCosts) -> int | None:
    """Return the margin of the goods that stayed; None: the cost of one of them is not known."""
    kept = [(shop.costs.get(one.product_id), order.left(one)) for one in order.lines]
    if any(cost is None and pieces for cost, pieces in kept):
        return None
    delivery = order.shipping.amount_minor if order.shipping else 0
    net = Decimal(max(_kept(order) - delivery, 0)) / (1 + shop.tax)
    costs = sum((cost or 0) * pieces for cost, pieces in kept)
    return int(net.to_integral_value(rounding=ROUND_HALF_EVEN)) - costs
