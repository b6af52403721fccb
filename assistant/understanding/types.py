"""Hold the meaning of a message, as plain values: its signals, entities, intent and constraints."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Generic, Self, TypeVar

from assistant.commerce.customer import PaymentKind
from assistant.conversation.message import Language
from assistant.conversation.product_search import ProductSearch
from assistant.understanding.search_move import SearchMove
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.types import Vector


class Signal(StrEnum):
    """Name a signal that words give; the gravest first: it decides which of several counts."""

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
    """Hold a signal of a message, and the rule that found it."""

    signal: Signal
    rule: str  # `words`, `model`, or the kind of number that was found
    confidence: float  # probability in [0, 1]; 1 of a rule


def gravest(signals: tuple[MessageSignal, ...]) -> tuple[MessageSignal, ...]:
    """Return signals, gravest first."""
    order = list(Signal)
    return tuple(sorted(signals, key=lambda one: order.index(one.signal)))


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Generic[T]):
    """Hold a value and the place text[start:end] that says it."""

    value: T
    start: int
    end: int


class ExpectedEntity(StrEnum):
    """Name a value that the customer was just asked for.

    Words that mean nothing by themselves ("12345") are then read as that value.
    """

    ORDER = "order"
    EMAIL = "email"
    CODE = "code"
    NAME = "name"
    POSTCODE = "postcode"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """Hold a person's name as written; `family` is never empty."""

    given: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressParts:
    """Hold the parts of a postal address that were said; "" : not said."""

    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""  # as written: "NY", "Texas"
    country: str = ""  # ISO 3166-1 alpha-2

    @property
    def is_complete(self) -> bool:
        """Return whether a parcel can be sent to this address, given the country."""
        return bool(self.line1 and self.postcode and self.city)


class PositionKind(StrEnum):
    """Name the way in which things in a list are pointed at."""

    NTH = "nth"
    ALL = "all"  # "both" and "all of them"
    ALL_BUT = "all_but"  # the words behind it name the exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Hold a place in the list that was shown."""

    kind: PositionKind
    index: int = 0  # of NTH: from 0; -1 is the last, -2 the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodMention:
    """Hold a payment method as a customer says it."""

    kind: PaymentKind | None = None
    brand: str = ""  # of a card, lower case: "visa"
    last4: str = ""
    method_id: str = ""  # as the shop writes it: "gift_card_1725971"
    original: bool = False  # the method that the order was paid with
    other: bool = False  # another method than that


class Tone(StrEnum):
    """Name the tones of talk; of several in a message, the first decides the reply."""

    FAREWELL = "farewell"
    ABOUT = "about"  # asks what the assistant is
    GRUMBLE = "grumble"  # displeased with the assistant or the shop, or sarcastic
    APOLOGY = "apology"
    LATER = "later"  # thinks about it, comes back
    OUTSIDE = "outside"  # a joke, the weather
    PRAISE = "praise"
    THANKS = "thanks"
    RESIGNED = "resigned"  # "whatever", "hmm ok"
    LAUGH = "laugh"


class Remark(StrEnum):
    """Name a message's remark: it asks for no operation, and yet for an answer of its own."""

    WHETHER_DONE = "whether_done"  # "did it go through?"
    UNDO = "undo"  # "undo that", "annulez ce que vous venez de faire"
    DEFECT = "defect"  # "le gilet a un trou"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceObjection:
    """Hold an objection to the price of a product."""

    elsewhere: bool = False  # it was seen for less in another shop
    budget: str = ""  # amount the customer has, without its currency: "80"; "": not said


