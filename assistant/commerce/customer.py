"""Describe a customer as the shop knows them, and the spellings that find them. Pure."""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from assistant.commerce.amounts import Money
from assistant.commerce.shop_ids import CustomerId, PaymentMethodId


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Hold an address that a parcel can go to."""

    recipient: str = ""
    line1: str
    line2: str = ""
    postcode: str
    city: str
    region: str = ""  # state, province
    country: str  # ISO 3166-1 alpha-2, or as the shop system spells it


def is_same_place(
    one: Address, other: Address, *, fields: Collection[str], fold: Callable[[str], str]
) -> bool:
    """Return whether parcels to `one` arrive at `other`, compared by folded `fields`.

    The recipients are compared only where `other` names one.
    """
    compared = {*fields, "recipient"} if other.recipient else fields
    return all(fold(getattr(one, name)) == fold(getattr(other, name)) for name in compared)


class PaymentKind(StrEnum):
    """Name the kinds of payment method, as far as the shop's rules tell them apart."""

    CARD = "card"
    PAYPAL = "paypal"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    OTHER = "other"

    @property
    def is_balance(self) -> bool:
        """Return whether the shop itself keeps the money.

        A refund to it is there at once, and a balance can run out.
        """
        return self in {PaymentKind.GIFT_CARD, PaymentKind.STORE_CREDIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """Describe a payment method, for payments and refunds; never a card's number."""

    method_id: PaymentMethodId
    kind: PaymentKind
    label: str = ""  # "Visa", "PayPal"; "" : the kind says it
    last4: str = ""  # of a card or a gift card
    balance: Money | None = None  # of a gift card or store credit; None: no balance is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Describe a person with an account, or a guest who ordered."""

    customer_id: CustomerId
    given_name: str
    family_name: str
    email: str  # lower case
    phone: str = ""  # E.164
    language: str = ""  # ISO 639-1; "": unknown
    default_address: Address | None = None
    payment_methods: tuple[PaymentMethod, ...] = ()
    tags: tuple[str, ...] = ()  # as the shop's people gave them: "vip", "guest"

    def method(self, method_id: PaymentMethodId) -> PaymentMethod | None:
        """Return the payment method of that id; None: this customer has no such method."""
        return next((m for m in self.payment_methods if m.method_id == method_id), None)


ANONYMOUS = "anonymous"
"""The kind of a customer who has not proven their identity."""


def kinds_of(customer: Customer | None) -> frozenset[str]:
    """Return the customer's tags in lower case; None: they have not proven their identity."""
    if customer is None:
        return frozenset({ANONYMOUS})
    return frozenset(tag.strip().lower() for tag in customer.tags)


def fold_number(number: str) -> str:
    """Return an order's number without "#", spaces and case."""
    return "".join(number.split()).lstrip("#").casefold()


def fold_email(email: str) -> str:
    """Return an address without spaces around it and without case."""
    return email.strip().casefold()


def fold_name(name: str) -> str:
    """Return a name without case, accents, hyphens and apostrophes, its parts one space apart."""
    parts = unicodedata.normalize("NFKD", name).casefold()
    kept = (" " if not one.isalnum() else one for one in parts if not unicodedata.combining(one))
    return " ".join("".join(kept).split())


def fold_postcode(postcode: str) -> str:
    """Return a postcode without spaces, hyphens and case."""
    return "".join(one for one in postcode.casefold() if one.isalnum())
