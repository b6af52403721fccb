"""Describe attempts to prove an identity, and their outcomes. Values only.

An attempt is made of values that were read in a message or came from the shop's page; nothing else
of a message has any influence on who somebody is.
"""

from dataclasses import dataclass

from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ByEmail:
    """Try an address; the shop's rules decide whether it is sent a code, or is enough by itself."""

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCode:
    """Try the digits of the last code that was sent."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByOrderAndEmail:
    """Try the number of an order and the address of the customer who placed it."""

    number: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByNameAndPostcode:
    """Try a name and the postcode of the default address."""

    given_name: str
    family_name: str
    postcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BySignIn:
    """Try a token by which the shop's page vouches for a customer who is signed in there."""

    token: str


Attempt = ByEmail | ByCode | ByOrderAndEmail | ByNameAndPostcode | BySignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    events: tuple[ConversationEvent, ...] = ()  # to be appended with the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven(_Outcome):
    """Say that the customer is known now."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOnItsWay(_Outcome):
    """Say that a code goes to the address, if the shop knows it."""

    masked: str  # the address as it may be shown: "j•••@example.com"
    minutes: int  # until the code expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong(_Outcome):
    """Say that the attempt proves nothing.

    An unknown customer and another customer look the same.
    """

    tries_left: int  # at least 1
    by_code: bool  # the digits were wrong, not a fact about themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired(_Outcome):
    """Say that there is no code, or it is too old: the digits were not looked at. Offer another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked(_Outcome):
    """Say that no tries are left, here or for this address for now. Offer a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered(_Outcome):
    """Say that the shop's rules do not allow this method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused(_Outcome):
    """Say that the page's token proves nothing; `reason` is a word for the shop's developers."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable(_Outcome):
    """Say that a needed part does not answer now; nothing is known and no try is counted."""


AttemptOutcome = (
    Proven | CodeOnItsWay | Wrong | Expired | Locked | NotOffered | TokenRefused | Unavailable
)
