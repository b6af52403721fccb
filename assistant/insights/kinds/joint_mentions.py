"""Find pairs that are mentioned together.

Two products more often than by chance, or a competitor and the product named with it.
"""

from dataclasses import replace

import numpy as np
from ibis.expr import types as ir

from assistant.insights.analysis_rows import SignalType
from assistant.insights.kinds.insight_type import InsightType, JudgedGroup, SearchScope
from assistant.insights.kinds.judgement import FALSE_SHARE, counted, enough
from assistant.insights.lake.lake import Tables
from assistant.insights.ratios import BY_PRODUCT, Ratio, groups, product_talks, signals
from assistant.insights.statistics.disproportionality import associate
from assistant.insights.statistics.intervals import wilson
from assistant.insights.statistics.weekly_change import benjamini_hochberg

SUPPORT = 10
"""Least conversations of a pair of products."""


def find_bundles(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each pair by Fisher's exact test, adjusted for all pairs looked at."""
    talks = _talks_by_product(asked)
    every = groups(asked.lake, asked.tables, type_.ratio, asked.window)
    pairs = [one for one in every if one.count >= SUPPORT]
    if not pairs:
        return []
    ties = [
        associate(one.count, talks[one.subject.product_id], talks[one.subject.value], one.of)
        for one in pairs
    ]
    adjusted = benjamini_hochberg(np.array([tie.p for tie in ties]))
    found = []
    for group, tie, q in zip(pairs, ties, adjusted, strict=True):
        rate = wilson(group.count, group.of)
        by_chance = rate.value / tie.lift
        beyond = (rate.low - by_chance) * group.of
        if enough(group) and q <= FALSE_SHARE and beyond > 0:
            found.append(
                JudgedGroup(
                    group=group,
                    rate=rate,
                    baseline=replace(rate, value=by_chance, low=by_chance, high=by_chance),
                    at_least=beyond,
                    details={"lift": tie.lift, "q": float(q)},
                )
            )
    return found


def product_pairs(tables: Tables) -> ir.Table:
    """Return each pair of products of a conversation once a day; `value` is the second one."""
    columns = ("conversation_key", "day", "product_id")
    talks = product_talks(tables)
    one = talks.group_by([*columns, "customer_key"]).agg(
        at=talks.at.max(), message_id=talks.message_id.max()
    )
    other = talks.select(*columns).distinct().rename(value="product_id")
    both = one.inner_join(other, ["conversation_key", "day"])
    return both.filter(both.product_id < both.value)


def find_competitor_mentions(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Count each competitor, and add the product that is most closely associated with it."""
    ask = (asked.lake, asked.tables)
    all_ = [one for one in groups(*ask, type_.ratio, asked.window) if one.subject.value]
    found = counted(all_)
    if not found:
        return []
    pairs = Ratio(events=_beside_products, by=("value", "product_id"), trials=product_talks)
    of_product = _talks_by_product(asked)
    together = groups(*ask, pairs, asked.window)
    result = []
    for judged in found:
        group = judged.group
        best = max(
            (
                (associate(one.count, group.count, of_product[product], group.of).npmi, product)
                for one in together
                if one.subject.value == group.subject.value
                and (product := one.subject.product_id) in of_product
                and one.count >= _PAIRS
            ),
            default=None,
        )
        details: dict[str, float | str] = {"product": best[1], "npmi": best[0]} if best else {}
        result.append(replace(judged, details=details))
    return result


_PAIRS = 5  # least conversations that name both the competitor and the product


def _beside_products(tables: Tables) -> ir.Table:
    """Return mentions of competitors, once for each product of their conversation."""
    named = signals(SignalType.COMPETITOR)(tables)
    talked = product_talks(tables).select("conversation_key", "product_id").distinct()
    return named.drop("product_id").inner_join(talked, "conversation_key")


def _talks_by_product(asked: SearchScope) -> dict[str, int]:
    """Return how many conversations are about each product."""
    every = groups(asked.lake, asked.tables, BY_PRODUCT, asked.window)
    return {one.subject.product_id: one.count for one in every}
