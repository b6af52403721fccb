"""Every type of insight, in the order of the table in docs/subsystems/insights.md."""

from assistant.insights.insight import Kind
from assistant.insights.kinds.bundle import BUNDLE
from assistant.insights.kinds.competitor_mention import COMPETITOR_MENTION
from assistant.insights.kinds.content_gap import CONTENT_GAP
from assistant.insights.kinds.contradiction import CONTRADICTION
from assistant.insights.kinds.conversion_influence import CONVERSION_INFLUENCE
from assistant.insights.kinds.defect_cluster import DEFECT_CLUSTER
from assistant.insights.kinds.emerging_topic import EMERGING_TOPIC
from assistant.insights.kinds.journey_drop import JOURNEY_DROP
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.kinds.language_demand import LANGUAGE_DEMAND
from assistant.insights.kinds.missing_attribute import MISSING_ATTRIBUTE
from assistant.insights.kinds.out_of_stock_demand import OUT_OF_STOCK_DEMAND
from assistant.insights.kinds.policy_friction import POLICY_FRICTION
from assistant.insights.kinds.price_objection import PRICE_OBJECTION
from assistant.insights.kinds.regional_pain import REGIONAL_PAIN
from assistant.insights.kinds.size_confusion import SIZE_CONFUSION
from assistant.insights.kinds.spike import SPIKE
from assistant.insights.kinds.unmet_demand import UNMET_DEMAND
from assistant.insights.kinds.vocabulary_gap import VOCABULARY_GAP

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

TYPES: dict[Kind, InsightType] = {one.kind: one for one in _TYPES}
