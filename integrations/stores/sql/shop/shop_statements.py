"""Read and write the built-in shop's records, on a connection that the caller opened.

They are kept as JSON beside the columns that are looked up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, delete, insert, select, update

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer, fold_email, fold_name, fold_number, fold_postcode
from assistant.commerce.order import Order
from assistant.commerce.shop_books import ShopRecords, StockMove
from assistant.commerce.shop_effects import Receipt
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId, VariantId
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.shop.shop_tables import (
    codes,
    customers,
    fillings,
    orders,
    products,
    receipts,
    stock,
)

T = TypeVar("T")

Pieces = Mapping[tuple[ProductId, VariantId], int | None]


def customer(connection: Connection, customer_id: CustomerId) -> Customer | None:
    """Return a customer."""
    return _one(connection, _customers().where(customers.c.customer_id == customer_id), Customer)


def customer_with_email(connection: Connection, email: str) -> Customer | None:
    """Return the customer of an address."""
    found = _customers().where(customers.c.email == fold_email(email))
    return _one(connection, found.order_by(customers.c.customer_id).limit(1), Customer)


def customers_named(
    connection: Connection, given_name: str, family_name: str, postcode: str
) -> tuple[Customer, ...]:
    """Return the customers who have this name and a default address with this postcode."""
    wanted = fold_name(given_name), fold_name(family_name), fold_postcode(postcode)
    if not all(wanted):
        return ()
    found = _customers().where(
        customers.c.given_name == wanted[0],
        customers.c.family_name == wanted[1],
        customers.c.postcode == wanted[2],
    )
    rows = connection.execute(found.order_by(customers.c.customer_id)).scalars()
    return tuple(decode(row, Customer) for row in rows)


def order(connection: Connection, order_id: OrderId) -> Order | None:
    """Return an order by its id."""
    return _one(connection, select(orders.c.record).where(orders.c.order_id == order_id), Order)


def order_with_number(connection: Connection, number: str) -> Order | None:
    """Return an order by its number."""
    found = select(orders.c.record).where(orders.c.number == fold_number(number))
    return _one(connection, found, Order)


def orders_of(connection: Connection, customer_id: CustomerId, limit: int) -> tuple[Order, ...]:
    """Return a customer's orders, newest first."""
    newest = (
        select(orders.c.record)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.placed_at.desc(), orders.c.order_id.desc())
        .limit(limit)
    )
    return tuple(decode(row, Order) for row in connection.execute(newest).scalars())


def orders_after(
    connection: Connection, since: datetime, after: OrderId | None, limit: int
) -> tuple[Order, ...]:
    """Return orders placed from `since` on, oldest first; `after`: those of an instant seen."""
    at = orders.c.placed_at
    later = (
        at >= since
        if after is None
        else (at > since) | ((at == since) & (orders.c.order_id > after))
    )
    page = select(orders.c.record).where(later).order_by(at, orders.c.order_id).limit(limit)
    return tuple(decode(row, Order) for row in connection.execute(page).scalars())


def receipt(connection: Connection, key: str) -> Receipt | None:
    """Return the receipt of a key; None: no effect was had with it."""
    return _one(connection, select(receipts.c.record).where(receipts.c.key == key), Receipt)


def product(connection: Connection, product_id: ProductId, language: str) -> SoldProduct | None:
    """Return a product in `language` or, where it has none, in the shop's own."""
    found = select(products.c.language, products.c.record).where(
        products.c.product_id == product_id
    )
    rows = connection.execute(found.order_by(products.c.rank)).all()
    if not rows:
        return None
    record = next((row.record for row in rows if row.language == language), rows[0].record)
    pieces = _pieces(connection, [product_id], lock=False)
    return _counted(decode(record, SoldProduct), pieces)


def claim(connection: Connection, key: str) -> bool:
    """Return whether `key` is new; a second claim of it waits until the first has ended."""
    row = {"key": key, "record": ""}
    return insert_new(connection, receipts, row) > 0


def lock_customer(connection: Connection, customer_id: CustomerId) -> Customer | None:
    """Lock a customer until the transaction ends, and return them."""
    found = _customers().where(customers.c.customer_id == customer_id)
    return _one(connection, found.with_for_update(), Customer)


