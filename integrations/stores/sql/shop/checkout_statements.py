"""Keep codes and new orders of the built-in shop, on a connection that the caller opened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from assistant.commerce.checkout import (
    BoughtPieces,
    CheckedOutOrder,
    ShopCode,
    place_order,
    with_code,
)
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import GrantVoucher
from assistant.commerce.shop_ids import OrderId
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.shop import shop_statements as statements
from integrations.stores.sql.shop.shop_tables import codes, orders
from integrations.stores.sql.tables import aware

_FIRST = 1_000  # number of the first order of a shop without any


def keep_code(connection: Connection, made: ShopCode) -> None:
    """Keep a new code."""
    row = {
        "code": made.code,
        "customer_id": made.voucher.customer_id,
        "ends_at": made.ends_at,
        "record": encode(made.voucher),
    }
    insert_new(connection, codes, row)


def find_code(connection: Connection, code: str, *, lock: bool = False) -> ShopCode | None:
    """Return a code; None: there is none."""
    found = select(codes).where(codes.c.code == code)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    return ShopCode(
        code=row.code,
        voucher=decode(row.record, GrantVoucher),
        ends_at=aware(row.ends_at),
        order_id=OrderId(row.order_id) if row.order_id else None,
    )


def place(
    connection: Connection,
    customer: Customer,
    bought: Sequence[BoughtPieces],
    *,
    order_id: OrderId,
    code: str,
    basket: str = "",
    at: datetime,
) -> CheckedOutOrder:
    """Place the order of a customer who is locked, with a code or without ("").

    Raises:
        CheckoutRefusedError: it cannot be placed.
    """
    ids = [one.product_id for one in bought]
    products = [*statements.lock_products(connection, ids, customer.language).values()]
    number = _next_number(connection)
    placed = place_order(
        customer, bought, products, order_id=order_id, number=number, basket=basket, at=at
    )
    if code:
        placed = with_code(placed, find_code(connection, code, lock=True), at)
        used = update(codes).where(codes.c.code == code).values(order_id=order_id)
        connection.execute(used)
    connection.execute(insert(orders).values(statements.order_row(placed.order)))
    statements.move_stock(connection, placed.stock)
    return placed


def _next_number(connection: Connection) -> str:
    """Return the number after that of the newest order, with the letters that it begins with.

    Two at once cannot both have it, for it is unique.
    """
    longest = func.length(orders.c.number).desc()
    newest = select(orders.c.record).order_by(longest, orders.c.number.desc()).limit(1)
    record = connection.execute(newest).scalar_one_or_none()
    last = decode(record, Order).number if record else ""
    letters = last.rstrip("0123456789")
    digits = last.removeprefix(letters)
    return f"{letters}{int(digits) + 1:0{len(digits)}}" if digits else f"#{_FIRST}"
