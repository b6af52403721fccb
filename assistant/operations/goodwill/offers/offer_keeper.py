"""Keep the limits that people set for offers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.commerce.shop_ids import CustomerId
from assistant.operations.goodwill.offers.offer_terms import (
    OfferLimits,
    OfferOccasion,
    OfferPlan,
)
from assistant.operations.goodwill.offers.ports import OfferBook, OfferState
from assistant.ports import Clock

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferKeeper:
    """Keep offers within the limits. Methods may raise `ShopUnavailableError`."""

    book: OfferBook
    limits: OfferLimits
    clock: Clock

    async def keep(self, plan: OfferPlan) -> bool:
        """Keep an offer before its code is made; return whether the limits have room for it."""
        return not plan.is_held_out and await self._reserve(plan)

    async def hold_out(self, plan: OfferPlan) -> bool:
        """Keep that the draw leaves a customer alone, as an offer that is not made."""
        return plan.is_held_out and await self._reserve(plan)

    async def _reserve(self, plan: OfferPlan) -> bool:
        limits = self.limits
        within = (
            (plan.occasion in limits.occasions or plan.is_tried)
            and plan.is_tried is (plan.occasion is OfferOccasion.PRICE_OBJECTION)
            and plan.worth.currency == limits.most.currency
            and 0 < plan.worth.amount_minor <= limits.most.amount_minor
            and all(one in limits.costs for one in plan.products)
        )
        return within and await self.book.reserve(
            plan,
            budget_minor=limits.day_budget.amount_minor,
            since=self._turn_since(plan.occasion, plan.at),
        )

    async def has_room(
        self, customer_id: CustomerId, occasion: OfferOccasion, *, day: date, now: datetime
    ) -> bool:
        """Return whether a day's budget and a customer's turn may have room for an offer.

        `keep` decides: this only spares the shop its questions.
        """
        budget = self.limits.day_budget
        spent = await self.book.spent(day, currency=budget.currency)
        since = self._turn_since(occasion, now)
        return spent < budget.amount_minor and not await self.book.had(customer_id, since=since)

    def _turn_since(self, occasion: OfferOccasion, now: datetime) -> datetime:
        """Return the time after which one offer is the customer's turn.

        An answer is paid for once in a customer's life here, or people would ask for the code.
        """
        ever = occasion is OfferOccasion.BASKET_ANSWERED
        return _EVER if ever else now - timedelta(days=self.limits.customer_days)

    async def drop(self, plan: OfferPlan) -> None:
        """Give the worth of an offer back: the shop made no code of it."""
        await self.book.settle(plan.offer_id, OfferState.DROPPED, at=self.clock.now())
