"""What was given to prove who a customer is, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.event_base import Event
from assistant.conversation.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(Event):
    """The customer proved who they are; the first one holds for the whole conversation."""

    type: Literal["identity_proven"] = "identity_proven"
    customer_id: CustomerId
    method: str  # an `operations.identity.Method`
    proof_id: str = ""  # of a token that may be used once


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRefused(Event):
    """What the customer gave did not prove who they are."""

    type: Literal["identity_refused"] = "identity_refused"
    method: str
    reason: str  # a word for counting, such as `wrong` or `expired`
    counts: bool = True  # as one of the tries that a conversation has: something was compared


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent(Event):
    """A code is on its way to an address, if the shop knows that address.

    The code itself stands nowhere: it follows from the secret key, the conversation and `number`.
    """

    type: Literal["code_sent"] = "code_sent"
    number: int  # of the code in this conversation: 1, 2 ...
    email: str  # lower case, as the customer gave it
    expires_at: datetime  # aware, UTC
