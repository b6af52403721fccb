"""The aspects there are, and one found in a text."""

from dataclasses import dataclass
from enum import StrEnum


class Aspect(StrEnum):
    """What can be spoken of, content or not."""

    FIT = "fit"  # size, length, width
    QUALITY = "quality"  # material, make, how long it lasts
    DEFECT = "defect"  # broken, incomplete, the wrong thing
    COMFORT = "comfort"
    LOOK = "look"
    PRICE = "price"
    DELIVERY = "delivery"  # with its packaging
    SERVICE = "service"
    RETURNS = "returns"  # with refunds and the guarantee
    DESCRIPTION = "description"  # what the page says or does not say
    AVAILABILITY = "availability"
    PERFORMANCE = "performance"  # how well it does its job, how easily


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenAspect:
    """One aspect of a text and how it is spoken of."""

    aspect: Aspect
    polarity: int  # 1 content, -1 not, 0 only spoken or asked of
    confidence: float  # probability in [0, 1] that the text speaks of it
