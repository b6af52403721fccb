"""What a customer gives to prove who they are, and what comes of it. Values only.

An attempt is made of what was read in a message or came from the shop's page; nothing else of a
message has any influence on who somebody is.
"""

from dataclasses import dataclass

from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ByEmail:
    """An address; what it is good for is the shop's rule: a code, or enough by itself."""

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCode:
    """The digits of the code that was sent last."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByOrderAndEmail:
    """An order's number and the address of whoever placed it."""

    number: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByNameAndPostcode:
    """A name and the postcode of the default address."""

    given_name: str
    family_name: str
    postcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BySignIn:
    """A token with which the shop's page vouches for a customer who is signed in there."""

    token: str


Attempt = ByEmail | ByCode | ByOrderAndEmail | ByNameAndPostcode | BySignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    events: tuple[ConversationEvent, ...] = ()  # to be appended with the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven(_Outcome):
    """The customer is known now."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOnItsWay(_Outcome):
    """A code goes to the address, if the shop knows it."""

    masked: str  # the address as it may be shown: "j•••@example.com"
    minutes: int  # until the code expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong(_Outcome):
    """That proves nothing. Who does not exist and who is somebody else look the same."""

    tries_left: int  # at least 1
    by_code: bool  # the digits were wrong, not what they gave about themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired(_Outcome):
    """There is no code, or it is too old: the digits were not looked at. Offer another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked(_Outcome):
    """No tries are left, here or for this address for now. Offer a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered(_Outcome):
    """The shop's rules do not allow this way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused(_Outcome):
    """The page's token proves nothing; `reason` is a word for the shop's developers."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable(_Outcome):
    """Something that is needed does not answer now; nothing is known and nothing counts."""


AttemptOutcome = (
    Proven | CodeOnItsWay | Wrong | Expired | Locked | NotOffered | TokenRefused | Unavailable
)
