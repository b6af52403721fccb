"""Compare sales with the conversations before them.

Sales lost because a product was out of stock, and sales made after an answer.
"""

from ibis.expr import types as ir

from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import Subject
from assistant.insights.kinds.insight_type import InsightType, JudgedGroup, SearchScope
from assistant.insights.kinds.judgement import enough
from assistant.insights.lake.lake import Tables
from assistant.insights.ratios import Group, conversations, groups, signals, unanswered, within
from assistant.insights.statistics.intervals import Rate, garwood, newcombe, wilson


def find_out_of_stock_demand(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Count the customers who asked a day, and the sales lost.

    Lost sales are those expected if the customers would have bought as often as others.
    """
    days = asked.window.days
    bought = conversion(asked)
    found = []
    for group in groups(asked.lake, asked.tables, type_.ratio, asked.window):
        if not group.subject.product_id or not enough(group):
            continue
        rate = garwood(group.count, days)
        lost = bought.times(group.count) if bought else None
        details = {"lost": lost.value, "lost_low": lost.low, "lost_high": lost.high} if lost else {}
        judged = JudgedGroup(
            group=group, rate=rate, at_least=rate.low * days, of=days, details=details
        )
        found.append(judged)
    return found


def conversion(asked: SearchScope) -> Rate | None:
    """Return the share of buyers among customers talking of a product in stock; None: no sale."""
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


_sold = signals(SignalType.CONVERSION)


def find_conversion_influence(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Compare the purchases of answered and of unanswered customers.

    Nobody was drawn, and it is looked at each night: whether the answer is the reason is not known.
    """
    del type_
    group = _count(asked, answered(asked.tables))
    others = _count(asked, _unanswered(asked.tables))
    if not others.of or not group.of or not enough(group) or not enough(others):
        return []
    difference = newcombe(group.count, group.of, others.count, others.of)
    if difference.low <= 0 <= difference.high:
        return []
    surest = difference.low if difference.low > 0 else -difference.high
    return [
        JudgedGroup(
            group=group,
            rate=wilson(group.count, group.of),
            baseline=wilson(others.count, others.of),
            at_least=surest * group.of,
            details={
                "difference": difference.value,
                "difference_low": difference.low,
                "difference_high": difference.high,
            },
        )
    ]


def _count(asked: SearchScope, talks: ir.Table) -> Group:
    talks = within(talks, asked.window)
    bought = talks.filter(talks.conversation_key.isin(_sold(asked.tables).conversation_key))
    [of] = asked.lake.rows(talks.agg(of=talks.conversation_key.nunique()))
    [sold] = asked.lake.rows(
        bought.agg(count=bought.conversation_key.nunique(), customers=bought.customer_key.nunique())
    )
    return Group(subject=Subject(), count=sold["count"], customers=sold["customers"], of=of["of"])


def answered(tables: Tables) -> ir.Table:
    """Return the messages whose question was answered."""
    return tables.messages.filter(tables.messages.answered == Answered.YES)


def _unanswered(tables: Tables) -> ir.Table:
    rows = unanswered(conversations)(tables)
    return rows.filter(rows.conversation_key.notin(answered(tables).conversation_key))


def bought_after_answer(tables: Tables) -> ir.Table:
    """Return the answered messages whose customers bought something."""
    rows = answered(tables)
    return rows.filter(rows.conversation_key.isin(_sold(tables).conversation_key))
