"""Convert an order of Shopify's to an order of `assistant.commerce`. Pure.

Enumerations: shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus,
.../FulfillmentDisplayStatus, .../ReturnStatus, .../OrderTransactionKind
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.commerce.customer import PaymentMethod
from assistant.commerce.effect_notes import REQUESTS
from assistant.commerce.order import (
    Entry,
    EntryKind,
    LinePart,
    Order,
    OrderLine,
    OrderRequest,
    OrderStatus,
    RequestKind,
    Shipment,
    ShipmentStatus,
    versioned,
)
from assistant.commerce.shop_ids import CustomerId, LineId, OrderId, ProductId, VariantId
from integrations.shops.shopify import payment_methods
from integrations.shops.shopify.api_payloads import (
    Fulfillment,
    LineItem,
    OrderNode,
    OrderTransaction,
    ShopifyReturn,
    read_options,
)
from integrations.shops.shopify.mailing_addresses import read_address
from integrations.shops.shopify.permit_record import MARK, ShopifyRecord, mark

_UNDER_WAY = {"IN_PROGRESS", "PENDING_FULFILLMENT"}
_NOT_SENT = {"CANCELLED", "ERROR", "FAILURE"}
_PARCELS = {
    "CONFIRMED": ShipmentStatus.PREPARED,
    "LABEL_PRINTED": ShipmentStatus.PREPARED,
    "LABEL_PURCHASED": ShipmentStatus.PREPARED,
    "LABEL_VOIDED": ShipmentStatus.PREPARED,
    "READY_FOR_PICKUP": ShipmentStatus.PREPARED,
    "SUBMITTED": ShipmentStatus.PREPARED,
    "OUT_FOR_DELIVERY": ShipmentStatus.OUT_FOR_DELIVERY,
    "DELIVERED": ShipmentStatus.DELIVERED,
    "PICKED_UP": ShipmentStatus.DELIVERED,
    "ATTEMPTED_DELIVERY": ShipmentStatus.FAILED,
    "FAILURE": ShipmentStatus.FAILED,
    "NOT_DELIVERED": ShipmentStatus.FAILED,
}
_PAID = {"SALE", "CAPTURE"}
TAKEN_UP = {"REQUESTED", "OPEN", "CLOSED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyOrderReader:
    """Read orders of one shop."""

    final_sale_tag: str  # of products that are neither returned nor exchanged

    def read(self, node: OrderNode) -> Order:
        """Return the order; its version is a digest of all the rest."""
        record = ShopifyRecord.of(node.metafield)
        order = Order(
            order_id=OrderId(node.id),
            number=node.name,
            customer_id=CustomerId(node.customer.id if node.customer else ""),
            status=_status(node),
            confirmed=not _is_only_reserved(node.transactions),
            placed_at=_utc(node.created_at),
            delivered_at=_delivered_at(node),
            currency=node.currency_code,
            lines=tuple(self._line(one) for one in lines_of(node)),
            shipping=node.total_shipping_price_set.money if node.total_shipping_price_set else None,
            address=read_address(node.shipping_address),
            entries=_entries(node),
            shipments=tuple(_shipment(one) for one in _parcels(node)),
            requests=_requests(node, record),
            cancel_reason=_cancel_reason(node),
            version="",
        )
        return versioned(order)

    def _line(self, line: LineItem) -> OrderLine:
        tags = {tag.casefold() for tag in line.product.tags} if line.product else set()
        return OrderLine(
            line_id=LineId(line.id),
            product_id=ProductId(line.product.id if line.product else ""),
            variant_id=VariantId(line.variant.id if line.variant else ""),
            title=line.title,
            options=read_options(line.variant.selected_options) if line.variant else (),
            quantity=line.current_quantity or line.quantity,
            price=line.discounted_unit_price_after_all_discounts_set.money,
            final_sale=self.final_sale_tag.casefold() in tags,
        )


def lines_of(node: OrderNode) -> tuple[LineItem, ...]:
    """Return the ordered lines, without pieces that an edit removed or an exchange will send."""
    sent = {one.line_item.id for f in node.fulfillments for one in f.fulfillment_line_items.nodes}
    instead = {
        line.id
        for back in node.returns.nodes
        for swapped in back.exchange_line_items.nodes
        for line in swapped.line_items or ()
    }
    kept = tuple(
        line
        for line in node.line_items.nodes
        if line.id not in instead
        and (line.current_quantity > 0 or line.id in sent or node.cancelled_at is not None)
    )
    return kept or node.line_items.nodes


def payments_of(transactions: tuple[OrderTransaction, ...]) -> tuple[OrderTransaction, ...]:
    """Return the transactions that brought money, oldest first."""
    return tuple(one for one in transactions if one.kind in _PAID and one.status == "SUCCESS")


def methods_of(transactions: tuple[OrderTransaction, ...]) -> tuple[PaymentMethod, ...]:
    """Return the payment methods of an order, also where the money is only reserved yet."""
    used = (one for one in transactions if one.status == "SUCCESS" and one.kind != "REFUND")
    return payment_methods.distinct(payment_methods.of_transaction(one) for one in used)


def _status(node: OrderNode) -> OrderStatus:
    if node.cancelled_at is not None:
        return OrderStatus.CANCELLED
    parcels, waiting = _parcels(node), any(one.unfulfilled_quantity for one in lines_of(node))
    states = {_parcel_status(one) for one in parcels}
    if parcels and not waiting and states == {ShipmentStatus.DELIVERED}:
        return OrderStatus.DELIVERED
    if states - {ShipmentStatus.PREPARED}:
        return OrderStatus.SHIPPED
    if parcels or node.display_fulfillment_status in _UNDER_WAY:
        return OrderStatus.PROCESSED
    return OrderStatus.PENDING


def _parcels(node: OrderNode) -> tuple[Fulfillment, ...]:
    return tuple(one for one in node.fulfillments if one.status not in _NOT_SENT)


def _parcel_status(parcel: Fulfillment) -> ShipmentStatus:
    if parcel.delivered_at is not None:
        return ShipmentStatus.DELIVERED
    return _PARCELS.get(parcel.display_status or "", ShipmentStatus.IN_TRANSIT)


def _delivered_at(node: OrderNode) -> datetime | None:
    if _status(node) is not OrderStatus.DELIVERED:
        return None
    days = [one.delivered_at for one in _parcels(node) if one.delivered_at is not None]
    return _utc(max(days)) if days else None


def _shipment(parcel: Fulfillment) -> Shipment:
    tracking = parcel.tracking_info[0] if parcel.tracking_info else None
    expected = parcel.estimated_delivery_at
    return Shipment(
        carrier=(tracking.company if tracking else None) or "",
        tracking_number=(tracking.number if tracking else None) or "",
        tracking_url=(tracking.url if tracking else None) or "",
        status=_parcel_status(parcel),
        line_ids=tuple(LineId(one.line_item.id) for one in parcel.fulfillment_line_items.nodes),
        expected_on=expected.date() if expected else None,
        moved_at=_moved_at(parcel),
        delivered_at=_utc(parcel.delivered_at) if parcel.delivered_at else None,
    )


def _moved_at(parcel: Fulfillment) -> datetime | None:
    """Return when a parcel was last scanned or handed to its carrier; else when it was made."""
    told = [
        parcel.created_at,
        parcel.in_transit_at,
        *(one.happened_at for one in parcel.events.nodes),
    ]
    return max((_utc(one) for one in told if one is not None), default=None)


def _is_only_reserved(transactions: tuple[OrderTransaction, ...]) -> bool:
    """Return whether the payment is authorised, and the shop has neither taken nor released it."""
    done = {one.kind for one in transactions if one.status == "SUCCESS"}
    return "AUTHORIZATION" in done and not done & {*_PAID, "VOID"}


def _entries(node: OrderNode) -> tuple[Entry, ...]:
    """Return the payments and refunds; an amount that is only authorised has not moved."""
    names = {one.id: one.name for one in node.returns.nodes}
    returns = {
        moved.id: names.get(back.of_return.id, "")
        for back in node.refunds
        if back.of_return is not None
        for moved in back.transactions.nodes
    }
    kinds = dict.fromkeys(_PAID, EntryKind.PAYMENT) | {"REFUND": EntryKind.REFUND}
    return tuple(
        Entry(
            kind=kinds[one.kind],
            method_id=payment_methods.of_transaction(one).method_id,
            amount=one.amount_set.money,
            request=returns.get(one.id, ""),
            at=_utc(one.processed_at) if one.processed_at else None,
        )
        for one in node.transactions
        if one.status == "SUCCESS" and one.kind in kinds
    )


def _requests(node: OrderNode, record: ShopifyRecord) -> tuple[OrderRequest, ...]:
    """Return the returns and exchanges of any origin, and the changes and parcels of our own.

    Pieces that the shop refunded without a return count as returned: they are not paid back again.
    """
    now = {one.id: one.current_quantity for one in lines_of(node)}
    taken = [_request(one, record, now) for one in node.returns.nodes if one.status in TAKEN_UP]
    known = {line_id for one in taken for line_id in one.line_ids}
    gone = [one.id for one in lines_of(node) if not one.current_quantity and one.id not in known]
    if gone and node.cancelled_at is None:
        line_ids = tuple(LineId(one) for one in gone)
        taken.append(OrderRequest(kind=RequestKind.RETURN, reference=node.name, line_ids=line_ids))
    changed = [
        OrderRequest(
            kind=REQUESTS[one.type],
            reference=one.reference,
            line_ids=one.lines,
            parts=one.parts,
            new_variant_ids=one.variants,
            method_id=one.method,
            amount=one.requested,
        )
        for one in record.done("change_items", "reship", "record_claim")
    ]
    return (*changed, *taken)


def _cancel_reason(node: OrderNode) -> str:
    """Return our reason, which is in the note beside our mark, or Shopify's."""
    note = (node.cancellation.staff_note or "") if node.cancellation else ""
    reason, marked, _ = note.partition(MARK)
    return reason.strip() if marked else (node.cancel_reason or "").lower()


