"""Put other variants into an order that is not packed yet, and pay a difference back."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.amount_text import major_units
from assistant.commerce.amounts import Money, minus, times, total
from assistant.commerce.customer import PaymentKind
from assistant.commerce.effect_notes import Done
from assistant.commerce.order import LinePart
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError, ShopUnavailableError
from assistant.commerce.settlement import paid_back
from assistant.commerce.shop_books import Terms
from assistant.commerce.shop_effects import (
    ChangeItems,
    ExchangeItems,
    RefundPart,
    RemoveItems,
    Swap,
)
from assistant.commerce.shop_ids import LineId, PaymentMethodId
from integrations.shops.shopify import graphql_queries, payment_methods
from integrations.shops.shopify.api_payloads import (
    Connection,
    Id,
    MoneyBag,
    OrderNode,
    OrderTransaction,
    Ref,
    ShopifyPayload,
    VariantNode,
    read,
    read_money,
)
from integrations.shops.shopify.client import AdminClient, Json, check
from integrations.shops.shopify.order_reader import payments_of
from integrations.shops.shopify.permit_record import mark

_IDEMPOTENCY = uuid.UUID("6f6d5a52-6b5e-4f0e-9d55-0d9a3f0a7c11")  # namespace of refund keys


class CalculatedLine(ShopifyPayload):
    """Hold a line while an order is edited."""

    id: Id
    quantity: int
    variant: Ref | None = None


class CalculatedOrder(ShopifyPayload):
    """Hold an order while it is edited."""

    id: Id
    total_outstanding_set: MoneyBag
    line_items: Connection[CalculatedLine] = Connection[CalculatedLine]()


def is_edited(node: OrderNode, swaps: Sequence[Swap], parts: Sequence[LinePart] = ()) -> bool:
    """Return whether all old pieces are out and lines of all new variants are in."""
    lines = node.line_items.nodes
    there = {one.variant.id for one in lines if one.variant and one.current_quantity > 0}
    out = are_removed(node, [one.line_id for one in swaps], parts)
    return out and all(one.variant_id in there for one in swaps)


def pieces_of(
    node: OrderNode, line_ids: Sequence[LineId], parts: Sequence[LinePart]
) -> dict[LineId, int]:
    """Return how many pieces of each line are meant: all that were not refunded, or a part."""
    now = {one.id: one.current_quantity for one in node.line_items.nodes}
    some = {one.line_id: one.pieces for one in parts}
    return {one: some.get(one, now.get(one, 0)) for one in line_ids}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Replace variants in orders."""

    client: AdminClient
    terms: Terms

    async def change_items(self, effect: ChangeItems, node: OrderNode, key: str) -> Done:
        """Replace the order's variants, and pay the difference back.

        The edit is committed only if Shopify's own sum is what was read back.
        Source: shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/edit-orders
        """
        back = paid_back(effect.difference)
        if back is not None and not _may_refund(effect.settle_with, node):
            msg = "Shopify pays back to what paid for the order, or as store credit"
            raise ShopRefusedError(msg)
        if not is_edited(node, effect.swaps, effect.parts):
            pieces = pieces_of(node, [one.line_id for one in effect.swaps], effect.parts)
            await check_swaps(self.client, effect, node, pieces)
            if effect.difference.amount_minor > 0:
                msg = "Shopify charges no method again: a person sends an invoice"
                raise ShopRefusedError(msg)
            await self._edit(effect, node, key, pieces)
        if back is not None and not is_refunded(node, key):
            given = _refund_of(effect.settle_with, node, back, key)
            if await self._refund(node, given, key):
                msg = "the order is changed, but Shopify does not pay the difference back"
                raise ShopUnavailableError(msg)
        return Done(reference=node.name, amount=back, refund_days=self._days(effect.settle_with))

    async def _edit(
        self, effect: ChangeItems, node: OrderNode, key: str, pieces: Mapping[LineId, int]
    ) -> None:
        begun = (await self.client.tell(graphql_queries.BEGIN_EDIT, id=node.id))["orderEditBegin"]
        check(begun["userErrors"])
        order = read(CalculatedOrder, begun["calculatedOrder"])
        before = after = order.total_outstanding_set.money
        for swap in effect.swaps:
            line = next(one for one in node.line_items.nodes if one.id == swap.line_id)
            gone = pieces[swap.line_id]
            await self._set_pieces(order, line.id, line.current_quantity - gone)
            added = await self.client.tell(
                graphql_queries.EDIT_VARIANT,
                id=order.id,
                variant=swap.variant_id,
                quantity=gone,
            )
            check(added["orderEditAddVariant"]["userErrors"])
            calculated = added["orderEditAddVariant"]["calculatedOrder"]
            after = read(CalculatedOrder, calculated).total_outstanding_set.money
        if minus(after, before) != effect.difference:
            msg = "Shopify's sum is not what was read back: taxes or discounts make a difference"
            raise ShopRefusedError(msg)
        done = await self.client.tell(graphql_queries.COMMIT_EDIT, id=order.id, note=mark(key))
        check(done["orderEditCommit"]["userErrors"])

    async def remove_items(self, effect: RemoveItems, node: OrderNode, key: str) -> Done:
        """Take lines out of the order, and pay them back.

        The edit is committed only if Shopify's own sum is what was read back.
        """
        back = effect.refund if effect.refund.amount_minor else None
        if back is not None and not _may_refund(effect.refund_to, node):
            msg = "Shopify pays back to what paid for the order, or as store credit"
            raise ShopRefusedError(msg)
        if not are_removed(node, effect.line_ids, effect.parts):
            await self._remove(effect, node, key)
        owes = back is not None and not is_refunded(node, key)
        given = _refund_of(effect.refund_to, node, effect.refund, key)
        if owes and await self._refund(node, given, key):
            msg = "the lines are out, but Shopify does not pay them back"
            raise ShopUnavailableError(msg)
        return Done(reference=node.name, amount=back, refund_days=self._days(effect.refund_to))

    async def _remove(self, effect: RemoveItems, node: OrderNode, key: str) -> None:
        begun = (await self.client.tell(graphql_queries.BEGIN_EDIT, id=node.id))["orderEditBegin"]
        check(begun["userErrors"])
        order = read(CalculatedOrder, begun["calculatedOrder"])
        before = after = order.total_outstanding_set.money
        left = {one.line_id: one.of - one.pieces for one in effect.parts}
        for line_id in effect.line_ids:
            staged = await self._set_pieces(order, line_id, left.get(line_id, 0))
            after = staged.total_outstanding_set.money
        if effect.refund.amount_minor and minus(before, after) != effect.refund:
            msg = "Shopify's sum is not what was read back: taxes or discounts make a difference"
            raise ShopRefusedError(msg)
        done = await self.client.tell(graphql_queries.COMMIT_EDIT, id=order.id, note=mark(key))
        check(done["orderEditCommit"]["userErrors"])

    async def _set_pieces(self, order: CalculatedOrder, line_id: str, left: int) -> CalculatedOrder:
        """Set the number of pieces that stay in a line of an edit.

        Source: shopify.dev/docs/api/admin-graphql/latest/mutations/orderEditSetQuantity
        """
        line = _staged_line(order, line_id)
        staged = await self.client.tell(
            graphql_queries.EDIT_QUANTITY, id=order.id, line=line, quantity=left
        )
        check(staged["orderEditSetQuantity"]["userErrors"])
        return read(CalculatedOrder, staged["orderEditSetQuantity"]["calculatedOrder"])

    async def refund_part(self, effect: RefundPart, node: OrderNode, key: str) -> Done:
        """Pay a part of the order back, of no line: a discrepancy on behalf of the customer.

        Source: shopify.dev/docs/api/admin-graphql/latest/input-objects/RefundInput
        """
        if not _may_refund(effect.method_id, node):
            msg = "Shopify pays back to what paid for the order, or as store credit"
            raise ShopRefusedError(msg)
        if not is_refunded(node, key):
            given = _refund_of(effect.method_id, node, effect.amount, key)
            if await self._refund(node, given | {"discrepancyReason": "CUSTOMER"}, key):
                msg = "Shopify does not pay this amount back"
                raise ShopRefusedError(msg)
        days = self._days(effect.method_id)
        return Done(reference=node.name, amount=effect.amount, refund_days=days)

    async def _refund(self, node: OrderNode, given: Json, key: str) -> bool:
        """Pay back once: Shopify knows the key; return whether it will not.

        Sources: shopify.dev/docs/api/usage/idempotent-requests, .../mutations/refundCreate
        """
        once = str(uuid.uuid5(_IDEMPOTENCY, f"{node.id} {key}"))
        answer = await self.client.ask(graphql_queries.CREATE_REFUND, input=given, key=once)
        return bool(answer["refundCreate"]["userErrors"])

    def _days(self, method_id: PaymentMethodId | None) -> tuple[int, int] | None:
        kind = payment_methods.kind_of(method_id) if method_id else PaymentKind.STORE_CREDIT
        return None if kind.is_balance else self.terms.refund_days


