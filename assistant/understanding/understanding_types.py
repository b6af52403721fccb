"""What a message means, as far as the assistant can tell."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from assistant.conversation.conversation_message import Language
from assistant.understanding.entity import NOTHING_SAID, Entities, Remark
from assistant.understanding.signals import MessageSignal
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
    ORDER_STATUS = "order_status"  # this and the next ten are called like their operation
    LIST_ORDERS = "list_orders"
    CANCEL_ORDER = "cancel_order"
    RETURN_ITEMS = "return_items"
    EXCHANGE_ITEMS = "exchange_items"
    CHANGE_ITEMS = "change_items"
    CHANGE_ADDRESS = "change_address"
    CHANGE_DEFAULT_ADDRESS = "change_default_address"
    CHANGE_PAYMENT = "change_payment"
    STOCK_ALERT = "stock_alert"
    BALANCE = "balance"
    AFFIRM = "affirm"
    DENY = "deny"
    STOP = "stop"  # drop what is in progress
    INFORM = "inform"  # only gives a value that was asked for


OPERATION_INTENTS = frozenset(
    {
        Intent.ORDER_STATUS,
        Intent.LIST_ORDERS,
        Intent.CANCEL_ORDER,
        Intent.RETURN_ITEMS,
        Intent.EXCHANGE_ITEMS,
        Intent.CHANGE_ITEMS,
        Intent.CHANGE_ADDRESS,
        Intent.CHANGE_DEFAULT_ADDRESS,
        Intent.CHANGE_PAYMENT,
        Intent.STOCK_ALERT,
        Intent.BALANCE,
    }
)
"""Wishes that something be done or looked up in the shop, called like their operation."""

DIALOGUE_INTENTS = frozenset({Intent.AFFIRM, Intent.DENY, Intent.STOP, Intent.INFORM})
"""Answers to what was asked: they mean something only while an operation is in progress."""

MIN_LEFT = 0.05
"""Probability that must be left to what a message means by itself."""

RankedIntents = tuple[tuple[Intent, float], ...]
"""Intents with their probability, likeliest first."""


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
class MessageRequest:
    """One of several requests of a message: message[start:end]."""

    text: str
    start: int
    end: int
    intent: Intent
    confidence: float  # as of `Understanding`
    entities: Entities


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
    ranked: RankedIntents = ()  # every intent the model weighed; a rule's alone
    entities: Entities = NOTHING_SAID  # of `message`
    requests: tuple[MessageRequest, ...] = ()  # two or more, or none: the message is one request
    remark: Remark | None = None  # what it says beside any intent, where that is all it says
    command: RankedIntents = ()  # what a verb of doing asks for that names nothing: "cancel it then"
    signals: tuple[MessageSignal, ...] = ()  # what a person should read, gravest first

    def may_ask_for_operation(self, min_confidence: float) -> bool:
        """Whether it asks for an operation, though it may be open which one."""
        if self.intent not in OPERATION_INTENTS:
            return False
        wishes = sum(p for intent, p in self.ranked if intent in OPERATION_INTENTS)
        return max(wishes, self.confidence) >= min_confidence

    def outside_dialogue(self) -> Self:
        """Return the same message where nothing was asked, so that it cannot give a value only.

        There is nothing to stop or to agree to either: a bare "cancel it then" asks for just that.
        """
        if self.command:
            (intent, confidence), *_ = self.command
            return replace(self, intent=intent, confidence=confidence, ranked=self.command)
        if self.intent is not Intent.INFORM:
            return self
        left = [(intent, p) for intent, p in self.ranked if intent not in DIALOGUE_INTENTS]
        mass = sum(p for _, p in left)
        if mass < MIN_LEFT:
            about_order = bool(self.entities.orders)
            return replace(self, intent=Intent.ORDER_STATUS if about_order else Intent.QUESTION)
        ranked = tuple((intent, p / mass) for intent, p in left)
        return replace(self, intent=ranked[0][0], confidence=ranked[0][1], ranked=ranked)

    def as_question(self) -> Self:
        """Return the same message where nothing is to be done: asked about, not asked for."""
        aside = OPERATION_INTENTS | DIALOGUE_INTENTS
        if self.intent not in aside:
            return self
        return replace(self, intent=Intent.QUESTION)
