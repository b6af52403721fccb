"""What in a message a person should read, whatever else it is about."""

from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    """Something that words give away; gravest first, so the order settles which one counts."""

    SELF_HARM = "self_harm"
    SAFETY = "safety"  # an injury, or something dangerous
    THREAT = "threat"  # of violence
    PAYMENT_DATA = "payment_data"  # a card's or an account's number
    ACCOUNT_TAKEOVER = "account_takeover"
    DISCRIMINATION = "discrimination"
    LEGAL_THREAT = "legal_threat"
    CHARGEBACK = "chargeback"
    MINOR = "minor"
    INSULT = "insult"  # aimed at the shop or the assistant
    ANGER = "anger"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSignal:
    """One signal of a message, and how it was told."""

    signal: Signal
    rule: str  # `words`, `model`, or what kind of number it was
    confidence: float  # probability in [0, 1]; 1 of a rule


def gravest(signals: tuple[MessageSignal, ...]) -> tuple[MessageSignal, ...]:
    """Return signals, gravest first."""
    order = list(Signal)
    return tuple(sorted(signals, key=lambda one: order.index(one.signal)))
