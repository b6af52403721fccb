"""What a message names, as plain values with the place where each is written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from assistant.commerce.commerce_customer import PaymentKind

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
