"""Declare the types of insights in one table, in the order of docs/subsystems/insights.md."""

from typing import get_args

from ibis.expr import types as ir

from assistant.conversation.message import Language
from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.kinds.joint_mentions import (
    find_bundles,
    find_competitor_mentions,
    product_pairs,
)
from assistant.insights.kinds.judgement import (
    above_others,
    above_usual,
    counted,
    find_regional_pain,
    judging,
)
from assistant.insights.kinds.product_outliers import (
    DIRECTIONS,
    find_defect_clusters,
    find_size_confusion,
)
from assistant.insights.kinds.sales_influence import (
    answered,
    bought_after_answer,
    find_conversion_influence,
    find_out_of_stock_demand,
)
from assistant.insights.kinds.topic_changes import (
    NEW_WEEKS,
    find_emerging_topics,
    find_spikes_and_drifts,
)
from assistant.insights.lake.lake import Tables
from assistant.insights.ratios import (
    BY_TOPIC,
    WEEK,
    Ratio,
    conversations,
    per_conversation,
    per_product_talk,
    questions,
    share_of,
    signals,
    unanswered,
)
from assistant.understanding.types import Intent

_attribute_questions = signals(SignalType.ATTRIBUTE_ASKED)


def _shop_questions(tables: Tables) -> ir.Table:
    asked = questions(tables)
    about_shop = asked.intent != Intent.PRODUCT_SEARCH  # which is a demand that no page meets
    ours = asked.language.isin([*get_args(Language), ""])  # no page answers in another one
    return asked.filter(asked.product_id == "", asked.topic != "", about_shop, ours)


def _regional_talks(tables: Tables) -> ir.Table:
    return tables.signals.filter(tables.signals.region != "")


