"""Carry out the effect that a permit allows; a part that is done already is not done again.

Each effect leaves the permit's mark where Shopify keeps notes for staff, in the same request that
has the effect; an order's edit, which has no readable note, is known by the lines it leaves.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from assistant.commerce.effect_notes import Done, promised
from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.commerce.settlement import paid_back
from assistant.commerce.shop_books import Terms
from assistant.commerce.shop_effects import (
    AnyOrderEffect,
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    GrantVoucher,
    RecordClaim,
    RefundPart,
    RemoveItems,
    Reship,
    ReturnItems,
)
from assistant.commerce.shop_ids import LineId
from integrations.shops.shopify import graphql_queries, payment_methods
from integrations.shops.shopify.api_payloads import OrderNode, ShopifyReturn
from integrations.shops.shopify.changes.exception_effects import ShopifyGoodwill
from integrations.shops.shopify.changes.order_edits import (
    Edits,
    are_removed,
    check_swaps,
    is_edited,
    is_refunded,
    pieces_of,
)
from integrations.shops.shopify.client import AdminClient, Json, check
from integrations.shops.shopify.mailing_addresses import is_at, write_address
from integrations.shops.shopify.order_reader import TAKEN_UP, payments_of
from integrations.shops.shopify.permit_record import mark

_NOTE_CHARS = 255  # of a return line's note
_POLL_S = 0.3
_POLLS = 30  # until an order's cancellation, which is done in the background, is through

RETURN_REASONS = {
    "too_small": ("size-too-small", "too-small"),
    "too_large": ("size-too-large", "too-large"),
    "not_as_described": ("not-as-described",),
    "defective": ("defective", "damaged"),
    "no_longer_wanted": ("unwanted", "changed-mind"),
}
"""Our reason -> Shopify's handles, best first; `other` for all else."""


NO_NEW_METHOD = "Shopify lets no app change how an order is paid"
"""Why the Admin API has no `ChangePayment`."""