def lock_products(
    connection: Connection, product_ids: Iterable[ProductId], language: str
) -> dict[ProductId, SoldProduct]:
    """Lock the stock of products until the transaction ends, and return the products."""
    wanted = sorted(set(product_ids))
    pieces = _pieces(connection, wanted, lock=True)
    found = select(products.c.language, products.c.record).where(products.c.product_id.in_(wanted))
    worded: dict[ProductId, SoldProduct] = {}
    for row in connection.execute(found.order_by(products.c.rank)):
        one = decode(row.record, SoldProduct)
        if row.language == language or one.product_id not in worded:
            worded[one.product_id] = _counted(one, pieces)
    return worded


def store_customer(connection: Connection, changed: Customer) -> None:
    """Replace the record of a customer."""
    row = _customer_row(changed)
    where = customers.c.customer_id == changed.customer_id
    connection.execute(update(customers).where(where).values(row))


def store_order(connection: Connection, changed: Order) -> None:
    """Replace the record of an order."""
    where = orders.c.order_id == changed.order_id
    connection.execute(update(orders).where(where).values(order_row(changed)))


def move_stock(connection: Connection, moves: Sequence[StockMove]) -> None:
    """Count pieces in and out, in the order in which `lock_products` has locked them."""
    for move in sorted(moves, key=lambda one: (one.product_id, one.variant_id)):
        where = (stock.c.product_id == move.product_id, stock.c.variant_id == move.variant_id)
        values = {"pieces": stock.c.pieces + move.pieces}  # NULL, not counted, stays NULL
        connection.execute(update(stock).where(*where).values(values))


def store_receipt(connection: Connection, new: Receipt) -> None:
    """Write the receipt of a claimed key."""
    where = receipts.c.key == new.key
    connection.execute(update(receipts).where(where).values(record=encode(new)))


def filled_on(connection: Connection, source: str) -> date | None:
    """Return the day the shop was filled from `source`; None: it was not."""
    found = select(fillings.c.filled_on).where(fillings.c.source == source)
    return connection.execute(found).scalar_one_or_none()


def fill(connection: Connection, records: ShopRecords, *, source: str, day: date) -> None:
    """Delete the shop's records and insert `records`."""
    for table in (codes, receipts, orders, customers, stock, products, fillings):
        connection.execute(delete(table))
    _insert(connection, customers, map(_customer_row, records.customers))
    _insert(connection, orders, map(order_row, records.orders))
    counted: dict[tuple[ProductId, VariantId], int | None] = {}
    rows: list[dict[str, object]] = []
    for rank, (language, sold) in enumerate(records.products.items()):
        for one in sold:
            counted |= {(one.product_id, v.variant_id): v.stock for v in one.variants}
            row = {"product_id": one.product_id, "language": language, "rank": rank}
            rows.append({**row, "record": encode(_counted(one, {}))})
    _insert(connection, products, rows)
    _insert(
        connection,
        stock,
        (
            {"product_id": product_id, "variant_id": variant_id, "pieces": pieces}
            for (product_id, variant_id), pieces in counted.items()
        ),
    )
    connection.execute(insert(fillings).values(source=source, filled_on=day))


def _customers() -> Select[Any]:
    return select(customers.c.record)


def _one(connection: Connection, found: Select[Any], kind: type[T]) -> T | None:
    record = connection.execute(found).scalar_one_or_none()
    return decode(record, kind) if record else None


def _pieces(connection: Connection, product_ids: Sequence[ProductId], *, lock: bool) -> Pieces:
    found = (
        select(stock)
        .where(stock.c.product_id.in_(product_ids))
        # One order for all, so that two transactions never wait for each other.
        .order_by(stock.c.product_id, stock.c.variant_id)
    )
    rows = connection.execute(found.with_for_update() if lock else found)
    return {(row.product_id, row.variant_id): row.pieces for row in rows}


def _counted(one: SoldProduct, pieces: Pieces) -> SoldProduct:
    return replace(
        one,
        variants=tuple(
            replace(v, stock=pieces.get((one.product_id, v.variant_id))) for v in one.variants
        ),
    )


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    if many := list(rows):
        connection.execute(insert(table), many)


def _customer_row(one: Customer) -> dict[str, object]:
    return {
        "customer_id": one.customer_id,
        "email": fold_email(one.email),
        "given_name": fold_name(one.given_name),
        "family_name": fold_name(one.family_name),
        "postcode": fold_postcode(one.default_address.postcode if one.default_address else ""),
        "record": encode(one),
    }


def order_row(one: Order) -> dict[str, object]:
    """Return the row of an order."""
    return {
        "order_id": one.order_id,
        "number": fold_number(one.number),
        "customer_id": one.customer_id,
        "placed_at": one.placed_at,
        "record": encode(one),
    }
