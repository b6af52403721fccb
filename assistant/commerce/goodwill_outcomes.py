"""Apply the exceptions that a shop's people make to a shop that keeps its own books. Pure."""

from dataclasses import replace

from assistant.commerce.assortment import SoldVariant
from assistant.commerce.customer import Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Entry, Order, OrderLine
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.settlement import refund
from assistant.commerce.shop_books import Books, StockMove
from assistant.commerce.shop_effects import GrantVoucher, RefundPart, Reship, voucher_code
from assistant.commerce.shop_ids import PaymentMethodId

_DIGITS = 4  # of a voucher's code that are shown


def pieces_sent(order: Order, effect: Reship, books: Books) -> tuple[StockMove, ...]:
    """Return the pieces that leave the stock for the second parcel.

    Raises:
        ShopRefusedError: the order has no such line, or it is not sold any more.
        ShopMovedOnError: a line is out of stock now.
    """
    return tuple(_sent(order.line(one), books) for one in effect.line_ids)


def _sent(line: OrderLine | None, books: Books) -> StockMove:
    product = books.products.get(line.product_id) if line else None
    variant: SoldVariant | None = product.variant(line.variant_id) if product and line else None
    if line is None or variant is None:
        msg = "a line is not the order's, or is not sold any more"
        raise ShopRefusedError(msg)
    if variant.stock is not None and variant.stock < line.quantity:
        msg = f"variant {variant.variant_id} has {variant.stock} pieces left"
        raise ShopMovedOnError(msg)
    return StockMove(product_id=line.product_id, variant_id=line.variant_id, pieces=-line.quantity)


def part_paid_back(order: Order, effect: RefundPart) -> tuple[Entry, ...]:
    """Return the entry that pays a part of the order back.

    Raises:
        ShopRefusedError: it is nothing, more than the shop holds, or to a method that did not pay.
    """
    held = order.paid
    paid_by = {one.method_id for one in order.entries}
    if not 0 < effect.amount.amount_minor <= held.amount_minor or effect.method_id not in paid_by:
        msg = f"order {order.order_id} has {held.amount_minor} to pay back from"
        raise ShopRefusedError(msg)
    return (refund(effect.method_id, effect.amount),)


def check_voucher(customer: Customer, effect: GrantVoucher) -> Customer:
    """Return the customer whose voucher it is.

    Raises:
        ShopRefusedError: the order is another customer's, or the amount is nothing.
    """
    if customer.customer_id != effect.customer_id or effect.amount.amount_minor <= 0:
        msg = "the voucher is another customer's, or worth nothing"
        raise ShopRefusedError(msg)
    return customer


def with_voucher(customer: Customer, effect: GrantVoucher, key: str) -> Customer:
    """Return the customer with the voucher: a gift card of the shop's with its amount on it.

    A code for some products, or for an order of some size, is none: the receipt alone has it.
    """
    code = voucher_code(key)
    voucher = PaymentMethod(
        method_id=PaymentMethodId(f"voucher:{code}"),
        kind=PaymentKind.GIFT_CARD,
        last4=code[-_DIGITS:],
        balance=effect.amount,
    )
    return replace(customer, payment_methods=(*customer.payment_methods, voucher))
