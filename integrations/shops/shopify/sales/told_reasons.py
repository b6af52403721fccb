"""Read the reasons of returns, of the orders of which something came back.

A query of its own: beside the lines it would cost more points than a page of orders may. Of an
order it reads four returns of eight lines; a line of a further one keeps no reason.
Source: shopify.dev/docs/api/admin-graphql/latest/objects/ReturnLineItem, .../enums/ReturnStatus
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.shopify.api_payloads import Connection, Id, Ref, ShopifyPayload, read
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.sales import sales_queries

_VOID = frozenset({"CANCELED", "DECLINED"})
_VAGUE = frozenset({"", "other", "unknown"})
"""Reasons beside which the note says more, if there is one."""

log = structlog.get_logger(__name__)


class _ReturnReason(ShopifyPayload):
    handle: str


class _SentLine(ShopifyPayload):
    line_item: Ref


class ToldLine(ShopifyPayload):
    """Hold a line of a return; without a known parcel there is no line of the order."""

    quantity: int = 0
    return_reason_note: str = ""
    return_reason_definition: _ReturnReason | None = None
    fulfillment_line_item: _SentLine | None = None

    @property
    def reason(self) -> str:
        """Return the handle of the reason, or the note if that says no more; "": none is told."""
        known = self.return_reason_definition
        handle = known.handle if known else ""
        return self.return_reason_note.strip() or handle if handle in _VAGUE else handle


class ToldReturn(ShopifyPayload):
    """Hold a return with the lines that came back."""

    status: str
    return_line_items: Connection[ToldLine]


class _ToldOrder(ShopifyPayload):
    id: Id
    returns: Connection[ToldReturn]


@dataclass(slots=True)
class ReasonReader:
    """Read reasons until the store gives none: then sales go on without them."""

    client: AdminClient
    is_refused: bool = False

    async def of(self, orders: Sequence[str]) -> Mapping[str, str]:
        """Return the reason of each line of these orders that came back, by the line's id.

        At most `sales_queries.RETURNED_AT_ONCE` orders.
        """
        if not orders or self.is_refused:
            return {}
        ids = {f"o{number}": one for number, one in enumerate(orders)}
        try:
            found = await self.client.ask(sales_queries.reasons_of(len(orders)), **ids)
            told = [read(_ToldOrder, one) for one in found.values() if one is not None]
        except ShopUnavailableError as error:
            self.is_refused = True
            hint = "sales are read without them; the app needs the access scope read_returns"
            log.warning("shopify.return_reasons_unread", why=str(error), hint=hint)
            return {}
        return reasons_in(back for one in told for back in one.returns.nodes)


def reasons_in(returns: Iterable[ToldReturn]) -> Mapping[str, str]:
    """Return the reason of each line: of several the one that most of its pieces have."""
    pieces: dict[str, Counter[str]] = {}
    for back in returns:
        if back.status in _VOID:
            continue
        for line in back.return_line_items.nodes:
            if line.fulfillment_line_item is not None and line.reason:
                own = pieces.setdefault(line.fulfillment_line_item.line_item.id, Counter())
                own[line.reason] += line.quantity
    return {line: reasons.most_common(1)[0][0] for line, reasons in pieces.items()}