def is_begun(effect: AnyOrderEffect, node: OrderNode, key: str) -> bool:  # noqa: PLR0911  # one line an effect
    """Return whether at least a part of an effect is done: the rest may be done on this version."""
    match effect:
        case CancelOrder():
            noted = node.cancellation.staff_note if node.cancellation else None
            return mark(key) in (noted or "")
        case ReturnItems() | ExchangeItems():
            return _return_of(node, key) is not None
        case ChangeItems():
            return is_edited(node, effect.swaps, effect.parts)
        case ChangeAddress():
            return is_at(node.shipping_address, effect.address)
        case RemoveItems():
            return are_removed(node, effect.line_ids, effect.parts)
        case RefundPart():
            return is_refunded(node, key)
        case ChangePayment() | Reship() | GrantVoucher() | RecordClaim():
            return False
        case _:
            assert_never(effect)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyEffects:
    """Change orders in Shopify."""

    client: AdminClient
    edits: Edits
    goodwill: ShopifyGoodwill
    terms: Terms

    async def perform(  # noqa: C901, PLR0911  # one line an effect
        self, effect: AnyOrderEffect, node: OrderNode, key: str
    ) -> Done:
        """Carry out the part of an effect that is not done yet.

        Raises:
            ShopMovedOnError: stock or prices are not what they were; nothing was done.
            ShopRefusedError: Shopify will not; nothing was done.
            ShopUnavailableError: it may be done or not; calling again makes it good.
        """
        match effect:
            case CancelOrder():
                return await self._cancel(effect, node, key)
            case ReturnItems():
                return await self._return(effect, node, key)
            case ExchangeItems():
                return await self._exchange(effect, node, key)
            case ChangeItems():
                return await self.edits.change_items(effect, node, key)
            case ChangeAddress():
                return await self._change_address(effect, node)
            case RemoveItems():
                return await self.edits.remove_items(effect, node, key)
            case RefundPart():
                return await self.edits.refund_part(effect, node, key)
            case Reship():
                return await self.goodwill.reship(effect, node, key)
            case GrantVoucher():
                return await self.goodwill.voucher(effect, key)
            case RecordClaim():  # our record with the order notes it
                return Done(reference=node.name)
            case ChangePayment():
                raise TypeError(effect)  # `refuse_new_method` comes before
            case _:
                assert_never(effect)

    async def _cancel(self, effect: CancelOrder, node: OrderNode, key: str) -> Done:
        """Cancel, pay back, put back into stock; Shopify does it in the background.

        Source: shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel
        """
        if not is_begun(effect, node, key):
            note = f"{effect.reason} {mark(key)}".strip()
            answer = await self.client.tell(
                graphql_queries.CANCEL_ORDER, orderId=node.id, note=note
            )
            check(answer["orderCancel"]["orderCancelUserErrors"])
            await self._await_cancelled(node.id)
        used = {payment_methods.of_transaction(one).kind for one in payments_of(node.transactions)}
        at_once = all(kind.is_balance for kind in used)
        return Done(
            reference=node.name,
            refund_days=None if at_once else self.terms.refund_days,
        )

    async def _await_cancelled(self, order_id: str) -> None:
        for _ in range(_POLLS):
            found = await self.client.ask(graphql_queries.CANCELLED, id=order_id)
            if found["order"]["cancelledAt"] is not None:
                return
            await asyncio.sleep(_POLL_S)
        msg = "Shopify has not cancelled the order yet"
        raise ShopUnavailableError(msg)

    async def _return(self, effect: ReturnItems, node: OrderNode, key: str) -> Done:
        """Open a return; the shop pays back when the goods are there, where the record says.

        Source: shopify.dev/docs/api/admin-graphql/latest/mutations/returnCreate
        """
        back = _return_of(node, key)
        name = back.name if back else ""
        if back is None:
            note = _note(effect, effect.reason, key)
            pieces = pieces_of(node, effect.line_ids, effect.parts)
            lines = await self._lines_back(node, pieces, effect.reason, note)
            name = await self._open_return({"orderId": node.id, "returnLineItems": lines})
        return Done(reference=name, amount=effect.refund, refund_days=self.terms.return_refund_days)

    async def _exchange(self, effect: ExchangeItems, node: OrderNode, key: str) -> Done:
        """Open a return with lines that are sent instead.

        Source: shopify.dev/docs/apps/build/orders-fulfillment/returns-apps/manage-exchanges
        """
        back = _return_of(node, key)
        name = back.name if back else ""
        if back is None:
            pieces = pieces_of(node, [one.line_id for one in effect.swaps], effect.parts)
            await check_swaps(self.client, effect, node, pieces)
            lines = await self._lines_back(node, pieces, "", _note(effect, "exchange", key))
            sent = [
                {"variantId": one.variant_id, "quantity": pieces[one.line_id]}
                for one in effect.swaps
            ]
            given = {"orderId": node.id, "returnLineItems": lines, "exchangeLineItems": sent}
            name = await self._open_return(given)
        return Done(
            reference=name,
            amount=paid_back(effect.difference),
            refund_days=self.terms.return_refund_days,
        )

    async def _open_return(self, given: Json) -> str:
        answer = await self.client.tell(graphql_queries.CREATE_RETURN, input=given)
        check(answer["returnCreate"]["userErrors"])
        return str(answer["returnCreate"]["return"]["name"])

    async def _lines_back(
        self, node: OrderNode, pieces: Mapping[LineId, int], reason: str, note: str
    ) -> list[Json]:
        """Return the returned pieces, by the lines of the parcels that they were sent in."""
        reason_id = await self._reason_id(reason)
        more = {"returnReasonDefinitionId": reason_id} if reason_id else {}
        return [
            {"fulfillmentLineItemId": one, "quantity": sent, "returnReasonNote": note} | more
            for line_id, back in pieces.items()
            for one, sent in _from_parcels(node, line_id, back)
        ]

    async def _reason_id(self, reason: str) -> str | None:
        wanted = [*RETURN_REASONS.get(reason, ()), "other", "unknown"]
        answer = await self.client.ask(graphql_queries.RETURN_REASONS, handles=wanted)
        found = {one["handle"]: one["id"] for one in answer["returnReasonDefinitions"]["nodes"]}
        return next((found[handle] for handle in wanted if handle in found), None)

    async def _change_address(self, effect: ChangeAddress, node: OrderNode) -> Done:
        """Change the address that the order is sent to.

        Source: shopify.dev/docs/api/admin-graphql/latest/mutations/orderUpdate
        """
        if not is_at(node.shipping_address, effect.address):
            address = write_address(effect.address, node.shipping_address)
            given = {"id": node.id, "shippingAddress": address}
            answer = await self.client.tell(graphql_queries.UPDATE_ORDER, input=given)
            check(answer["orderUpdate"]["userErrors"])
        return Done(reference=node.name)


def _return_of(node: OrderNode, key: str) -> ShopifyReturn | None:
    marked = mark(key)
    return next(
        (
            back
            for back in node.returns.nodes
            if any(marked in one.return_reason_note for one in back.return_line_items.nodes)
        ),
        None,
    )


def _note(effect: ReturnItems | ExchangeItems, reason: str, key: str) -> str:
    """Return the note for staff beside each line; the mark comes first, so that it is never cut."""
    said = "; ".join(one for one in (reason, promised(effect)) if one)
    return f"{mark(key)} {said}"[:_NOTE_CHARS]


def _from_parcels(node: OrderNode, line_id: str, left: int) -> Iterator[tuple[str, int]]:
    """Yield (line of a parcel, pieces of it) until `left` pieces of the line are there.

    Raises:
        ShopRefusedError: fewer were sent.
    """
    taken = Counter[str]()
    for back in node.returns.nodes:
        for one in back.return_line_items.nodes if back.status in TAKEN_UP else ():
            taken[one.fulfillment_line_item.id if one.fulfillment_line_item else ""] += one.quantity
    sent = [
        (one.id, one.quantity - taken[one.id])
        for parcel in node.fulfillments
        if parcel.status == "SUCCESS"
        for one in parcel.fulfillment_line_items.nodes
        if one.line_item.id == line_id
    ]
    if not 0 < left <= sum(pieces for _, pieces in sent):
        msg = "not every piece of the line was sent, so Shopify takes no return of it"
        raise ShopRefusedError(msg)
    for parcel_line, there in sent:
        pieces = min(left, there)
        left -= pieces
        if pieces:
            yield parcel_line, pieces
