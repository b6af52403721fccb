"""Every type of insight, in the order of the table in docs/subsystems/insights.md."""

from assistant.insights.insight import Kind
from assistant.insights.kinds import (
    bundle,
    competitor_mention,
    content_gap,
    contradiction,
    conversion_influence,
    defect_cluster,
    emerging_topic,
    journey_drop,
    language_demand,
    missing_attribute,
    out_of_stock_demand,
    policy_friction,
    price_objection,
    regional_pain,
    size_confusion,
    spike,
    unmet_demand,
    vocabulary_gap,
)
from assistant.insights.kinds.kind import Type

_MODULES = (
    unmet_demand,
    out_of_stock_demand,
    vocabulary_gap,
    missing_attribute,
    size_confusion,
    content_gap,
    contradiction,
    price_objection,
    competitor_mention,
    defect_cluster,
    policy_friction,
    emerging_topic,
    spike,
    conversion_influence,
    bundle,
    regional_pain,
    language_demand,
    journey_drop,
)

TYPES: dict[Kind, Type] = {module.TYPE.kind: module.TYPE for module in _MODULES}
