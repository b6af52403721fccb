"""Apply an effect to a shop that keeps its own books. Pure.

Money that the shop holds moves at once and is an `Entry`. Money that depends on goods that are
still at the customer's (the refund of a return, the difference of an exchange) is an
`OrderRequest`: it is paid once they are back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldVariant
from assistant.commerce.customer import Customer
from assistant.commerce.goodwill_outcomes import (
    check_voucher,
    part_paid_back,
    pieces_sent,
    with_voucher,
)
from assistant.commerce.order import (
    Entry,
    Order,
    OrderLine,
    OrderRequest,
    OrderStatus,
    RequestKind,
)
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.settlement import (
    SwapPairs,
    book,
    check_covers,
    difference_entries,
    is_at_once,
    paid_back,
    payment,
    price_difference,
    refund,
    refunded,
    refunds,
)
from assistant.commerce.shop_books import AppliedEffect, Books, StockMove, Terms
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    AnyOrderEffect,
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePayment,
    Effect,
    ExchangeItems,
    GrantVoucher,
    Receipt,
    RecordClaim,
    RefundPart,
    RemoveItems,
    Reship,
    ReturnItems,
    Swap,
    part_of,
    voucher_code,
)
from assistant.commerce.shop_ids import LineId, VariantId

_MARKS = {
    RequestKind.RETURN: "R",
    RequestKind.EXCHANGE: "E",
    RequestKind.CHANGE_ITEMS: "C",
    RequestKind.RESHIP: "S",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectOutcome:
    """Hold an order after an effect, before the money and the request are written into it."""

    order: Order
    entries: tuple[Entry, ...] = ()  # movements of money, not yet in the order
    stock: tuple[StockMove, ...] = ()
    request: OrderRequest | None = None
    owed: Money | None = None  # to the customer, once goods are back
    voucher: GrantVoucher | None = None  # that the customer gets


def cancel(order: Order, effect: CancelOrder) -> EffectOutcome:
    """Pay everything back, and put every piece back into the stock."""
    if order.status is OrderStatus.CANCELLED:
        msg = f"order {order.order_id} is cancelled already"
        raise ShopRefusedError(msg)
    return EffectOutcome(
        order=replace(order, status=OrderStatus.CANCELLED, cancel_reason=effect.reason),
        entries=refunds(order),
        stock=tuple(_move(line, line.variant_id, line.quantity) for line in order.lines),
    )


def remove(order: Order, effect: RemoveItems) -> EffectOutcome:
    """Take the lines out, put their pieces back into the stock, and pay them back."""
    gone = [part_of(_line(order, line_id), effect.parts) for line_id in effect.line_ids]
    left = _without(order, gone)
    if not left:
        msg = f"nothing would be left in order {order.order_id}"
        raise ShopRefusedError(msg)
    back = effect.refund
    paid = () if effect.refund_to is None else (refund(effect.refund_to, back),)
    return EffectOutcome(
        order=replace(order, lines=left),
        entries=paid if back.amount_minor else (),
        stock=tuple(_move(line, line.variant_id, line.quantity) for line in gone),
    )


def take_back(order: Order, effect: ReturnItems) -> EffectOutcome:
    """Take the return up; it is paid and counted when the goods are back."""
    for line_id in effect.line_ids:
        _line(order, line_id)
    request = OrderRequest(
        kind=RequestKind.RETURN,
        reference=_reference(order, RequestKind.RETURN),
        line_ids=effect.line_ids,
        parts=effect.parts,
        method_id=effect.refund_to,
        amount=effect.refund,
        reason=effect.reason,
    )
    return EffectOutcome(order=order, request=request, owed=effect.refund)


def exchange(order: Order, effect: ExchangeItems, books: Books) -> EffectOutcome:
    """Take the exchange up, and set the new pieces aside."""
    pairs = _pairs(order, effect, books)
    if effect.difference.amount_minor > 0 and effect.settle_with is not None:
        check_covers(books.customer.method(effect.settle_with), effect.difference)
    return EffectOutcome(
        order=order,
        stock=tuple(_move(line, new.variant_id, -line.quantity) for line, new in pairs),
        request=_swap_request(order, RequestKind.EXCHANGE, effect),
        owed=paid_back(effect.difference),
    )


def change_items(order: Order, effect: ChangeItems, books: Books) -> EffectOutcome:
    """Put the new variants in, and settle the difference now."""
    pairs = _pairs(order, effect, books)
    settled = _is_difference(order, pairs, effect)
    changed = tuple(
        replace(
            line,
            line_id=_new_id(order, line),
            variant_id=new.variant_id,
            options=new.options,
            price=new.price if settled else line.price,  # nothing was settled: as paid
            whole=None if settled else line.whole,
        )
        for line, new in pairs
    )
    moves = (
        move
        for line, new in pairs
        for move in (
            _move(line, line.variant_id, line.quantity),
            _move(line, new.variant_id, -line.quantity),
        )
    )
    return EffectOutcome(
        order=replace(order, lines=_with(order, changed, [line for line, _ in pairs])),
        entries=difference_entries(effect.settle_with, effect.difference),
        stock=tuple(moves),
        request=_swap_request(order, RequestKind.CHANGE_ITEMS, effect),
    )


def change_payment(order: Order, effect: ChangePayment) -> EffectOutcome:
    """Pay with the new method, and pay all earlier payments back."""
    entries = (payment(effect.method_id, effect.amount), *refunds(order))
    return EffectOutcome(order=order, entries=entries)


def reship(order: Order, effect: Reship, books: Books) -> EffectOutcome:
    """Take the second parcel up; its pieces leave the stock now."""
    request = OrderRequest(
        kind=RequestKind.RESHIP,
        reference=_reference(order, RequestKind.RESHIP),
        line_ids=effect.line_ids,
    )
    return EffectOutcome(order=order, stock=pieces_sent(order, effect, books), request=request)


def _claimed(order: Order, effect: RecordClaim) -> OrderRequest:
    return OrderRequest(
        kind=RequestKind.CLAIM,
        reference=order.number,
        line_ids=effect.line_ids,
        parts=effect.parts,
    )


def _swap_request(
    order: Order, kind: RequestKind, effect: ExchangeItems | ChangeItems
) -> OrderRequest:
    return OrderRequest(
        kind=kind,
        reference=_reference(order, kind),
        line_ids=tuple(swap.line_id for swap in effect.swaps),
        parts=effect.parts,
        new_variant_ids=tuple(swap.variant_id for swap in effect.swaps),
        method_id=effect.settle_with,
        amount=effect.difference,
    )


def _reference(order: Order, kind: RequestKind) -> str:
    """Return "#1042-R1" for the first return of order #1042."""
    return f"{order.number}-{_MARKS[kind]}{len(order.requested(kind)) + 1}"


