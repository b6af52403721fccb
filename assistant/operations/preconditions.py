"""Check the preconditions that several operations share. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from assistant.commerce.amounts import Money
from assistant.commerce.customer import Customer, PaymentMethod
from assistant.commerce.order import LinePart, Order, OrderLine, RequestKind
from assistant.commerce.shop_ids import LineId, PaymentMethodId
from assistant.operations.shop_rules import OrderRules, ReasonRules, SwapRules
from assistant.operations.types import Refusal


def check_order(order: Order, rules: OrderRules, now: datetime) -> Refusal | None:
    """Return why the rules forbid it for this order; None: they do not."""
    values = {"number": order.number}
    if order.requested(*rules.blocked_by):
        return Refusal(code=f"after_{order.requested(*rules.blocked_by)[-1].kind}", values=values)
    if order.status not in rules.statuses:
        return Refusal(code=f"is_{order.status}", values=values)
    if isinstance(rules, SwapRules) and not is_among(order.address.country, rules.countries):
        return Refusal(code="exchange_country", values={"country": order.address.country})
    closes = closes_at(order, rules) if order.delivered_at else None
    if closes is not None and rules.window_days is not None and now > closes:
        return Refusal(code="window_closed", values=values | {"days": str(rules.window_days)})
    return None


def is_among(country: str, countries: Sequence[str]) -> bool:
    """Return whether a country is one of `countries`; if there are none, any is."""
    return not countries or country.upper() in countries


def closes_at(order: Order, rules: OrderRules) -> datetime | None:
    """Return the end of the window: days after delivery, or a season's last day if later.

    None: there is no window, or it has no end yet, since the order is on its way.
    """
    if rules.window_days is None:
        return None
    days = (season.closes_on(order.placed_at.date()) for season in rules.seasons)
    ends = [datetime.combine(one, time.max, UTC) for one in days if one]
    if order.delivered_at is not None:
        ends.append(order.delivered_at + timedelta(days=rules.window_days))
    return max(ends, default=None)


def check_reason(reason: str, rules: ReasonRules) -> Refusal | None:
    """Return why this is no reason of the shop's; None: it is one, or none is asked for."""
    if not rules.asks_reason or reason in rules.reasons:
        return None
    return Refusal(code="unknown_reason")


def gone_from(order: Order) -> frozenset[LineId]:
    """Return the lines of which no piece is left that is not returned or exchanged already."""
    return frozenset(one.line_id for one in order.lines if not order.left(one))


def as_claimed(order: Order) -> Order:
    """Return the order as a claim sees it: items that came by an exchange can be claimed."""
    kept = (one for one in order.requests if one.kind is not RequestKind.EXCHANGE)
    return replace(order, requests=tuple(kept))


def claimed_lines(order: Order) -> frozenset[LineId]:
    """Return the lines with an open claim: people look at them, and sent nothing since."""
    open_ = frozenset[LineId]()
    for request in order.requested(RequestKind.CLAIM, RequestKind.RESHIP):
        ids = frozenset(request.line_ids)
        open_ = open_ | ids if request.kind is RequestKind.CLAIM else open_ - ids
    return open_


def check_unclaimed(order: Order, line_ids: Sequence[LineId]) -> Refusal | None:
    """Return why a line is not claimed again: people look at it, and sent nothing since."""
    open_ = claimed_lines(order)
    for one in order.lines:
        if one.line_id in line_ids and one.line_id in open_:
            return Refusal(code="already_claimed", values={"title": one.title})
    return None


def check_lines(
    order: Order,
    line_ids: Sequence[LineId],
    *,
    accepts_final_sale: bool,
    pieces: Mapping[LineId, int] = MappingProxyType({}),
) -> tuple[OrderLine, ...] | Refusal:
    """Return the lines, each once, with the pieces that are meant, or why not.

    Where `pieces` does not tell how many, all are meant that were not taken back already.
    """
    found = tuple(order.line(line_id) for line_id in line_ids)
    named = tuple(one for one in found if one is not None)
    if not line_ids or len(named) < len(line_ids) or len(set(line_ids)) < len(line_ids):
        return Refusal(code="unknown_line", values={"number": order.number})
    gone = gone_from(order)
    for one in named:
        if one.line_id in gone:
            return Refusal(code="already_taken_back", values={"title": one.title})
        if one.final_sale and not accepts_final_sale:
            return Refusal(code="final_sale", values={"title": one.title})
        left = order.left(one)
        if not 0 < pieces.get(one.line_id, left) <= left:
            values = {"title": one.title, "left": str(left)}
            return Refusal(code="too_many_pieces", values=values)
    return tuple(one.part(pieces.get(one.line_id, order.left(one))) for one in named)


def parts_of(order: Order, named: Sequence[OrderLine]) -> tuple[LinePart, ...]:
    """Return the parts of those lines of which not all pieces are meant."""
    whole = {one.line_id: one.quantity for one in order.lines}
    return tuple(
        LinePart(line_id=one.line_id, pieces=one.quantity, of=whole[one.line_id])
        for one in named
        if one.quantity < whole[one.line_id]
    )


def check_method(customer: Customer, method_id: PaymentMethodId) -> PaymentMethod | Refusal:
    """Return the customer's own method of that id, or why not."""
    return customer.method(method_id) or Refusal(code="unknown_method")


def check_held(order: Order, back: Money) -> Refusal | None:
    """Return why `back` is not promised: the shop holds less for this order; None: it does not.

    An amount was paid back or promised before, or nothing was paid yet.
    """
    if back.amount_minor <= max(0, order.free.amount_minor):
        return None
    return Refusal(code="refund_above_paid", values={"number": order.number})


def check_balance(method: PaymentMethod, owed: Money) -> Refusal | None:
    """Return why this method cannot pay `owed`; None: it can, as far as the shop knows."""
    if not method.kind.is_balance or owed.amount_minor <= 0:
        return None
    if method.balance is None or method.balance.currency != owed.currency:
        return Refusal(code="balance_too_low")
    enough = method.balance.amount_minor >= owed.amount_minor
    return None if enough else Refusal(code="balance_too_low")