class AnswerKind(StrEnum):
    """Name the answer to a question or a read-back."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoAnswer:
    """Hold a yes or a no at the beginning of a message, and the rest of the message.

    A yes confirms something where `rest` is empty, or where it is strong and takes nothing back.
    """

    kind: AnswerKind
    strong: bool = False  # "oui, c'est ça", "yes please": a yes, whatever else is said
    ended: bool = False  # the strong yes is a sentence, and the rest another
    rest: str = ""  # the rest of the message: "no, the other one" -> "the other one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """Hold every value that a message names; each list in the order of the text."""

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
    """Name the intent of a message: the aim of the customer that writes it."""

    QUESTION = "question"  # about policies, help, the shop
    PRODUCT_SEARCH = "product_search"  # looks for something to buy
    PRODUCT_QUESTION = "product_question"  # about one product: price, stock, sizes, material
    COMPARE = "compare"  # two products side by side
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_ASSISTANT = "about_assistant"  # "are you a robot", "what can you do"
    ASK_FOR_PERSON = "ask_for_person"
    CHITCHAT = "chitchat"  # out of the shop's scope: weather, jokes, homework
    ORDER_STATUS = "order_status"  # this and the next twelve are called like their operation
    LIST_ORDERS = "list_orders"
    CANCEL_ORDER = "cancel_order"
    RETURN_ITEMS = "return_items"
    EXCHANGE_ITEMS = "exchange_items"
    CHANGE_ITEMS = "change_items"
    REMOVE_ITEMS = "remove_items"  # told by rules
    CLAIM = "claim"  # told by rules
    CHANGE_ADDRESS = "change_address"
    CHANGE_DEFAULT_ADDRESS = "change_default_address"
    CHANGE_PAYMENT = "change_payment"
    STOCK_ALERT = "stock_alert"
    BALANCE = "balance"
    ADD_TO_BASKET = "add_to_basket"  # this and the next two are told by rules
    CHANGE_BASKET = "change_basket"
    SHOW_BASKET = "show_basket"
    AFFIRM = "affirm"
    DENY = "deny"
    STOP = "stop"  # end the operation in progress
    INFORM = "inform"  # only gives a value that was asked for


OPERATION_INTENTS = frozenset(
    {
        Intent.ORDER_STATUS,
        Intent.LIST_ORDERS,
        Intent.CANCEL_ORDER,
        Intent.RETURN_ITEMS,
        Intent.EXCHANGE_ITEMS,
        Intent.CHANGE_ITEMS,
        Intent.REMOVE_ITEMS,
        Intent.CLAIM,
        Intent.CHANGE_ADDRESS,
        Intent.CHANGE_DEFAULT_ADDRESS,
        Intent.CHANGE_PAYMENT,
        Intent.STOCK_ALERT,
        Intent.BALANCE,
        Intent.ADD_TO_BASKET,
        Intent.CHANGE_BASKET,
        Intent.SHOW_BASKET,
    }
)
"""Intents that ask for an operation of the shop, and have its name."""

BASKET_INTENTS = frozenset({Intent.ADD_TO_BASKET, Intent.CHANGE_BASKET, Intent.SHOW_BASKET})
"""Those that rules tell from words and from what the customer sees: no sentence trains them."""

RULED_INTENTS = BASKET_INTENTS | {Intent.REMOVE_ITEMS, Intent.CLAIM}
"""Intents that only rules tell: no sentence trains them."""

DIALOGUE_INTENTS = frozenset({Intent.AFFIRM, Intent.DENY, Intent.STOP, Intent.INFORM})
"""Intents that answer a question: they mean something only while an operation is in progress."""

MIN_LEFT = 0.05
"""Least probability of all other intents together for one of them to count."""

RankedIntents = tuple[tuple[Intent, float], ...]
"""Intents with their probability, likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingContext:
    """Hold the shop's words and the conversation that a message is read in.

    Two contexts are equal if everything but their vocabularies is: those are large.
    """

    vocabulary: Vocabulary = field(compare=False)
    language: Language | None  # of the conversation; decides where words do not ("ok", "Lina ?")
    topic: str = ""  # the question before, as it was searched: a follow-up leans on it
    search: ProductSearch | None = None  # going on: a message may add to it or correct it
    intent: Intent | None = None  # known before: nothing else is heard in the words
    wanted: frozenset[ExpectedEntity] = frozenset()  # values just asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Hold the conditions that a message sets on a product; empty: it sets none."""

    price_min_minor: int | None = None  # inclusive
    price_max_minor: int | None = None  # inclusive
    options: tuple[tuple[str, str], ...] = ()  # (name, value) as the catalogue spells them
    category: str = ""  # as the catalogue spells it
    in_stock: bool = False  # "available now", "en stock"
    without: tuple[str, ...] = ()  # colours and materials not wanted, lower case, no accents


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRequest:
    """Hold one request of a message that makes several: message[start:end]."""

    text: str
    start: int
    end: int
    intent: Intent
    confidence: float  # as of `Understanding`
    entities: Entities
    products: tuple[str, ...] = ()  # ids of the products that it is about; empty: not told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """Hold the meaning of a message, read once: the vector serves intent and search alike."""

    text: str  # cleaned, its spelling corrected
    language: Language
    intent: Intent
    confidence: float  # calibrated probability in [0, 1] of `intent`
    vector: Vector  # of `text` as a query
    constraints: Constraints
    rest: str  # `text` without the words of its constraints: the words to search for
    follow_up: bool  # leans on what was said before: "et en taille 42 ?"
    products: tuple[str, ...] = ()  # ids of the products named, in order
    message: str = ""  # as written; of a follow-up, `text` begins with the question before
    spelled: str = ""  # `message` with its spelling corrected, without courtesies around it
    ranked: RankedIntents = ()  # every intent the model weighed; a rule's alone
    entities: Entities = NOTHING_SAID  # of `message`
    requests: tuple[MessageRequest, ...] = ()  # two or more, or none: the message is one request
    remark: Remark | None = None  # of a message that says nothing else
    command: RankedIntents = ()  # the intent of a verb without an object: "cancel it then"
    signals: tuple[MessageSignal, ...] = ()  # gravest first
    search: SearchMove | None = None  # of products; None: the message is no part of one
    alone: Constraints | None = None  # without what the search carried over; None: nothing was
    tone: Tone | None = None  # of a message that only talks
    price_objection: PriceObjection | None = None  # of a message that finds a product too dear
    beside: tuple[str, ...] = ()  # of a message that asks for a person: its questions
    perhaps_grave: bool = False  # nothing is sure enough for a signal, and a person had better look

    @property
    def own_words(self) -> str:
        """Return the message as it is read: its spelling corrected, and no question before it."""
        return self.spelled or self.message or self.text

    def may_ask_for_operation(self, min_confidence: float) -> bool:
        """Tell whether the message asks for an operation, though it may be open which operation."""
        if self.intent not in OPERATION_INTENTS:
            return False
        wishes = sum(p for intent, p in self.ranked if intent in OPERATION_INTENTS)
        return max(wishes, self.confidence) >= min_confidence

    def outside_dialogue(self) -> Self:
        """Return the same understanding for a conversation in which no operation is in progress.

        Then the message cannot only give a value, and there is nothing to stop or to agree to; a
        bare "cancel it then" is a request to cancel.
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
        """Return the same understanding as a question: nothing is to be done."""
        aside = OPERATION_INTENTS | DIALOGUE_INTENTS
        if self.intent not in aside:
            return self
        return replace(self, intent=Intent.QUESTION)
