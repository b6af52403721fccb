"""Describe an operation: one declaration, from which every way to call it is made.

The embedded dialogue fills its slots, a form asks for them, a model gets its parameters as a
schema, a console shows it as a button. None of them has an effect: see `gate`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.ports import KeptBasket
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.commerce.shop_ids import LineId, ProductId
from assistant.conversation.basket import Basket
from assistant.conversation.message import Language
from assistant.operations.shop_rules import OrderRules, Rules


class Parameters(BaseModel):
    """Hold the parameters of an operation. Unknown fields are refused: they come from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=200)


class OrderParameters(Parameters):
    """Name the order that an operation is for."""

    order_number: str


class LineParameters(OrderParameters):
    """Name an order and how many pieces are meant of each line; of a line left out: all."""

    parts: dict[LineId, int] = Field(default_factory=dict)


class AmountParameters(OrderParameters):
    """Name an amount to give for an order, in minor units of its currency."""

    amount_minor: int = Field(ge=1, le=100_000_000)


P = TypeVar("P", bound=Parameters)


class SlotKind(StrEnum):
    """Name the kinds of value that a slot takes, and so how words are read for it."""

    ORDER = "order"  # an order's number
    LINES = "lines"  # lines of the order
    PARTS = "parts"  # how many pieces of each line that has several
    SWAPS = "swaps"  # lines of the order, each with the variant that takes its place
    REASON = "reason"  # one of the reasons that the rules name
    METHOD = "method"  # a payment method of the customer
    AMOUNT = "amount"  # in the currency of the order; only a person gives one
    ADDRESS = "address"
    PRODUCT = "product"  # a product and, where it has several, its variant
    ITEM = "item"  # the same of what can be bought now
    PIECES = "pieces"  # how many
    BASKET_LINES = "basket_lines"  # what is in the basket, by its variants
    PHOTO = "photo"  # whether the customer sent a photo
    WISH = "wish"  # the solution that is wished for
    WORDS = "words"  # the customer's own, of the message that asked
    VERSION = "version"  # the variant that takes the place of a line of the basket


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Name a parameter to ask for; slots are asked for in the order they are declared in."""

    name: str  # the field of the parameters
    kind: SlotKind
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketFacts:
    """Hold a basket before a change, and after it."""

    noted: Basket  # as the conversation's log has it
    now: Basket  # as the shop has it
    kept: KeptBasket | None = None  # after the change; None: it is not made yet

    @property
    def after(self) -> Basket:
        """Return the basket after the change, as far as it is made."""
        return self.kept.basket if self.kept else self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold the shop's facts for one decision; the gate lets in only the customer's own."""

    customer: Customer | None = None
    order: Order | None = None  # of the parameters' number, if it is this customer's
    orders: tuple[Order, ...] = ()  # of the customer, newest first, where the operation lists them
    products: Mapping[ProductId, SoldProduct] = field(default_factory=dict)
    basket: BasketFacts | None = None  # of an operation on the basket


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Name the reason of a refusal, for the customer (`texts`) and for counting (`code`)."""

    code: str  # a key of `refusals` in resources/texts.*.yml
    values: Mapping[str, str] = field(default_factory=dict)  # for the text's placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Say that the rules allow an operation; without an effect it is a look-up."""

    effect: Effect | None = None
    basket: Basket | None = None  # that the shop is to keep, of an operation on the basket


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCase(Generic[P]):
    """Hold one call of an operation, with everything needed to decide on it."""

    parameters: P
    facts: Facts
    rules: Rules
    now: datetime  # aware, UTC

    @property
    def order(self) -> Order:
        """Return the order of the parameters; the gate refuses a call without one before.

        Raises:
            LookupError: the operation has no slot for an order.
        """
        if self.facts.order is None:
            raise LookupError
        return self.facts.order

    @property
    def customer(self) -> Customer:
        """Return the customer who asks; the gate refuses a call by nobody before.

        Raises:
            LookupError: the customer is gone since the effect.
        """
        if self.facts.customer is None:
            raise LookupError
        return self.facts.customer

    @property
    def basket(self) -> BasketFacts:
        """Return the facts of the basket.

        Raises:
            LookupError: the operation is not on the basket.
        """
        if self.facts.basket is None:
            raise LookupError
        return self.facts.basket


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[P]):
    """Declare one operation of the assistant.

    `weigh` is pure and is asked twice: before the read-back and again before the effect.
    """

    name: str
    parameters: type[P]
    slots: tuple[Slot, ...]
    weigh: Callable[[OperationCase[P]], Allowed | Refusal]
    tell: Callable[
        [OperationCase[P], Allowed, Language], str
    ]  # the read-back, or what was asked for
    done: Callable[[OperationCase[P], Receipt, Language], str] | None = None  # None: has no effect
    undo: str = ""  # the operation that takes it back; "": none does
    whole: bool = (
        False  # takes an order only as a whole: a customer who names a part of it is told so
    )
    lists_orders: bool = False  # needs `Facts.orders`
    order_rules: Callable[[Rules], OrderRules] | None = None  # which orders it may be for
    only_if: Callable[[Order, Rules, datetime], Refusal | None] | None = None
    """Why it is not for an order, beside the rules for orders; None: these say all."""
    has: str = ""  # the type of its effect, for shop systems that refuse some; "": all have it
    for_people: bool = False  # people have to act on it: the conversation goes to them
    of_basket: bool = False  # on the customer's basket: anybody may, and nothing is read back

    @property
    def has_effect(self) -> bool:
        """Return whether the operation has an effect, and so is read back and confirmed."""
        return self.done is not None
