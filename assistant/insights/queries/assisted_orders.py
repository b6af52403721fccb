"""Count the orders that followed an answer of the assistant: assisted, which is not caused.

An order counts once, by the surest of the joins that tell of it: it carries the token of the
conversation's basket, or its customer is the conversation's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
from ibis.expr import types as ir

from assistant.insights.analysis_rows import Answered, OrderJoin, SignalType
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.report_views import AssistedOrders, JoinedOrders
from assistant.insights.queries.suppression import suppress
from assistant.insights.ratios import within

_ORDER = 24
"""Characters of a line's key that are the order's: see `sales_files.LineKeys`."""


def assisted_orders(
    lake: Lake, tables: Tables, window: Window, *, least: int
) -> AssistedOrders | None:
    """Return the orders of the conversations in which a question was answered, or a basket filled.

    What came back of them since is taken off. None: fewer than `least` customers ordered.
    """
    messages = within(tables.messages, window)
    answered = messages.filter(messages.answered == Answered.YES)
    signals = within(tables.signals, window)
    of_answers = signals.conversation_key.isin(answered.conversation_key)
    followed = signals.filter(of_answers | (signals.joined_by == OrderJoin.BASKET))
    sold = followed.filter(followed.type == SignalType.CONVERSION)
    every = _single_lines(followed)
    lines, back = (
        every.filter(every.kind == one) for one in (SignalType.CONVERSION, SignalType.RETURNED)
    )
    [row] = lake.rows(lines.agg(customers=lines.customer.nunique()))
    if row["customers"] < least:
        return None
    [talks] = lake.rows(sold.agg(conversations=sold.conversation_key.nunique()))
    joins = _by_join(lake.rows(_sums(lines)), lake.rows(_sums(back)))
    shown = suppress(joins, lambda one: one.customers, least=least, total_shown=True).shown
    known = [one.margin_minor for one in joins if one.margin_minor is not None]
    return AssistedOrders(
        conversations=talks["conversations"],
        customers=row["customers"],
        orders=sum(one.orders for one in joins),
        lines=sum(one.lines for one in joins),
        value_minor=sum(one.value_minor for one in joins),
        returned_minor=sum(one.returned_minor for one in joins),
        margin_minor=sum(known) if known else None,
        margin_lines=sum(one.margin_lines for one in joins),
        joins=tuple(sorted(shown, key=lambda one: [*OrderJoin].index(one.join))),
    )


def _single_lines(followed: ir.Table) -> ir.Table:
    """Return each line of an order once, sold and returned; all lines of one are of its best join.

    A sale whose order is not known is one for its customer, product and amount.
    """
    of_orders = followed.filter(
        (followed.type == SignalType.CONVERSION)
        # A return that was opened in the chat tells no amount.
        | ((followed.type == SignalType.RETURNED) & (followed.value != ""))
    )
    told = [of_orders[name] for name in ("customer_key", "product_id", "variant_id", "value")]
    key = ibis.ifelse(of_orders.sale != "", of_orders.sale, ibis.literal("|").join(told))
    order = of_orders.sale.substr(0, _ORDER)
    keyed = of_orders.mutate(
        key=key, order=order, whole=ibis.ifelse(order != "", order, key), kind=of_orders.type
    )
    ranked = keyed.mutate(rank=join_rank(keyed.joined_by))
    best = ranked.mutate(best=ranked["rank"].min().over(group_by="whole"))
    return best.group_by(["kind", "key"]).agg(
        order=best["order"].max(),
        joined_by=_join_of(best.best.min()),
        customer=best.customer_key.argmin(best["rank"]),
        minor=best.value.nullif("").cast("float64").max(),
        margin=best.margin.max(),
    )


def _join_of(rank: ir.IntegerValue) -> ir.StringValue:
    return ibis.cases(*((rank == at, str(one)) for at, one in enumerate(OrderJoin)), else_="")


def join_rank(join: ir.StringValue) -> ir.IntegerValue:
    """Return the place of a join, the surest first; that of sales without one is the last."""
    return ibis.cases(*((join == one, at) for at, one in enumerate(OrderJoin)), else_=9)


def _sums(lines: ir.Table) -> ir.Table:
    return lines.group_by("joined_by").agg(
        lines=lines.count(),
        orders=lines["order"].nullif("").nunique(),
        customers=lines.customer.nunique(),
        minor=lines.minor.sum(),
        margin=lines.margin.sum(),
        known=lines.margin.count(),
    )


def _by_join(
    sold: Sequence[Mapping[str, Any]], back: Sequence[Mapping[str, Any]]
) -> list[JoinedOrders]:
    """Return the sums of each join; sales without one are of a customer who proved who they are."""
    returned = {row["joined_by"]: row["minor"] or 0.0 for row in back}
    return [
        JoinedOrders(
            join=OrderJoin(row["joined_by"] or OrderJoin.PROVEN),
            customers=row["customers"],
            orders=row["orders"],
            lines=row["lines"],
            value_minor=(row["minor"] or 0.0) - returned.get(row["joined_by"], 0.0),
            returned_minor=returned.get(row["joined_by"], 0.0),
            margin_minor=row["margin"] if row["known"] else None,
            margin_lines=row["known"],
        )
        for row in sold
    ]