def are_removed(node: OrderNode, line_ids: Sequence[str], parts: Sequence[LinePart] = ()) -> bool:
    """Return whether no piece of these lines is left in the order, or as many as `parts` leave."""
    now = {one.id: one.current_quantity for one in node.line_items.nodes}
    left = {one.line_id: one.of - one.pieces for one in parts}
    return all(now.get(LineId(one), 1) == left.get(LineId(one), 0) for one in line_ids)


def is_refunded(node: OrderNode, key: str) -> bool:
    """Return whether a refund bears the permit's mark."""
    return any(mark(key) in (one.note or "") for one in node.refunds)


def _refund_of(method_id: PaymentMethodId | None, node: OrderNode, back: Money, key: str) -> Json:
    """Return the input of a refund to store credit, or to the payment by that method."""
    given: Json = {"orderId": node.id, "note": mark(key)}
    amount = str(major_units(back))
    if method_id and payment_methods.kind_of(method_id) is PaymentKind.STORE_CREDIT:
        credit = {"amount": {"amount": amount, "currencyCode": back.currency}}
        return given | {"refundMethods": [{"storeCreditRefund": credit}]}
    parent = _payment(node, method_id)
    movement: Json = {"orderId": node.id, "kind": "REFUND", "amount": amount}
    if parent is not None:
        movement |= {"parentId": parent.id, "gateway": parent.gateway}
    return given | {"transactions": [movement]}


