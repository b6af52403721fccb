"""Find the work on one product: insights that were seen to, answers and pages about it. Pure."""

from collections.abc import Callable, Iterable

from assistant.improvement.changes.change_proposals import ways_of
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.insights.drafting.page_documents import decode_page
from assistant.insights.imports.return_figures import ProductWork
from assistant.insights.insight import Insight, Kind

_ON_PRODUCTS = frozenset({Kind.SIZE_CONFUSION, Kind.DEFECT_CLUSTER, Kind.MISSING_ATTRIBUTE})
"""The types of insights that are seen to on a product or on its page."""


def works_of(insights: Iterable[Insight]) -> list[ProductWork]:
    """Return the work on the products of insights that were seen to."""
    return [
        ProductWork(
            reference=one.insight_id, product_id=one.finding.subject.product_id, on=one.done_on
        )
        for one in insights
        if one.finding.kind in _ON_PRODUCTS and one.done_on and one.finding.subject.product_id
    ]


def changes_of(
    published: Iterable[ChangeSet], product_in: Callable[[str], str]
) -> list[ProductWork]:
    """Return the work of published answers and pages that name one product.

    `product_in` returns the id of the one product that a text names; "" is none.
    """
    works = []
    for one in published:
        product, at = product_in(_about(one)), one.published_at
        if product and at is not None:
            works.append(ProductWork(reference=one.change_id, product_id=product, on=at.date()))
    return works


def _about(change: ChangeSet) -> str:
    """Return the words that name the subject of a change; "": it is about no product."""
    if change.kind is ChangeKind.PAGE:
        return decode_page(change.change.content).title
    if change.kind is ChangeKind.VERIFIED:
        return "\n".join(way.text for way in ways_of(change))
    return ""
