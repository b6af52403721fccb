"""Record proofs of identity, operations that are read back, confirmed and done, and baskets."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.conversation.basket import BasketLine
from assistant.conversation.event_base import Event
from assistant.conversation.ids import AgentId, CustomerId, MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(Event):
    """Record that the customer proved their identity; the first proof holds."""

    type: Literal["identity_proven"] = "identity_proven"
    customer_id: CustomerId
    method: str  # an `operations.shop_rules.Method`
    proof_id: str = ""  # of a token that may be used once


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRefused(Event):
    """Record that an attempt did not prove the customer's identity."""

    type: Literal["identity_refused"] = "identity_refused"
    method: str
    reason: str  # a word for counting, such as `wrong` or `expired`
    counts: bool = True  # as one of the tries that a conversation has: something was compared


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent(Event):
    """Record that a code is on its way to an address, if the shop knows that address.

    The code itself stands nowhere: it follows from the secret key, the conversation and `number`.
    """

    type: Literal["code_sent"] = "code_sent"
    number: int  # of the code in this conversation: 1, 2 ...
    email: str  # lower case, as the customer gave it
    expires_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationProposed(Event):
    """Record that an operation was read back to the customer; nothing is done."""

    type: Literal["operation_proposed"] = "operation_proposed"
    proposal_id: str
    operation: str
    parameters: str  # JSON
    fingerprint: str  # of the effect, hex
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRefused(Event):
    """Record that the gate did not let an operation through."""

    type: Literal["operation_refused"] = "operation_refused"
    operation: str
    rule: str  # the refusal's code, or `needs_identity`


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDropped(Event):
    """Record that a proposal will not be carried out."""

    type: Literal["operation_dropped"] = "operation_dropped"
    proposal_id: str
    rule: str  # `declined`, `replaced`, `outdated`, `expired` or a refusal's code


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationConfirmed(Event):
    """Record the customer's yes to a proposal, which is carried out even after a crash."""

    type: Literal["operation_confirmed"] = "operation_confirmed"
    proposal_id: str
    message_id: MessageId  # the yes


ToldWhere = Literal["phone", "counter", "mail", "elsewhere"]
"""Places outside the conversation where a customer may say something."""

Exceptional = Literal["exception"]
"""What stands in its place where nobody said anything: the agent makes an exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationOrdered(Event):
    """Record that an agent has a proposal carried out on the customer's spoken word.

    It is carried out from here on. The customer gave no yes in the conversation: the order stands
    in its place, and never beside one. An exception is ordered so, too, on nobody's word.
    """

    type: Literal["operation_ordered"] = "operation_ordered"
    proposal_id: str
    by: AgentId
    role: str  # theirs, which the autonomy table has to name
    told: ToldWhere | Exceptional  # where the customer said it
    reason: str  # in the agent's words, for the shop's people
    name: str = ""  # the agent's, as the customer gets to see it
    client_id: str = ""  # made by the page that it was ordered on


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDone(Event):
    """Record that the shop carried out an operation."""

    type: Literal["operation_done"] = "operation_done"
    proposal_id: str
    operation: str
    reference: str  # what the customer may quote


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade(Event):
    """Record the reason of a code that the assistant gave, with its worth; a reply tells it."""

    type: Literal["offer_made"] = "offer_made"
    offer_id: str
    occasion: str  # a `goodwill.offers.offer_terms.OfferOccasion`
    follows: MessageId  # the reply that it was given after
    message_id: MessageId  # of the reply that tells it
    worth_minor: int  # in minor units of the currency
    currency: str
    least_minor: int  # order that it is good for
    ends_on: date  # the last day


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueMoved(Event):
    """Record the state of the dialogue after a turn: its frames and the last question."""

    type: Literal["dialogue_moved"] = "dialogue_moved"
    state: str  # JSON, of the dialogue engine
    about: str = ""  # JSON, of the dialogue engine: the frame that ended last


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketChanged(Event):
    """Record the lines of the customer's basket after a change; nothing is bought."""

    type: Literal["basket_changed"] = "basket_changed"
    lines: tuple[BasketLine, ...]  # all of them
    shop_basket: str = ""  # the shop's own id of the basket; "": the shop keeps none
