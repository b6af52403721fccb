"""Fold events into the customer's dealings with the shop: their identity and their proposals.

A fold of its own, because it outlives questions and answers. Pure.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self, assert_never

from assistant.conversation.basket import Basket
from assistant.conversation.events import (
    BasketChanged,
    CodeSent,
    DialogueMoved,
    IdentityProven,
    IdentityRefused,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
    OperationRefused,
)
from assistant.conversation.ids import AgentId, CustomerId, MessageId

DealingEvent = (
    IdentityProven
    | IdentityRefused
    | CodeSent
    | OperationProposed
    | OperationRefused
    | OperationDropped
    | OperationConfirmed
    | OperationOrdered
    | OperationDone
    | DialogueMoved
    | BasketChanged
)
"""Events that `Dealings` is folded from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Hold the customer that was proven, and by which method."""

    customer_id: CustomerId
    method: str
    at: datetime  # when it was last proven; aware, UTC
    proof_id: str = ""  # of the token that proved it


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCode:
    """Hold the last code that was sent; the code before it no longer counts."""

    number: int
    email: str
    expires_at: datetime  # aware, UTC
    wrong: int = 0  # tries that failed


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOrder:
    """Hold the agent whose order stands in place of the customer's yes."""

    by: AgentId
    role: str  # theirs
    name: str = ""  # as the customer gets to see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Hold a read-back, made to the customer or to an agent."""

    proposal_id: str
    operation: str
    parameters: str  # JSON
    fingerprint: str
    customer_id: CustomerId
    at: datetime  # aware, UTC
    confirmed_by: MessageId | None = None  # the message that said yes
    ordered: AgentOrder | None = None  # takes the place of a yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """Hold the customer's dealings with the shop as of the conversation's last event."""

    identity: Identity | None = None
    refused: int = 0  # proofs that failed since one held
    code: SentCode | None = None
    codes: int = 0  # sent so far: no number, and so no code, comes twice
    proposal: Proposal | None = None  # read back, neither said yes to nor dropped
    confirmed: Proposal | None = None  # said yes to, not known to be done
    ordered: Proposal | None = None  # by an agent, not known to be done
    done: Proposal | None = None  # the last that was
    left_undone: bool = False  # the last thing that could have been done was not
    dialogue: str = ""  # JSON, of the dialogue engine; "": nothing is in progress
    about: str = ""  # JSON, of the dialogue engine: the frame that ended last
    basket: Basket = field(default_factory=Basket)  # as of the last change made here
    unread: tuple[MessageId, ...] = ()  # written before the last reply was, and not answered by it
    unsaid: bool = False  # `proposal` is to be said by the next reply
    said_last: bool = False  # the last reply said `proposal`, and nothing was said since

    def after(self, event: DealingEvent) -> Self:  # noqa: PLR0911, C901  # one line a case
        """Return the state after one more event."""
        match event:
            case IdentityProven():
                return self._proven(event)
            case IdentityRefused():
                return self._refused(event)
            case CodeSent():
                code = SentCode(number=event.number, email=event.email, expires_at=event.expires_at)
                return replace(self, code=code, codes=max(self.codes, event.number))
            case OperationProposed():
                return replace(self, proposal=_proposal(event), unsaid=True)
            case OperationConfirmed():
                return self._confirmed(event)
            case OperationOrdered():
                return self._ordered(event)
            case OperationDropped():
                return replace(self._without(event.proposal_id), left_undone=True)
            case OperationDone():
                return self._done(event)
            case DialogueMoved():
                return replace(self, dialogue=event.state, about=event.about)
            case OperationRefused():
                return replace(self, left_undone=True)
            case BasketChanged():
                basket = Basket(lines=event.lines, shop_basket=event.shop_basket)
                return replace(self, basket=basket)
            case _:
                assert_never(event)

    def after_reply(self, unread: tuple[MessageId, ...]) -> Self:
        """Return the state after a reply, by any author, that left `unread` unanswered."""
        return replace(self, unread=unread, said_last=self.unsaid, unsaid=False)

    def on_page_with(self, page_basket: str) -> Self:
        """Return the state with the basket of the shop's page, while nothing was put in one here.

        A later page may name another one: the shop began it anew.
        """
        if not page_basket or self.basket.lines:
            return self
        return replace(self, basket=Basket(shop_basket=page_basket))

    def _proven(self, event: IdentityProven) -> Self:
        """Keep one customer per conversation: a proof of being another customer changes nothing."""
        if self.identity is not None and self.identity.customer_id != event.customer_id:
            return self
        identity = Identity(
            customer_id=event.customer_id,
            method=event.method,
            at=event.at,
            proof_id=event.proof_id,
        )
        return replace(self, identity=identity, refused=0, code=None)

    def _refused(self, event: IdentityRefused) -> Self:
        if not event.counts:
            return self
        code = self.code and replace(self.code, wrong=self.code.wrong + 1)
        return replace(self, refused=self.refused + 1, code=code)

    def _confirmed(self, event: OperationConfirmed) -> Self:
        if self.proposal is None or self.proposal.proposal_id != event.proposal_id:
            return self
        confirmed = replace(self.proposal, confirmed_by=event.message_id)
        return replace(self, proposal=None, confirmed=confirmed)

    def _ordered(self, event: OperationOrdered) -> Self:
        if self.proposal is None or self.proposal.proposal_id != event.proposal_id:
            return self
        order = AgentOrder(by=event.by, role=event.role, name=event.name)
        ordered = replace(self.proposal, ordered=order)
        return replace(self, proposal=None, ordered=ordered, unsaid=False)

    def _done(self, event: OperationDone) -> Self:
        known = (one for one in (self.confirmed, self.ordered) if one is not None)
        done = next((one for one in known if one.proposal_id == event.proposal_id), self.done)
        return replace(self._without(event.proposal_id), done=done, left_undone=False)

    def _without(self, proposal_id: str) -> Self:
        def kept(one: Proposal | None) -> Proposal | None:
            return one if one and one.proposal_id != proposal_id else None

        return replace(
            self,
            proposal=kept(self.proposal),
            confirmed=kept(self.confirmed),
            ordered=kept(self.ordered),
        )


def _proposal(event: OperationProposed) -> Proposal:
    return Proposal(
        proposal_id=event.proposal_id,
        operation=event.operation,
        parameters=event.parameters,
        fingerprint=event.fingerprint,
        customer_id=event.customer_id,
        at=event.at,
    )
