"""Carry out the effect that a permit allows; a part that is done already is not done again.

Core WooCommerce refunds through the gateway that was paid by and through no other. It has no
returns and no exchanges: a return is a note in the order's meta data and one for staff, who refund
it when the goods are back; an exchange has, besides, an order of its own for the new pieces, which
waits `on-hold` (its stock is taken at once) until staff has the old ones.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#update-an-order, #create-a-refund,
#create-an-order, #create-an-order-note, #retrieve-a-payment-gateway
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from assistant.commerce.amounts import Money
from assistant.commerce.effect_notes import Done, promised
from assistant.commerce.order import LinePart, Order, OrderStatus, RequestKind
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
from integrations.shops.woocommerce import refund_bodies
from integrations.shops.woocommerce.api_payloads import OrderPayload, RefundRow, WooItem, read_money
from integrations.shops.woocommerce.client import Json, RestClient
from integrations.shops.woocommerce.line_swaps import WooSwaps, swapped, without_pieces
from integrations.shops.woocommerce.mailing_addresses import is_at, pick_address, write_address
from integrations.shops.woocommerce.permit_record import EXCHANGE, mark, permit_row
from integrations.shops.woocommerce.refund_bodies import pieces_paid_back
from integrations.shops.woocommerce.woo_exceptions import WooGoodwill, order_with

_NOTES = 100


NO_NEW_METHOD = "WooCommerce cannot charge another payment method: customers pay at the checkout"
"""Why the API has no `ChangePayment`."""


def is_begun(effect: AnyOrderEffect, order: OrderPayload, key: str) -> bool:
    """Return whether at least a part of an effect is done: the rest may be done on this version."""
    match effect:
        case CancelOrder():
            return _refund_of(order, key) is not None
        case ChangeItems():
            return bool(swapped(order, key))
        case ChangeAddress():
            return is_at(pick_address(order.shipping, order.billing), effect.address)
        case RemoveItems() if not effect.refund.amount_minor:
            left = {one.line_id: one.of - one.pieces for one in effect.parts}
            lines = {LineId(str(one.id)): one.quantity for one in order.line_items}
            return all(lines.get(one, 0) == left.get(one, 0) for one in effect.line_ids)
        case RefundPart() | RemoveItems():
            return _refund_of(order, key) is not None
        case _:  # noted by our record alone
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """Hold the result of an effect, and the fields that are still to be written with its note."""

    done: Done
    last: Json = field(default_factory=dict)
    lines: tuple[LineId, ...] = ()  # of the order now, in place of those that were swapped


@dataclass(frozen=True, slots=True, kw_only=True)
class WooEffects:
    """Change orders in WooCommerce."""

    client: RestClient
    swaps: WooSwaps
    goodwill: WooGoodwill
    terms: Terms

    async def perform(  # noqa: C901, PLR0911  # one line an effect
        self, effect: AnyOrderEffect, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Carry out the part of an effect that is not done yet, without the fields in `last`.

        Raises:
            ShopMovedOnError: stock or prices are not what they were; nothing was done.
            ShopRefusedError: WooCommerce will not; nothing was done.
            ShopUnavailableError: it may be done or not; calling again makes it good.
        """
        match effect:
            case CancelOrder():
                return await self._cancel(found, order, key)
            case ReturnItems():
                return await self._return(effect, found, order, key)
            case ExchangeItems():
                return await self._exchange(effect, found, order, key)
            case ChangeItems():
                return await self._change_items(effect, found, order, key)
            case ChangeAddress():
                return _change_address(effect, found, order)
            case RemoveItems():
                return await self._remove(effect, found, order, key)
            case RefundPart():
                return await self._refund(effect, found, order, key)
            case Reship():
                return Performed(done=await self.goodwill.reship(effect, found, order, key))
            case GrantVoucher():
                return Performed(done=await self.goodwill.voucher(effect, found, key))
            case RecordClaim():
                return await self._claim(effect, found, order, key)
            case ChangePayment():
                raise TypeError(effect)  # `refuse_new_method` comes before
            case _:
                assert_never(effect)

    async def _cancel(self, found: OrderPayload, order: Order, key: str) -> Performed:
        """Pay the whole rest back and put the pieces back; the status is then `refunded`.

        An order that was never paid is `cancelled`, which puts the pieces back, too.
        """
        made = _refund_of(found, key)
        if made is not None:
            amount = read_money(made.total, found.currency)
            return Performed(done=self._paid_back(order, amount))
        if order.status is OrderStatus.CANCELLED:
            msg = "the order is cancelled already"
            raise ShopRefusedError(msg)
        left = order.paid
        if left.amount_minor <= 0:
            return Performed(done=Done(reference=order.number), last={"status": "cancelled"})
        await self._check_refunds(found)
        before = await pieces_paid_back(self.client, found)
        body = refund_bodies.everything(found, left, mark(key), before)
        await self.client.post(f"orders/{found.id}/refunds", body)
        return Performed(done=self._paid_back(order, left))

    async def _remove(
        self, effect: RemoveItems, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Pay lines back with their pieces, which nobody packs then.

        WooCommerce keeps a refunded line in the order, for its accounts; our note says that it is
        out. An order that was not paid loses its lines.
        """
        owes = effect.refund.amount_minor > 0
        done = self._paid_back(order, effect.refund) if owes else Done(reference=order.number)
        if is_begun(effect, found, key):
            return Performed(done=done)
        some = {one.line_id: one.pieces for one in effect.parts}
        items = [self._whole_line(found, order, line_id) for line_id in effect.line_ids]
        lines = [(one, some.get(LineId(str(one.id)), one.quantity)) for one in items]
        if not owes:
            left = [without_pieces(one, pieces) for one, pieces in lines]
            return Performed(done=done, last={"line_items": left})
        await self._check_refunds(found)
        body = refund_bodies.of_lines(lines, effect.refund, mark(key))
        await self.client.post(f"orders/{found.id}/refunds", body)
        return Performed(done=done)

    @staticmethod
    def _whole_line(found: OrderPayload, order: Order, line_id: LineId) -> WooItem:
        line = order.line(line_id)
        item = next((one for one in found.line_items if str(one.id) == line_id), None)
        if line is None or item is None:
            msg = f"the order has no line {line_id}"
            raise ShopRefusedError(msg)
        if item.quantity != line.quantity:
            msg = "a part of the line was paid back: a person has to change it"
            raise ShopRefusedError(msg)
        return item

    async def _refund(
        self, effect: RefundPart, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Pay a part of the order back, of no line; its pieces stay the customer's."""
        if _refund_of(found, key) is None:
            await self._check_refunds(found)
            body = refund_bodies.no_line(effect.amount, mark(key))
            await self.client.post(f"orders/{found.id}/refunds", body)
        return Performed(done=self._paid_back(order, effect.amount))

    async def _return(
        self, effect: ReturnItems, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Take up a return: staff refunds it when the goods are there, as the note says."""
        names = [_name(order, line_id, effect.parts) for line_id in effect.line_ids]
        reference = _reference(order, RequestKind.RETURN)
        said = f"Return {reference}: {', '.join(names)}. Reason: {effect.reason or 'none given'}."
        await self._tell_staff(found, f"{said} {_once_back(effect)}", key)
        return Performed(done=self._owed(reference, effect.refund))

    async def _claim(
        self, effect: RecordClaim, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Tell staff of a claim; they decide on it."""
        names = ", ".join(_name(order, line_id, effect.parts) for line_id in effect.line_ids)
        said = f"Claim: {names}. Problem: {effect.problem}. Wish: {effect.wish}."
        await self._tell_staff(found, said, key)
        return Performed(done=Done(reference=order.number))

    async def _exchange(
        self, effect: ExchangeItems, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Take up an exchange, with an order on hold that sends the new pieces for free."""
        for swap in effect.swaps:
            _name(order, swap.line_id)
        reference = _reference(order, RequestKind.EXCHANGE)
        marked = {"key": EXCHANGE, "value": permit_row(key)}
        if await order_with(self.client, found, marked) is None:
            await self.swaps.check(effect.swaps, order, effect.difference, effect.parts)
            body = self.swaps.replacement(effect.swaps, found, order, effect.parts)
            await self.client.post("orders", body | {"meta_data": [marked]})
        names = [_name(order, one.line_id, effect.parts) for one in effect.swaps]
        said = f"Exchange {reference}: {', '.join(names)}. The new pieces are in an order on hold."
        await self._tell_staff(found, f"{said} {_once_back(effect)}", key)
        return Performed(done=self._owed(reference, paid_back(effect.difference)))

    async def _change_items(
        self, effect: ChangeItems, found: OrderPayload, order: Order, key: str
    ) -> Performed:
        """Put new lines in the place of old ones at the old price, then refund the difference."""
        back = paid_back(effect.difference) if effect.settle_with else None
        if not swapped(found, key):
            await self.swaps.check(
                effect.swaps, order, effect.difference if effect.settle_with else None, effect.parts
            )
            if effect.settle_with and effect.difference.amount_minor > 0:
                msg = "WooCommerce charges no method again: a person asks for the difference"
                raise ShopRefusedError(msg)
            if back is not None:
                await self._check_refunds(found)
            found = await self.swaps.swap(
                effect.swaps, found, order, key, effect.parts, settled=bool(back)
            )
        await self.swaps.take_stock(found, key)
        lines = swapped(found, key)
        if back is not None and _refund_of(found, key) is None:
            await self._refund_part(found, refund_bodies.part(lines[0], back, mark(key)))
        done = Done(reference=order.number) if back is None else self._paid_back(order, back)
        return Performed(done=done, lines=tuple(LineId(str(one.id)) for one in lines))

    async def _refund_part(self, found: OrderPayload, body: Json) -> None:
        try:
            await self.client.post(f"orders/{found.id}/refunds", body)
        except ShopRefusedError as error:
            msg = "the order is changed, but the gateway does not pay the difference back"
            raise ShopUnavailableError(msg) from error

    async def _check_refunds(self, found: OrderPayload) -> None:
        """Refuse an order whose gateway cannot refund: a person has to, outside WooCommerce."""
        gateway = await self.client.get(f"payment_gateways/{found.payment_method}")
        supports = (gateway or {}).get("method_supports")
        if not isinstance(supports, list) or "refunds" not in supports:
            msg = "the gateway that was paid through refunds nothing by itself"
            raise ShopRefusedError(msg)

    async def _tell_staff(self, found: OrderPayload, said: str, key: str) -> None:
        path = f"orders/{found.id}/notes"
        notes = await self.client.list(path, {"type": "internal"}, most=_NOTES)
        if not any(mark(key) in str(one.get("note", "")) for one in notes):
            await self.client.post(path, {"note": f"{said} ({mark(key)})", "customer_note": False})

    def _paid_back(self, order: Order, amount: Money) -> Done:
        days = self.terms.refund_days
        return Done(reference=order.number, amount=amount, refund_days=days)

    def _owed(self, reference: str, amount: Money | None) -> Done:
        days = None if amount is None else self.terms.return_refund_days
        return Done(reference=reference, amount=amount, refund_days=days)


def _change_address(effect: ChangeAddress, found: OrderPayload, order: Order) -> Performed:
    """Change the address of the order; WooCommerce computes its taxes anew, and they may differ."""
    at = pick_address(found.shipping, found.billing)
    last = {} if is_at(at, effect.address) else {"shipping": write_address(effect.address, at)}
    return Performed(done=Done(reference=order.number), last=last)


def _refund_of(order: OrderPayload, key: str) -> RefundRow | None:
    return next((one for one in order.refunds if mark(key) in one.reason), None)


def _reference(order: Order, kind: RequestKind) -> str:
    """Return "#1042-R1" for the first return of order #1042."""
    letter = "R" if kind is RequestKind.RETURN else "E"
    return f"{order.number}-{letter}{len(order.requested(kind)) + 1}"


def _once_back(effect: ReturnItems | ExchangeItems) -> str:
    return f"When the goods are back: {promised(effect)}."


def _name(order: Order, line_id: LineId, parts: Sequence[LinePart] = ()) -> str:
    line = order.line(line_id)
    if line is None:
        msg = f"the order has no line {line_id}"
        raise ShopRefusedError(msg)
    options = ", ".join(value for _, value in line.options)
    some = "".join(f"{one.pieces} of {one.of} x " for one in parts if one.line_id == line_id)
    return f"{some}{line.title} ({options})" if options else f"{some}{line.title}"