_TYPES = (
    # Customers ask for things that the shop does not sell.
    InsightType(
        kind=Kind.UNMET_DEMAND,
        ratio=per_conversation(signals(SignalType.PRODUCT_NOT_FOUND), "value"),
        find=judging(counted),
        owner=Owner.BUYING,
        value=2.0,
    ),
    # Customers ask for a product that is out of stock.
    InsightType(
        kind=Kind.OUT_OF_STOCK_DEMAND,
        ratio=Ratio(
            events=signals(SignalType.OUT_OF_STOCK),
            by=("product_id", "variant_id"),
            trials=conversations,
            unit=Unit.DAYS,
        ),
        find=find_out_of_stock_demand,
        owner=Owner.BUYING,
        value=2.0,
    ),
    # Customers call things by words that the catalogue does not know.
    InsightType(
        kind=Kind.VOCABULARY_GAP,
        ratio=per_conversation(signals(SignalType.UNKNOWN_WORD), "value"),
        find=judging(counted),
        owner=Owner.MERCHANDISING,
    ),
    # A product's page does not have an attribute that customers ask for.
    InsightType(
        kind=Kind.MISSING_ATTRIBUTE,
        ratio=share_of(
            unanswered(_attribute_questions),
            _attribute_questions,
            "product_id",
            "value",
            unit=Unit.ATTRIBUTE_QUESTIONS,
        ),
        find=judging(counted),
        owner=Owner.MERCHANDISING,
        value=1.5,
    ),
    # A product's size is asked about more than its category's, or it runs small or large.
    InsightType(
        kind=Kind.SIZE_CONFUSION,
        ratio=per_product_talk(signals(SignalType.SIZE_ASKED, *DIRECTIONS), "product_id"),
        find=find_size_confusion,
        owner=Owner.MERCHANDISING,
        value=1.5,
    ),
    # Customers ask about the shop, not about a product, and no page answers.
    InsightType(
        kind=Kind.CONTENT_GAP,
        ratio=share_of(
            unanswered(_shop_questions), _shop_questions, "topic", unit=Unit.TOPIC_TALKS
        ),
        find=judging(counted),
        owner=Owner.CONTENT,
        value=1.5,
    ),
    # The shop's documents contradict each other on a question of customers.
    InsightType(
        kind=Kind.CONTRADICTION,
        ratio=per_conversation(signals(SignalType.CONTRADICTION), "value"),
        find=judging(counted),
        owner=Owner.CONTENT,
        value=2.0,
    ),
    # Customers find a product too dear, more often than they find others.
    InsightType(
        kind=Kind.PRICE_OBJECTION,
        ratio=per_product_talk(signals(SignalType.PRICE_OBJECTION), "product_id"),
        find=judging(above_usual(times=1.5)),
        owner=Owner.PRICING,
    ),
    # Customers name a competitor, often together with a product.
    InsightType(
        kind=Kind.COMPETITOR_MENTION,
        ratio=per_conversation(signals(SignalType.COMPETITOR), "value"),
        find=find_competitor_mentions,
        owner=Owner.PRICING,
    ),
    # A product has one defect more often than others have, for its sales or its conversations.
    InsightType(
        kind=Kind.DEFECT_CLUSTER,
        ratio=per_product_talk(signals(SignalType.DEFECT), "product_id", "value"),
        find=find_defect_clusters,
        owner=Owner.QUALITY,
        value=3.0,
    ),
    # Quoting one document settles fewer questions than quoting others.
    InsightType(
        kind=Kind.POLICY_FRICTION,
        ratio=share_of(
            signals(SignalType.POLICY_FRICTION),
            signals(SignalType.POLICY_CITED),
            "value",
            unit=Unit.CITATIONS,
        ),
        find=judging(above_others),
        owner=Owner.CONTENT,
        value=1.5,
    ),
    # Customers speak of a topic that nobody spoke of before.
    InsightType(
        kind=Kind.EMERGING_TOPIC,
        ratio=BY_TOPIC,
        find=find_emerging_topics,
        owner=Owner.MERCHANDISING,
        value=1.5,
        days=NEW_WEEKS * WEEK,
    ),
    # Customers speak of a known topic more than before: at once, or week after week.
    InsightType(
        kind=Kind.SPIKE,
        ratio=BY_TOPIC,
        find=find_spikes_and_drifts,
        owner=Owner.MERCHANDISING,
        value=1.5,
        days=WEEK,
    ),
    # Customers who were answered buy more, or less, than others.
    InsightType(
        kind=Kind.CONVERSION_INFLUENCE,
        ratio=Ratio(events=bought_after_answer, by=(), trials=answered),
        find=find_conversion_influence,
        owner=Owner.SERVICE,
    ),
    # Two products are spoken of together more often than by chance.
    InsightType(
        kind=Kind.BUNDLE,
        ratio=per_conversation(product_pairs, "product_id", "value"),
        find=find_bundles,
        owner=Owner.MERCHANDISING,
        value=0.5,
    ),
    # One region has more trouble with deliveries or returns than the others.
    InsightType(
        kind=Kind.REGIONAL_PAIN,
        ratio=Ratio(
            events=signals(SignalType.DELIVERY),
            by=("region", "value"),
            trials=_regional_talks,
            trials_by=("region",),
            unit=Unit.DELIVERY_TALKS,
        ),
        find=find_regional_pain,
        owner=Owner.LOGISTICS,
        value=1.5,
    ),
    # Questions in one language go unanswered more often than in others.
    InsightType(
        kind=Kind.LANGUAGE_DEMAND,
        ratio=share_of(
            unanswered(questions), questions, "language", unit=Unit.QUESTIONS, parts=True
        ),
        find=judging(above_others),
        owner=Owner.CONTENT,
    ),
    # Customers leave after one kind of reply more often than after others.
    InsightType(
        kind=Kind.JOURNEY_DROP,
        ratio=share_of(
            signals(SignalType.LEFT_AFTER),
            signals(SignalType.ASSISTANT_TURN),
            "value",
            unit=Unit.TURNS,
        ),
        find=judging(above_others),
        owner=Owner.SERVICE,
    ),
)

TYPES: dict[Kind, InsightType] = {one.kind: one for one in _TYPES}
