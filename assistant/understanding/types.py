"""What a message means, as far as the assistant can tell."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation.message import Language
from retrieval.types import Vector


class Intent(StrEnum):
    """What the customer is after."""

    QUESTION = "question"  # about policies, help, the shop
    PRODUCT_SEARCH = "product_search"  # looks for something to buy
    PRODUCT_QUESTION = "product_question"  # about one product: price, stock, sizes, material
    COMPARE = "compare"  # two products side by side
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_ASSISTANT = "about_assistant"  # are you a robot, what can you do
    ASK_FOR_PERSON = "ask_for_person"
    CHITCHAT = "chitchat"  # out of the shop's scope: weather, jokes, homework


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What a product must satisfy, as said in the message; empty: nothing said."""

    price_min_minor: int | None = None  # inclusive
    price_max_minor: int | None = None  # inclusive
    options: tuple[tuple[str, str], ...] = ()  # (name, value) as the catalogue spells them
    category: str = ""  # as the catalogue spells it
    in_stock: bool = False  # "available now", "en stock"
    without: tuple[str, ...] = ()  # colours and materials not wanted, lower case, no accents


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """One message, read once: the vector serves intent and search alike."""

    text: str  # cleaned
    language: Language
    intent: Intent
    confidence: float  # calibrated probability in [0, 1] of `intent`
    vector: Vector  # of `text` as a query
    constraints: Constraints
    rest: str  # `text` without the words that became constraints: what is left to search for
    follow_up: bool  # leans on what was said before: "et en taille 42 ?"
    products: tuple[str, ...] = ()  # ids of the products named, in order
    message: str = ""  # as written; in `text`, what a follow-up leans on stands in front of it
