"""Weigh exceptions against the grants before, and keep the new ones."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from assistant.commerce.shop_effects import Effect
from assistant.conversation.dealings import Proposal
from assistant.operations.autonomy.autonomy_verdict import Verdict, stakes_of
from assistant.operations.autonomy.ports import Autonomy
from assistant.operations.goodwill.goodwill_limits import may_order, verdict_on
from assistant.operations.goodwill.ports import GoodwillBook, Grant
from assistant.operations.types import OperationCase


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillKeeper:
    """Keep the limits of the autonomy table. Methods may raise `ShopUnavailableError`."""

    book: GoodwillBook
    autonomy: Autonomy

    async def verdict(self, asked: Grant) -> Verdict:
        """Return which role may order an exception now."""
        limits = (await self.autonomy.table()).limits(asked.operation)
        return verdict_on(limits, asked, await self.book.of(asked.customer_id))

    async def keep(self, asked: Grant) -> bool:
        """Keep an exception before its effect, if its role may order it; return whether it may."""
        limits = (await self.autonomy.table()).limits(asked.operation)
        return await self.book.keep(asked, partial(may_order, limits, asked))

    async def drop(self, key: str) -> None:
        """Forget an exception that the shop refused: nothing was done."""
        await self.book.drop(key)


def grant_of(
    name: str,
    case: OperationCase[Any],
    effect: Effect | None,
    *,
    at: datetime,
    proposal: Proposal | None = None,
) -> Grant:
    """Return the grant that an exception would be; without a `proposal` nobody ordered it yet."""
    by = proposal.ordered if proposal else None
    return Grant(
        key=proposal.proposal_id if proposal else "",
        operation=name,
        customer_id=case.customer.customer_id,
        order_id=case.order.order_id,
        amount=stakes_of(case, effect).amount or case.order.paid,
        role=by.role if by else "",
        at=at,
    )
