"""Find causes in products that run out, by a customer's rhythm, else by the shop's word. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from assistant.commerce.order import Order, OrderLine, OrderStatus
from assistant.conversation.message import Language
from assistant.operations.shop_values import day, product_name
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.trigger import Cause

_SHORTEST, _LONGEST = 7.0, 365.0  # days that a supply may last; anything else is no rhythm
_OVER = timedelta(days=30)  # past the day it ran out: they found it elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Hold the last purchase of a variant, and how long it lasts."""

    order: Order
    line: OrderLine
    days: float

    @property
    def ends_at(self) -> datetime:
        """Return when it runs out; aware, UTC."""
        return self.order.placed_at + timedelta(days=self.days)


def ended_supplies(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the supplies that have just run out, of variants that can be bought now."""
    return tuple(
        _cause(one, language)
        for one in due_supplies(facts, now)
        if one.line.variant_id in facts.sold
    )


def due_supplies(facts: CustomerFacts, now: datetime) -> tuple[Supply, ...]:
    """Return the supplies that have run out within the last month."""
    bought = dict[str, list[tuple[Order, OrderLine]]]()
    for order, line in _purchases(facts.orders):
        bought.setdefault(line.variant_id, []).append((order, line))
    found = list[Supply]()
    for purchases in bought.values():
        order, line = purchases[-1]
        each = _days_each(purchases) or facts.lasts.get(line.product_id)
        if each is not None:
            found.append(Supply(order=order, line=line, days=each * line.quantity))
    return tuple(
        one
        for one in found
        if _SHORTEST <= one.days <= _LONGEST and one.ends_at <= now <= one.ends_at + _OVER
    )


def _days_each(purchases: Sequence[tuple[Order, OrderLine]]) -> float | None:
    """Return the median days that one piece lasted; None: it was bought on a single day."""
    gaps = [
        (later.placed_at - earlier.placed_at).total_seconds() / 86_400 / line.quantity
        for (earlier, line), (later, _) in pairwise(purchases)
    ]
    real = [gap for gap in gaps if gap >= 1]
    return median(real) if real else None


def _purchases(orders: Sequence[Order]) -> Iterator[tuple[Order, OrderLine]]:
    """Yield the lines that were bought and kept, the oldest first."""
    for order in sorted(orders, key=lambda one: one.placed_at):
        if order.status is not OrderStatus.CANCELLED:
            yield from ((order, line) for line in order.lines if order.left(line) > 0)


def _cause(supply: Supply, language: Language) -> Cause:
    said = {
        "product": product_name(supply.line.title, supply.line.options),
        "day": day(supply.order.placed_at, language),
    }
    return Cause(
        key=f"{supply.order.order_id}:{supply.line.variant_id}",
        at=supply.ends_at,
        evidence=tuple(said.values()),
        values=said,
    )