def _pairs(order: Order, effect: ExchangeItems | ChangeItems, books: Books) -> SwapPairs:
    """Return each line with its new variant: there, in stock, at the difference read back.

    Where nothing is settled, the shop asks for no difference, and prices do not matter.
    """
    found = tuple(_pair(order, swap, books) for swap in effect.swaps)
    pairs = tuple((part_of(line, effect.parts), new) for line, new in found)
    wanted: dict[VariantId, int] = {}
    for line, new in pairs:
        wanted[new.variant_id] = wanted.get(new.variant_id, 0) + line.quantity
        if new.stock is not None and new.stock < wanted[new.variant_id]:
            msg = f"variant {new.variant_id} has {new.stock} pieces left"
            raise ShopMovedOnError(msg)
    if effect.settle_with is not None and not _is_difference(order, pairs, effect):
        msg = f"the price difference in order {order.order_id} is another one now"
        raise ShopMovedOnError(msg)
    return pairs


def _is_difference(order: Order, pairs: SwapPairs, effect: ExchangeItems | ChangeItems) -> bool:
    """Return whether the prices still differ by the amount that was read back."""
    return price_difference(pairs, currency=order.currency) == effect.difference


def _pair(order: Order, swap: Swap, books: Books) -> tuple[OrderLine, SoldVariant]:
    line = _line(order, swap.line_id)
    product = books.products.get(line.product_id)
    new = product.variant(swap.variant_id) if product else None
    if new is None:
        msg = f"variant {swap.variant_id} is none of product {line.product_id}"
        raise ShopRefusedError(msg)
    return line, new


def _without(order: Order, gone: Sequence[OrderLine]) -> tuple[OrderLine, ...]:
    """Return the order's lines without the pieces that are taken out of them."""
    out = {one.line_id: one.quantity for one in gone}
    left = ((one, one.quantity - out.get(one.line_id, 0)) for one in order.lines)
    return tuple(one.part(pieces) for one, pieces in left if pieces > 0)


def _with(
    order: Order, new: Sequence[OrderLine], gone: Sequence[OrderLine]
) -> tuple[OrderLine, ...]:
    """Return the order's lines with new ones in the place of pieces that are taken out."""
    left = {one.line_id: one for one in _without(order, gone)}
    instead = {old.line_id: one for old, one in zip(gone, new, strict=True)}
    pairs = ((left.get(one.line_id), instead.get(one.line_id)) for one in order.lines)
    return tuple(one for pair in pairs for one in pair if one is not None)


