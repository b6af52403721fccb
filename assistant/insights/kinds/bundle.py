"""15. Two products come up together more often than chance has them."""

from dataclasses import replace

import numpy as np
from ibis.expr import types as ir

from assistant.insights import facts
from assistant.insights.facts import Ratio, groups
from assistant.insights.insight import Kind, Owner
from assistant.insights.kinds.judgement import FALSE_SHARE, enough
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.talks import product_talks
from assistant.insights.lake.lake import Tables
from assistant.insights.statistics.association import associate
from assistant.insights.statistics.intervals import wilson
from assistant.insights.statistics.spikes import benjamini_hochberg

SUPPORT = 10
"""Conversations that a pair needs."""


def find_bundles(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each pair by Fisher's exact test, adjusted for all pairs looked at."""
    ask = (asked.lake, asked.tables)
    alone = Ratio(events=product_talks, by=("product_id",), trials=facts.conversations)
    talks = {one.subject.product_id: one.count for one in groups(*ask, alone, asked.window)}
    pairs = [one for one in groups(*ask, type_.ratio, asked.window) if one.count >= SUPPORT]
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


def _pairs(tables: Tables) -> ir.Table:
    """Return each pair of products of a conversation once a day; `value` is the second one."""
    columns = ("conversation_key", "day", "product_id")
    talks = product_talks(tables)
    one = talks.group_by([*columns, "customer_key"]).agg(
        at=talks.at.max(), message_id=talks.message_id.max()
    )
    other = talks.select(*columns).distinct().rename(value="product_id")
    both = one.inner_join(other, ["conversation_key", "day"])
    return both.filter(both.product_id < both.value)


BUNDLE = InsightType(
    kind=Kind.BUNDLE,
    ratio=Ratio(events=_pairs, by=("product_id", "value"), trials=facts.conversations),
    find=find_bundles,
    owner=Owner.MERCHANDISING,
    value=0.5,
)
