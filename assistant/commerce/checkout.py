"""Place an order at a shop that keeps its own books, and take a code off it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from assistant.commerce.amounts import Money, minus, times, total
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Entry, EntryKind, Order, OrderLine, OrderStatus, versioned
from assistant.commerce.ports import ShopRefusedError
from assistant.commerce.shop_books import StockMove
from assistant.commerce.shop_effects import GrantVoucher, voucher_code
from assistant.commerce.shop_ids import CustomerId, LineId, OrderId, ProductId, VariantId


class CheckoutFault(StrEnum):
    """Name the reasons why an order is not placed."""

    EMPTY = "empty"
    SOLD_OUT = "sold_out"  # a variant is not there, or not in this number
    NO_ACCOUNT = "no_account"  # the customer has no address, or nothing to pay with
    CODE_UNKNOWN = "code_unknown"  # also of another customer: nobody learns that it exists
    CODE_USED = "code_used"
    CODE_ENDED = "code_ended"
    CODE_TOO_LITTLE = "code_too_little"  # the order is below the least that the code is good for
    CODE_NO_PRODUCT = "code_no_product"  # the code is good for none of what is bought


class CheckoutRefusedError(ShopRefusedError):
    """Say that an order was not placed, and why."""

    def __init__(self, why: CheckoutFault) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtPieces:
    """Hold a variant that is bought, and how many pieces."""

    product_id: ProductId
    variant_id: VariantId
    pieces: int  # at least 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCode:
    """Hold a code as a shop that keeps its own books has it."""

    code: str
    voucher: GrantVoucher
    ends_at: datetime  # aware, UTC
    order_id: OrderId | None = None  # that it was used for

    def belongs_to(self, customer_id: CustomerId) -> bool:
        """Return whether it is a customer's."""
        return self.voucher.customer_id == customer_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOutOrder:
    """Hold a new order, with the pieces that leave the stock for it."""

    order: Order
    stock: tuple[StockMove, ...]


@runtime_checkable
class Till(Protocol):
    """Place orders at a shop that keeps its own books. May raise `ShopUnavailableError`."""

    async def place(
        self,
        customer_id: CustomerId,
        bought: Sequence[BoughtPieces],
        *,
        code: str = "",
        basket: str = "",
        at: datetime,
    ) -> Order:
        """Place the order of a customer, with a code or without (""), and the token of a basket.

        Raises:
            CheckoutRefusedError: it cannot be placed, and why.
        """
        ...


def code_of(key: str, voucher: GrantVoucher, at: datetime) -> ShopCode:
    """Return the code that a permit of this key makes at a moment."""
    ends_at = at + timedelta(days=voucher.valid_days)
    return ShopCode(code=voucher_code(key), voucher=voucher, ends_at=ends_at)


def place_order(
    customer: Customer,
    bought: Sequence[BoughtPieces],
    products: Sequence[SoldProduct],
    *,
    order_id: OrderId,
    number: str,
    basket: str = "",
    at: datetime,
) -> CheckedOutOrder:
    """Return the order of a customer for the pieces, as of the prices and stock of `products`.

    Raises:
        CheckoutRefusedError: it cannot be placed.
    """
    method = next((one for one in customer.payment_methods if one.balance is None), None)
    address = customer.default_address
    if not bought:
        raise CheckoutRefusedError(CheckoutFault.EMPTY)
    if method is None or address is None:
        raise CheckoutRefusedError(CheckoutFault.NO_ACCOUNT)
    lines = tuple(_line(at_, one, products) for at_, one in enumerate(bought, 1))
    currency = lines[0].price.currency
    order = Order(
        order_id=order_id,
        number=number,
        customer_id=customer.customer_id,
        status=OrderStatus.PENDING,
        placed_at=at,
        currency=currency,
        lines=lines,
        address=address,
        entries=(Entry(kind=EntryKind.PAYMENT, method_id=method.method_id, amount=_paid(lines)),),
        basket=basket,
        version="",
    )
    stock = tuple(
        StockMove(product_id=one.product_id, variant_id=one.variant_id, pieces=-one.pieces)
        for one in bought
    )
    return CheckedOutOrder(order=versioned(order), stock=stock)


def with_code(placed: CheckedOutOrder, code: ShopCode | None, at: datetime) -> CheckedOutOrder:
    """Return an order with the worth of a code taken off one line of its products.

    Raises:
        CheckoutRefusedError: the code is not good for it, or there is none (None).
    """
    order = placed.order
    if code is None or not code.belongs_to(order.customer_id):
        raise CheckoutRefusedError(CheckoutFault.CODE_UNKNOWN)
    if code.order_id is not None:
        raise CheckoutRefusedError(CheckoutFault.CODE_USED)
    if at >= code.ends_at:
        raise CheckoutRefusedError(CheckoutFault.CODE_ENDED)
    voucher = code.voucher
    if voucher.least is not None and order.paid.amount_minor < voucher.least.amount_minor:
        raise CheckoutRefusedError(CheckoutFault.CODE_TOO_LITTLE)
    off = next((one for one in order.lines if _takes(voucher, one)), None)
    if off is None:
        raise CheckoutRefusedError(CheckoutFault.CODE_NO_PRODUCT)
    cheaper = replace(off, whole=minus(off.paid, voucher.amount))
    lines = tuple(cheaper if one is off else one for one in order.lines)
    [payment] = order.entries
    entries = (replace(payment, amount=_paid(lines)),)
    return replace(placed, order=versioned(replace(order, lines=lines, entries=entries)))


def _line(number: int, bought: BoughtPieces, products: Sequence[SoldProduct]) -> OrderLine:
    product = next((one for one in products if one.product_id == bought.product_id), None)
    variant = product.variant(bought.variant_id) if product else None
    if product is None or variant is None or bought.pieces < 1:
        raise CheckoutRefusedError(CheckoutFault.SOLD_OUT)
    if variant.stock is not None and variant.stock < bought.pieces:
        raise CheckoutRefusedError(CheckoutFault.SOLD_OUT)
    return OrderLine(
        line_id=LineId(str(number)),
        product_id=product.product_id,
        variant_id=variant.variant_id,
        title=product.title,
        options=variant.options,
        quantity=bought.pieces,
        price=variant.price,
        whole=times(variant.price, bought.pieces),
    )


def _paid(lines: Sequence[OrderLine]) -> Money:
    return total((one.paid for one in lines), currency=lines[0].price.currency)


def _takes(voucher: GrantVoucher, line: OrderLine) -> bool:
    good = not voucher.products or line.product_id in voucher.products
    return good and line.paid.amount_minor > voucher.amount.amount_minor
