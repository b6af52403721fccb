"""2. Customers ask for what is out of stock."""

from ibis.expr import types as ir

from assistant.insights.facts import Ratio, groups, signals, within
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import enough
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.lake.lake import Tables
from assistant.insights.analysis_rows import SignalType
from assistant.insights.statistics.intervals import Rate, garwood, wilson


def find_out_of_stock_demand(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Count who asked a day, and what they would have bought if they bought like others."""
    days = asked.window.days
    bought = conversion(asked)
    found = []
    for group in groups(asked.lake, asked.tables, type_.ratio, asked.window):
        if not group.subject.product_id or not enough(group):
            continue
        rate = garwood(group.count, days)
        lost = bought.times(group.count) if bought else None
        details = {"lost": lost.value, "lost_low": lost.low, "lost_high": lost.high} if lost else {}
        judged = JudgedGroup(group=group, rate=rate, at_least=rate.low * days, of=days, details=details)
        found.append(judged)
    return found


def conversion(asked: SearchScope) -> Rate | None:
    """Return which share of those who talk of a product in stock buy; None: no sale is known."""
    talks = within(_in_stock(asked.tables), asked.window)
    sold = within(signals(SignalType.CONVERSION)(asked.tables), asked.window)
    counts = talks.agg(
        of=talks.conversation_key.nunique(),
        bought=talks.filter(talks.conversation_key.isin(sold.conversation_key))
        .conversation_key.nunique()
        .as_scalar(),
    )
    [row] = asked.lake.rows(counts)
    return wilson(row["bought"], row["of"]) if row["bought"] else None


def _in_stock(tables: Tables) -> ir.Table:
    named = tables.signals.filter(tables.signals.product_id != "")
    missing = tables.signals.filter(tables.signals.type == SignalType.OUT_OF_STOCK)
    return named.filter(named.conversation_key.notin(missing.conversation_key))


OUT_OF_STOCK_DEMAND = InsightType(
    kind=Kind.OUT_OF_STOCK_DEMAND,
    ratio=Ratio(
        events=signals(SignalType.OUT_OF_STOCK),
        by=("product_id", "variant_id"),
        trials=lambda tables: tables.messages,
        unit=Unit.DAYS,
    ),
    find=find_out_of_stock_demand,
    owner=Owner.BUYING,
    value=2.0,
)