def _may_refund(chosen: PaymentMethodId | None, node: OrderNode) -> bool:
    if chosen and payment_methods.kind_of(chosen) is PaymentKind.STORE_CREDIT:
        return True
    return _payment(node, chosen) is not None


def _payment(node: OrderNode, method_id: PaymentMethodId | None) -> OrderTransaction | None:
    """Return the payment by that method."""
    return next(
        (
            one
            for one in payments_of(node.transactions)
            if payment_methods.of_transaction(one).method_id == method_id
        ),
        None,
    )


async def check_swaps(
    client: AdminClient,
    effect: ExchangeItems | ChangeItems,
    node: OrderNode,
    pieces: Mapping[LineId, int],
) -> None:
    """Check that stock and prices are still those that the effect was decided on."""
    difference = effect.difference
    ids = [one.variant_id for one in effect.swaps]
    answer = await client.ask(graphql_queries.VARIANTS, ids=ids)
    found = [read(VariantNode, one) for one in answer["nodes"] if one and "price" in one]
    variants = {one.id: one for one in found}
    owed = times(difference, 0)
    for swap in effect.swaps:
        line = next((one for one in node.line_items.nodes if one.id == swap.line_id), None)
        variant = variants.get(swap.variant_id)
        if line is None or variant is None:
            raise ShopMovedOnError
        count = pieces[swap.line_id]
        if variant.stock is not None and variant.stock < count:
            raise ShopMovedOnError
        price = read_money(variant.price, answer["shop"]["currencyCode"])
        paid = line.discounted_unit_price_after_all_discounts_set.money
        owed = total((owed, times(minus(price, paid), count)), currency=owed.currency)
    if owed != difference:
        raise ShopMovedOnError


def _staged_line(order: CalculatedOrder, line_id: str) -> str:
    """Return the id of a line in an edit: it has the number of the order's line."""
    number = line_id.rpartition("/")[2]
    for one in order.line_items.nodes:
        if one.id.rpartition("/")[2] == number:
            return one.id
    msg = "the line cannot be edited"
    raise ShopRefusedError(msg)
