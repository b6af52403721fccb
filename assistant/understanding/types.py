"""Hold what a message means, as plain values.

Its signals, the entities it names, its intent and its constraints.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Generic, Self, TypeVar

from assistant.commerce.customer import PaymentKind
from assistant.conversation.message import Language
from retrieval.types import Vector


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


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Generic[T]):
    """A value, and text[start:end] that says it."""

    value: T
    start: int
    end: int


class ExpectedEntity(StrEnum):
    """What was just asked for: words that mean nothing by themselves are read as that."""

    ORDER = "order"
    EMAIL = "email"
    CODE = "code"
    NAME = "name"
    POSTCODE = "postcode"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A person's name as written; `family` is never empty."""

    given: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressParts:
    """As much of a postal address as was said; "" : not said."""

    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""  # as written: "NY", "Texas"
    country: str = ""  # ISO 3166-1 alpha-2

    @property
    def is_complete(self) -> bool:
        """Whether a parcel can be sent there, given the country."""
        return bool(self.line1 and self.postcode and self.city)


class PositionKind(StrEnum):
    """How things in a list are pointed at."""

    NTH = "nth"
    ALL = "all"  # "both" and "all of them"
    ALL_BUT = "all_but"  # what follows is the exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in the list that was shown."""

    kind: PositionKind
    index: int = 0  # of NTH: from 0; -1 is the last, -2 the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodMention:
    """A payment method as a customer says it."""

    kind: PaymentKind | None = None
    brand: str = ""  # of a card, lower case: "visa"
    last4: str = ""
    method_id: str = ""  # as the shop writes it: "gift_card_1725971"
    original: bool = False  # the one the order was paid with
    other: bool = False  # another one than that


class Remark(StrEnum):
    """What a message says that is no request for one operation."""

    WHETHER_DONE = "whether_done"  # "did it go through?"
    UNDO = "undo"  # "undo that", "annulez ce que vous venez de faire"
    DEFECT = "defect"  # "le gilet a un trou"


class AnswerKind(StrEnum):
    """What a message says to what was asked or read back."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoAnswer:
    """A yes or a no at the beginning of a message, and what else it says.

    A yes confirms something only where `rest` is empty.
    """

    kind: AnswerKind
    rest: str = ""  # what the message says besides: "no, the other one" -> "the other one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """Everything a message names; each list in the order of the text."""

    orders: tuple[Entity[str], ...] = ()  # upper case, without "#": "W2611340"
    emails: tuple[Entity[str], ...] = ()  # lower case
    code: Entity[str] | None = None  # six digits, only where asked for
    name: Entity[PersonName] | None = None
    postcodes: tuple[Entity[str], ...] = ()
    address: Entity[AddressParts] | None = None
    dates: tuple[Entity[date], ...] = ()
    quantities: tuple[Entity[int], ...] = ()
    positions: tuple[Entity[Position], ...] = ()
    methods: tuple[Entity[MethodMention], ...] = ()
    answer: YesNoAnswer | None = None
    corrects: bool = False  # "actually M", "plutôt le bleu": takes the place of what was said


NOTHING_SAID = Entities()


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
    command: RankedIntents = ()  # what a verb that names nothing asks for: "cancel it then"
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
