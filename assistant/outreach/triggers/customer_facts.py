"""Hold the facts of a customer that triggers look at. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.commerce.amounts import Money
from assistant.commerce.order import Order
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import Language
from assistant.outreach.batch_defects import BatchDefect

_UNKNOWN = "conversation:"
LATEST_ORDERS = 20
"""Orders of one customer in which most causes are."""


class CustomerFactKind(StrEnum):
    """Name the facts beside orders; each is read only for the triggers that need it."""

    WISHES = "wishes"
    QUESTIONS = "questions"
    SUPPLIES = "supplies"
    DEFECTS = "defects"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedVariant:
    """Hold a variant that the customer asked to be told of, as the shop sells it now."""

    key: str  # of the wish: another each time they ask
    product_id: ProductId
    product: str  # "Marinière Ouessant (Rouge, M)", in the customer's language
    asked_at: datetime  # aware, UTC
    available: bool
    price: Money
    first_price: Money | None  # when they asked; None: nobody looked in time


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """Hold a question that had no answer when it was asked, with the answer that it has now."""

    message_id: MessageId
    asked_at: datetime  # aware, UTC
    asked: str  # their words on one line, without personal data
    answer: str  # on one line, as the assistant would give it now
    beside_basket: bool  # something is in the basket of the conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """Hold the facts that the shop has of a customer at one moment."""

    customer_id: CustomerId
    orders: tuple[Order, ...] = ()  # newest first, `LATEST_ORDERS` at most
    earlier: tuple[Order, ...] = ()  # older ones, back to the first day of a live batch
    language: Language | None = None  # as the shop knows it; None: it does not
    lasts: Mapping[ProductId, int] = field(default_factory=dict)  # days, as the shop states it
    wishes: tuple[WishedVariant, ...] = ()
    questions: tuple[LateAnswer, ...] = ()
    defects: tuple[BatchDefect, ...] = ()  # live ones, whoever bought them
    sold: frozenset[VariantId] = frozenset()  # bought before, and available now


def unknown_customer(conversation_id: ConversationId) -> CustomerId:
    """Return the id for the customer of a conversation in which nobody proved who they are."""
    return CustomerId(f"{_UNKNOWN}{conversation_id}")


def is_unknown(customer_id: CustomerId) -> bool:
    """Return whether the id stands for a customer who proved nothing."""
    return customer_id.startswith(_UNKNOWN)
