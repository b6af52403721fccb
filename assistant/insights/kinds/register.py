"""Every type of insight, in the order of the table in docs/subsystems/insights.md."""

from assistant.insights.insight import Kind
from assistant.insights.kinds.bundle import TYPE as BUNDLE
from assistant.insights.kinds.competitor_mention import TYPE as COMPETITOR_MENTION
from assistant.insights.kinds.content_gap import TYPE as CONTENT_GAP
from assistant.insights.kinds.contradiction import TYPE as CONTRADICTION
from assistant.insights.kinds.conversion_influence import TYPE as CONVERSION_INFLUENCE
from assistant.insights.kinds.defect_cluster import TYPE as DEFECT_CLUSTER
from assistant.insights.kinds.emerging_topic import TYPE as EMERGING_TOPIC
from assistant.insights.kinds.journey_drop import TYPE as JOURNEY_DROP
from assistant.insights.kinds.insight_type import Type
from assistant.insights.kinds.language_demand import TYPE as LANGUAGE_DEMAND
from assistant.insights.kinds.missing_attribute import TYPE as MISSING_ATTRIBUTE
from assistant.insights.kinds.out_of_stock_demand import TYPE as OUT_OF_STOCK_DEMAND
from assistant.insights.kinds.policy_friction import TYPE as POLICY_FRICTION
from assistant.insights.kinds.price_objection import TYPE as PRICE_OBJECTION
from assistant.insights.kinds.regional_pain import TYPE as REGIONAL_PAIN
from assistant.insights.kinds.size_confusion import TYPE as SIZE_CONFUSION
from assistant.insights.kinds.spike import TYPE as SPIKE
from assistant.insights.kinds.unmet_demand import TYPE as UNMET_DEMAND
from assistant.insights.kinds.vocabulary_gap import TYPE as VOCABULARY_GAP

_TYPES = (
    UNMET_DEMAND,
    OUT_OF_STOCK_DEMAND,
    VOCABULARY_GAP,
    MISSING_ATTRIBUTE,
    SIZE_CONFUSION,
    CONTENT_GAP,
    CONTRADICTION,
    PRICE_OBJECTION,
    COMPETITOR_MENTION,
    DEFECT_CLUSTER,
    POLICY_FRICTION,
    EMERGING_TOPIC,
    SPIKE,
    CONVERSION_INFLUENCE,
    BUNDLE,
    REGIONAL_PAIN,
    LANGUAGE_DEMAND,
    JOURNEY_DROP,
)

TYPES: dict[Kind, Type] = {one.kind: one for one in _TYPES}