def _request(back: ShopifyReturn, record: ShopifyRecord, now: Mapping[str, int]) -> OrderRequest:
    """Return a return; `now`: pieces of each line that were not paid back."""
    notes = " ".join(one.return_reason_note for one in back.return_line_items.nodes)
    ours = next((one for one in record.entries if mark(one.key) in notes), None)
    swapped = tuple(
        VariantId(one.variant_id) for one in back.exchange_line_items.nodes if one.variant_id
    )
    pieces: Counter[LineId] = Counter()
    for one in back.return_line_items.nodes:
        if one.fulfillment_line_item is not None:
            line_id = LineId(one.fulfillment_line_item.line_item.id)
            pieces[line_id] += one.quantity - one.refunded_quantity  # those are out of the line
    return OrderRequest(
        kind=RequestKind.EXCHANGE if swapped else RequestKind.RETURN,
        reference=back.name,
        line_ids=tuple(pieces),
        parts=tuple(
            LinePart(line_id=line_id, pieces=some, of=now[line_id])
            for line_id, some in pieces.items()
            if some < now.get(line_id, 0)
        ),
        new_variant_ids=swapped,
        method_id=ours.method if ours else None,
        amount=ours.requested if ours else None,
        reason=(ours.reason if ours else "") or _reason(back),
    )


def _reason(back: ShopifyReturn) -> str:
    """Return the reason that all lines of a return have in Shopify; "": there is none.

    Source: shopify.dev/docs/api/admin-graphql/latest/objects/ReturnReasonDefinition
    """
    known = (one.return_reason_definition for one in back.return_line_items.nodes)
    handles = {one["handle"] if one else "" for one in known}
    return handles.pop() if len(handles) == 1 else ""


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
