"""Which tables are on which page."""

from collections.abc import Mapping

from assistant.insights.insight import Kind

SECTIONS: Mapping[str, tuple[Kind, ...]] = {
    "demand": (Kind.UNMET_DEMAND, Kind.OUT_OF_STOCK_DEMAND, Kind.VOCABULARY_GAP),
    "gaps": (Kind.CONTENT_GAP, Kind.MISSING_ATTRIBUTE, Kind.CONTRADICTION),
    "friction": (Kind.POLICY_FRICTION, Kind.REGIONAL_PAIN, Kind.JOURNEY_DROP),
    "languages": (Kind.LANGUAGE_DEMAND,),
}
"""Pages that are tables of one type each."""

OF_PRODUCTS = (
    Kind.DEFECT_CLUSTER,
    Kind.SIZE_CONFUSION,
    Kind.PRICE_OBJECTION,
    Kind.COMPETITOR_MENTION,
)
"""Tables below the one of all products."""