def _new_id(order: Order, part: OrderLine) -> LineId:
    """Return the line's own id for all of it, another one for a part that leaves the line."""
    if part.quantity == _line(order, part.line_id).quantity:
        return part.line_id
    known = {one.line_id for one in order.lines}
    numbers = (LineId(f"{part.line_id}-{at}") for at in range(2, len(known) + 4))
    return next(one for one in numbers if one not in known)


def _line(order: Order, line_id: LineId) -> OrderLine:
    line = order.line(line_id)
    if line is None:
        msg = f"order {order.order_id} has no line {line_id}"
        raise ShopRefusedError(msg)
    return line


def _move(line: OrderLine, variant_id: VariantId, pieces: int) -> StockMove:
    return StockMove(product_id=line.product_id, variant_id=variant_id, pieces=pieces)


def apply(key: str, effect: Effect, books: Books, *, terms: Terms) -> AppliedEffect:
    """Return the state of `books` after an effect; `key` is the permit's.

    A version is a number in decimal digits and goes up by one.

    Raises:
        ShopMovedOnError: the order's version, a price, the stock or a balance has changed.
        ShopRefusedError: the effect names an order, line, variant or method that is not there.
    """
    match effect:
        case ChangeDefaultAddress():
            customer = replace(books.customer, default_address=effect.address)
            return AppliedEffect(customer=customer, receipt=Receipt(key=key, reference=""))
        case AlertBackInStock():
            return AppliedEffect(customer=books.customer, receipt=Receipt(key=key, reference=""))
        case _:
            return _apply_to_order(key, effect, books, terms)


def _apply_to_order(  # noqa: C901, PLR0912  # one line an effect
    key: str,
    effect: AnyOrderEffect,
    books: Books,
    terms: Terms,
) -> AppliedEffect:
    order = books.order
    if order is None or order.order_id != effect.order_id:
        msg = f"there is no order {effect.order_id}"
        raise ShopRefusedError(msg)
    if order.version != effect.version:
        msg = f"order {order.order_id} is at version {order.version}, not {effect.version}"
        raise ShopMovedOnError(msg)
    match effect:
        case CancelOrder():
            outcome = cancel(order, effect)
        case ReturnItems():
            outcome = take_back(order, effect)
        case ExchangeItems():
            outcome = exchange(order, effect, books)
        case ChangeItems():
            outcome = change_items(order, effect, books)
        case ChangeAddress():
            outcome = EffectOutcome(order=replace(order, address=effect.address))
        case ChangePayment():
            outcome = change_payment(order, effect)
        case RemoveItems():
            outcome = remove(order, effect)
        case Reship():
            outcome = reship(order, effect, books)
        case RefundPart():
            outcome = EffectOutcome(order=order, entries=part_paid_back(order, effect))
        case GrantVoucher():
            outcome = EffectOutcome(order=order, voucher=effect)
        case RecordClaim():
            outcome = EffectOutcome(order=order, request=_claimed(order, effect))
        case _:
            assert_never(effect)
    return _record(key, outcome, books.customer, terms)


def _record(key: str, outcome: EffectOutcome, customer: Customer, terms: Terms) -> AppliedEffect:
    """Write the outcome into the order and the receipt."""
    order, request, voucher = outcome.order, outcome.request, outcome.voucher
    amount = outcome.owed or refunded(outcome.entries, currency=order.currency)
    reference = request.reference if request and _taken_up(request) else order.number
    if voucher is not None:
        customer = check_voucher(customer, voucher)
        customer = customer if voucher.is_code else with_voucher(customer, voucher, key)
        amount, reference = voucher.amount, voucher_code(key)
    return AppliedEffect(
        customer=book(customer, outcome.entries),
        order=replace(
            order,
            entries=order.entries + outcome.entries,
            requests=order.requests + ((request,) if request else ()),
            version=str(int(order.version) + 1),
        ),
        stock=outcome.stock,
        receipt=Receipt(
            key=key,
            reference=reference,
            amount=amount,
            refund_days=None if amount is None or voucher else _days(outcome, customer, terms),
        ),
    )


def _taken_up(request: OrderRequest) -> bool:
    """Return whether a request has a number of its own, which the customer may quote."""
    return request.kind not in {RequestKind.CHANGE_ITEMS, RequestKind.CLAIM}


def _days(outcome: EffectOutcome, customer: Customer, terms: Terms) -> tuple[int, int] | None:
    if outcome.owed is not None:
        return terms.return_refund_days
    return None if is_at_once(customer, outcome.entries) else terms.refund_days
