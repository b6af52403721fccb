"""Hold the facts of a customer that triggers look at. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.commerce.order import Order
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import Language

_UNKNOWN = "conversation:"
LATEST_ORDERS = 20
"""Orders of one customer in which most causes are."""


class CustomerFactKind(StrEnum):
    """Name the facts beside orders; each is read only for the triggers that need it."""

    WISHES = "wishes"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedVariant:
    """Hold a variant that the customer asked to be told of, as the shop sells it now."""

    key: str  # of the wish: another each time they ask
    product: str  # "Marinière Ouessant (Rouge, M)", in the customer's language
    asked_at: datetime  # aware, UTC
    available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """Hold a question that had no answer when it was asked, with the answer that it has now."""

    message_id: MessageId
    asked_at: datetime  # aware, UTC
    asked: str  # their words on one line, without personal data
    answer: str  # on one line, as the assistant would give it now


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """Hold the facts that the shop has of a customer at one moment."""

    customer_id: CustomerId
    orders: tuple[Order, ...] = ()  # newest first, `LATEST_ORDERS` at most
    language: Language | None = None  # as the shop knows it; None: it does not
    wishes: tuple[WishedVariant, ...] = ()
    questions: tuple[LateAnswer, ...] = ()


def unknown_customer(conversation_id: ConversationId) -> CustomerId:
    """Return the id for the customer of a conversation in which nobody proved who they are."""
    return CustomerId(f"{_UNKNOWN}{conversation_id}")


def is_unknown(customer_id: CustomerId) -> bool:
    """Return whether the id stands for a customer who proved nothing."""
    return customer_id.startswith(_UNKNOWN)
