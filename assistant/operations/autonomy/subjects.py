"""What the autonomy table has rows for: operations, and topics of answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

OperationName = Literal[
    "order_status",
    "list_orders",
    "cancel_order",
    "return_items",
    "exchange_items",
    "change_items",
    "change_address",
    "change_default_address",
    "change_payment",
    "stock_alert",
    "balance",
]
"""The operations of `operations.register`, so that a row for a misspelt one is refused."""


class Topic(StrEnum):
    """What an answer is about; `topics` tells which."""

    DELIVERY = "delivery"
    RETURNS = "returns"  # refunds and exchanges, too
    PAYMENT = "payment"
    PRODUCT = "product"
    SIZING = "sizing"
    WARRANTY = "warranty"
    ACCOUNT = "account"
    ORDER = "order"
    OTHER = "other"  # none of these


@dataclass(frozen=True, slots=True, kw_only=True)
class AutonomySubject:
    """What is decided on."""

    kind: Literal["operation", "topic"]
    name: str


def operation_subject(name: str) -> AutonomySubject:
    """Return the subject of an operation, known or not."""
    return AutonomySubject(kind="operation", name=name)


def topic_subject(one: Topic) -> AutonomySubject:
    """Return the subject of a topic."""
    return AutonomySubject(kind="topic", name=one)
