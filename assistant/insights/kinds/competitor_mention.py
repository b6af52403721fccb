"""9. Customers name a competitor; which product they name with it."""

from dataclasses import replace

from ibis.expr import types as ir

from assistant.insights import facts
from assistant.insights.facts import Ratio, groups, signals
from assistant.insights.insight import Kind, Owner
from assistant.insights.kinds.judgement import counted
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.talks import product_talks
from assistant.insights.lake.lake import Tables
from assistant.insights.analysis_rows import SignalType
from assistant.insights.statistics.association import associate

_named = signals(SignalType.COMPETITOR)


def find_competitor_mentions(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Count each competitor, and tell the product that goes with it most closely."""
    ask = (asked.lake, asked.tables)
    all_ = [one for one in groups(*ask, type_.ratio, asked.window) if one.subject.value]
    found = counted(all_)
    if not found:
        return []
    pairs = Ratio(events=_beside_products, by=("value", "product_id"), trials=product_talks)
    talks = Ratio(events=product_talks, by=("product_id",), trials=facts.conversations)
    of_product = {one.subject.product_id: one.count for one in groups(*ask, talks, asked.window)}
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


_PAIRS = 5  # conversations that name both, for the pair to be told


def _beside_products(tables: Tables) -> ir.Table:
    """Return mentions of competitors, once for each product of their conversation."""
    named = _named(tables)
    talked = product_talks(tables).select("conversation_key", "product_id").distinct()
    return named.drop("product_id").inner_join(talked, "conversation_key")


COMPETITOR_MENTION = InsightType(
    kind=Kind.COMPETITOR_MENTION,
    ratio=Ratio(events=_named, by=("value",), trials=facts.conversations),
    find=find_competitor_mentions,
    owner=Owner.PRICING,
)
