"""Count the orders that followed an answer of the assistant: assisted, which is not caused."""

from ibis.expr import types as ir

from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.report_views import AssistedOrders
from assistant.insights.ratios import within


def assisted_orders(
    lake: Lake, tables: Tables, window: Window, *, least: int
) -> AssistedOrders | None:
    """Return the orders of the week after a conversation in which a question was answered.

    A line of an order counts once for its customer, however many of their conversations it
    followed; what came back of it since is taken off. None: fewer than `least` customers ordered.
    """
    messages = within(tables.messages, window)
    answered = messages.filter(messages.answered == Answered.YES)
    signals = within(tables.signals, window)
    sold = signals.filter(
        signals.type == SignalType.CONVERSION,
        signals.conversation_key.isin(answered.conversation_key),
    )
    [row] = lake.rows(
        sold.agg(
            conversations=sold.conversation_key.nunique(), customers=sold.customer_key.nunique()
        )
    )
    if row["customers"] < least:
        return None
    returned = signals.filter(
        signals.type == SignalType.RETURNED,
        signals.value != "",  # a return that was opened in the chat tells no amount
        signals.conversation_key.isin(answered.conversation_key),
    )
    back = _worth(lake, returned)
    return AssistedOrders(
        conversations=row["conversations"],
        customers=row["customers"],
        value_minor=_worth(lake, sold) - back,
        returned_minor=back,
    )


def _worth(lake: Lake, signals: ir.Table) -> float:
    """Return the value of the lines that signals are of, each once, in minor units."""
    lines = signals.select("customer_key", "product_id", "variant_id", "value").distinct()
    [worth] = lake.rows(lines.agg(minor=lines.value.nullif("").cast("float64").sum()))
    return float(worth["minor"] or 0.0)
