"""Count the causes of the complaints about each product: its size, a defect, its price."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ratios import within

DAYS = 182
"""Days that are looked at: complaints about one product come a few in a month."""

_CAUSES: Mapping[str, tuple[SignalType, ...]] = {
    "size": (SignalType.SIZE_SMALL, SignalType.SIZE_LARGE),
    "defect": (SignalType.DEFECT,),
    "price": (SignalType.PRICE_OBJECTION,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLine:
    """Hold how many of the complaints about a product name one cause."""

    product_id: str
    cause: str  # size, defect or price
    count: int  # distinct conversations and reviews
    customers: int  # distinct
    of: int  # conversations and reviews with any complaint about the product


def complaint_lines(
    lake: Lake, tables: Tables, window: Window, *, least: int = LEAST_CUSTOMERS
) -> list[ComplaintLine]:
    """Return a line for each cause that `least` customers of a product name, the most first."""
    named = [str(one) for types in _CAUSES.values() for one in types]
    told = tables.signals.filter(tables.signals.type.isin(named), tables.signals.product_id != "")
    told = within(told, window)
    cause = ibis.cases(
        *((told.type.isin([str(one) for one in types]), name) for name, types in _CAUSES.items()),
        else_="",
    )
    complaints = told.mutate(cause=cause)
    counted = lake.rows(
        complaints.group_by(["product_id", "cause"]).agg(
            count=complaints.conversation_key.nunique(),
            customers=complaints.customer_key.nunique(),
        )
    )
    every = told.group_by("product_id").agg(of=told.conversation_key.nunique())
    of = {row["product_id"]: row["of"] for row in lake.rows(every)}
    lines = [ComplaintLine(of=of[row["product_id"]], **row) for row in counted]
    enough = [one for one in lines if one.customers >= least]
    return sorted(enough, key=lambda one: (-one.count, one.product_id, one.cause))
