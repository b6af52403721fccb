"""Keep every offer: budgets and customers' turns are counted on these. Pure but for the port."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.ids import ConversationId
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion, OfferPlan


class OfferState(StrEnum):
    """Name the states of an offer."""

    RESERVED = "reserved"  # paid for from the budget, not told yet
    GIVEN = "given"  # told to the customer
    UNTOLD = (
        "untold"  # the code may be there, but the customer was not told it: nobody can guess it
    )
    DROPPED = "dropped"  # the shop made none: it counts no more
    HELD_OUT = "held_out"  # drawn to get none: it takes the customer's turn, and no budget


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOffer:
    """Hold an offer as it is kept."""

    plan: OfferPlan
    state: OfferState
    orders: int | None = None  # that the customer placed until it ended; None: not known yet
    used: bool | None = None  # None: not yet, and it is still good
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedOrders:
    """Hold the orders that a customer placed while an offer was good, or after a message."""

    orders: int  # without cancelled ones
    paid_minor: int  # that stays with the shop, after codes, returns and refunds
    margin_minor: int | None  # without tax and costs; None: a product's cost is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSide:
    """Hold sums over the customers of one side of the draw, each with their first offer."""

    occasion: OfferOccasion
    held_percent: int  # the share that was drawn then
    is_held_out: bool
    customers: int  # whose orders are known
    ordered: int  # of these, who ordered again
    paid: float  # in minor units, as the next three and their squares
    paid_squares: float
    margin: float  # of the customers whose margin is known
    margin_squares: float
    with_margin: int  # customers whose margin is known
    newest: datetime  # when the last of them was drawn


class OfferSides(Protocol):
    """Read the effects of offers. May raise `ShopUnavailableError`."""

    async def sides(self) -> Sequence[OfferSide]:
        """Return the sums of both sides of each occasion, by the share of the draw."""
        ...


class OfferBook(OfferSides, Protocol):
    """Keep offers, durably. Every method may raise `ShopUnavailableError`."""

    async def reserve(self, plan: OfferPlan, *, budget_minor: int, since: datetime) -> bool:
        """Keep an offer if the day's budget and the customer's turn have room for it.

        In one transaction, one offer after another: what is reserved counts as given. False: there
        is no room, or the customer had one after `since`, or the cause had one. One that is kept
        already stays so, unless it was dropped. One that is held out needs the same room, so that
        both sides are of the same customers, and takes the turn alone.
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
        """Return the offers that ended before a day, and whose orders are open.

        Also those that were not told, not made or held out: customers were drawn, not codes.
        """
        ...

    async def follow(self, offer_id: str, followed: FollowedOrders) -> None:
        """Keep the orders that a customer placed while an offer was good."""
        ...

    async def unused(self, now: datetime, *, limit: int) -> Sequence[OfferPlan]:
        """Return the offers whose code may be used, and is due to be looked for by `now`."""
        ...

    async def note_use(self, offer_id: str, *, used: bool | None, look_at: datetime) -> None:
        """Keep whether a code was used, and when to look again; False: it ended unused.

        The worth of a code that ended unused counts no more in the budget of its day.
        """
        ...

    async def sum_up(self, *, limit: int) -> int:
        """Add so many offers whose orders are known to the kept sums; return how many there were.

        `sides` tells the same before and after: the kept sums spare it the adding up.
        """
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
