"""Keep every offer: budgets and customers' turns are counted on these. Pure but for the port."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.ids import ConversationId
from assistant.operations.goodwill.offers.offer_terms import OfferPlan


class OfferState(StrEnum):
    """Name the states of an offer."""

    RESERVED = "reserved"  # paid for from the budget, not told yet
    GIVEN = "given"  # told to the customer
    UNTOLD = (
        "untold"  # the code may be there, but the customer was not told it: nobody can guess it
    )
    DROPPED = "dropped"  # the shop made none: it counts no more


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOffer:
    """Hold an offer as it is kept."""

    plan: OfferPlan
    state: OfferState
    orders: int | None = None  # that the customer placed until it ended; None: not known yet
    told_at: datetime | None = None


class OfferBook(Protocol):
    """Keep offers, durably. Every method may raise `ShopUnavailableError`."""

    async def reserve(self, plan: OfferPlan, *, budget_minor: int, since: datetime) -> bool:
        """Keep an offer if the day's budget and the customer's turn have room for it.

        In one transaction, one offer after another: what is reserved counts as given. False: there
        is no room, or the customer had one after `since`, or the cause had one. One that is kept
        already stays so, unless it was dropped.
        """
        ...

    async def settle(self, offer_id: str, state: OfferState, *, at: datetime) -> None:
        """Keep the end of an offer that is reserved; any other stays as it is."""
        ...

    async def reserved(self) -> Sequence[OfferPlan]:
        """Return the offers that a crash, or a customer who wrote meanwhile, left reserved."""
        ...

    async def spent(self, day: date, *, currency: str) -> int:
        """Return the worth of all offers of a day together, in minor units."""
        ...

    async def had(self, customer_id: CustomerId, *, since: datetime) -> bool:
        """Return whether a customer had an offer after `since`."""
        ...

    async def latest(self, *, limit: int) -> Sequence[KeptOffer]:
        """Return the newest offers, the newest first."""
        ...

    async def unfollowed(self, before: date, *, limit: int) -> Sequence[OfferPlan]:
        """Return the offers that were given, that ended before a day, and whose orders are open."""
        ...

    async def follow(self, offer_id: str, *, orders: int) -> None:
        """Keep how many orders a customer placed while an offer was good."""
        ...

    async def erase(self, conversation_id: ConversationId) -> None:
        """Forget whose the offers of a conversation were; their worth stays spent.

        A keyed hash of the customer stays, so that they still have no second one too early.
        """
        ...

    async def forget(self, before: datetime) -> None:
        """Forget the hash of customers whose offers were erased and reserved by `before`."""
        ...

    async def position(self) -> int:
        """Return the position up to which the log was read for occasions; 0: it was not."""
        ...

    async def advance(self, position: int) -> None:
        """Keep how far the log was read."""
        ...
