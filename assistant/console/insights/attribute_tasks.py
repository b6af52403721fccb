"""Find the accepted insights that are work on products: an attribute to fill in."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.console.insights.insight_pages import Site
from assistant.conversation.message import Language
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.insight import Insight, Kind, Status
from assistant.insights.queries.suppression import EXPORTED_CUSTOMERS
from assistant.insights.wording.insight_wording import Names, called
from assistant.kit.table_file import harmless

COLUMNS = ("insight_id", "product_id", "product", "attribute", "questions", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTask:
    """Hold an attribute that is to be filled in on a product's page."""

    insight: Insight
    product_id: str
    product: str
    attribute: str  # as people read it
    questions: int  # distinct conversations that asked for it in vain


async def names_of(site: Site, language: Language) -> Names:
    """Return the names of products, and of topics once there are any."""
    products = await site.product_names(language)
    try:
        return Names(products=products, topics=await site.reading.topic_names(language=language))
    except NoBuildError:
        return Names(products=products, topics={})


def find_tasks(
    insights: Sequence[Insight], names: Names, language: Language
) -> list[AttributeTask]:
    """Return the tasks that are accepted and not done, by product, those most asked for first."""
    found = [
        AttributeTask(
            insight=one,
            product_id=one.finding.subject.product_id,
            product=names.product(one.finding.subject.product_id),
            attribute=called(one.finding.kind, one.finding.subject, names, language),
            questions=one.finding.measure.count,
        )
        for one in insights
        if one.finding.kind is Kind.MISSING_ATTRIBUTE and one.status is Status.ACCEPTED
    ]
    most: dict[str, int] = {}
    for task in found:
        most[task.product_id] = most.get(task.product_id, 0) + task.questions
    return sorted(
        found,
        key=lambda one: (-most[one.product_id], one.product_id, -one.questions, one.attribute),
    )


def as_csv(tasks: Sequence[AttributeTask]) -> bytes:
    """Return a table to fill in; numbers of fewer than ten customers are left out."""
    to = io.StringIO()
    writer = csv.writer(to)
    writer.writerow(COLUMNS)
    for one in tasks:
        row = (one.insight.insight_id, one.product_id, one.product, one.attribute)
        told = one.insight.finding.measure.customers >= EXPORTED_CUSTOMERS
        writer.writerow([*map(harmless, row), one.questions if told else "", ""])
    return to.getvalue().encode()
