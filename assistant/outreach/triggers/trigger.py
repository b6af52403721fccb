"""Describe a trigger as data: its causes, its purpose and its times. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.commerce.order import Order
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.ids import CustomerId
from assistant.conversation.message import Language


class TriggerName(StrEnum):
    """Name the triggers."""

    PARCEL_LATE = "parcel_late"
    DELIVERY_FAILED = "delivery_failed"
    RETURN_REFUNDED = "return_refunded"
    ORDER_UNPAID = "order_unpaid"
    REVIEW_ASKED = "review_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """Hold the facts that the shop has of a customer at one moment."""

    customer_id: CustomerId
    orders: tuple[Order, ...] = ()  # newest first
    language: Language | None = None  # as the shop knows it; None: it does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Hold one reason to write to a customer."""

    key: str  # with trigger and customer, what makes the message once
    at: datetime | None = None  # since when it is so, aware; None: the shop does not say
    evidence: tuple[str, ...] = ()  # the shop's own values that the words may state
    values: Mapping[str, str] = field(default_factory=dict)  # placeholders of the text


Qualifies = Callable[[CustomerFacts, datetime, Language], tuple[Cause, ...]]
"""Returns the causes that there are now; the same facts and time give the same causes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Declare a kind of message that the shop writes first.

    Its words stand in `resources`, by its name. Where the channel takes only templates, the one of
    the name `template` is sent, if the channel approved it.
    """

    name: TriggerName
    purpose: ContactPurpose
    qualifies: Qualifies
    delay: timedelta = timedelta()  # between the cause and the message
    stale_after: timedelta = timedelta(days=3)  # after it the message is not worth sending
    holdout: float = 0.1  # share of customers who are not written to, unless people set another
    sample: int = 400  # customers of each side before a verdict; fewer show no difference of 10 %

    @property
    def template(self) -> str:
        """Return the name of its template at the channel."""
        return f"comptoir_{self.name}"
