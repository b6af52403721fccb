"""Count the orders that a customer placed while an offer was good, or after a message. Pure."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from assistant.commerce.order import Order, OrderStatus
from assistant.operations.goodwill.offers.offer_terms import OfferLimits, OfferPlan
from assistant.operations.goodwill.offers.ports import FollowedOrders


def orders_during(plan: OfferPlan, orders: Iterable[Order], zone: ZoneInfo) -> list[Order]:
    """Return the orders that were placed while an offer was good, without cancelled ones."""
    return [
        one
        for one in orders
        if one.placed_at >= plan.at
        and one.placed_at.astimezone(zone).date() <= plan.ends_on
        and one.status is not OrderStatus.CANCELLED
        and one.currency == plan.worth.currency
    ]


def follow_orders(orders: Sequence[Order], limits: OfferLimits) -> FollowedOrders:
    """Return the sums of the orders: amounts are those that stay with the shop."""
    margins = [_margin(one, limits) for one in orders]
    known = [one for one in margins if one is not None]
    return FollowedOrders(
        orders=len(orders),
        paid_minor=sum(_kept(one) for one in orders),
        margin_minor=sum(known) if len(known) == len(orders) else None,
    )


def _kept(order: Order) -> int:
    """Return the amount that stays with the shop, after the code, refunds and open returns."""
    return max(order.free.amount_minor, 0)


def _margin(order: Order, limits: OfferLimits) -> int | None:
    """Return the margin of the goods that stayed; None: the cost of one of them is not known."""
    kept = [(limits.costs.get(one.product_id), order.left(one)) for one in order.lines]
    if any(cost is None and pieces for cost, pieces in kept):
        return None
    delivery = order.shipping.amount_minor if order.shipping else 0
    net = Decimal(max(_kept(order) - delivery, 0)) / (1 + limits.tax)
    costs = sum((cost or 0) * pieces for cost, pieces in kept)
    return int(net.to_integral_value(rounding=ROUND_HALF_EVEN)) - costs
