"""Implement the built-in shop on the event log's database; then read `shop_statements.py`.

An effect, its receipt and the key that makes it the only one are written in one transaction.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Connection

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.checkout import BoughtPieces, code_of
from assistant.commerce.customer import Customer
from assistant.commerce.effect_outcomes import apply
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.commerce.sales import SoldLine, sold
from assistant.commerce.shop_books import Books, ShopRecords, Terms
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    ChangeDefaultAddress,
    Effect,
    GrantVoucher,
    Receipt,
)
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from assistant.conversation.message import Language
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.database_errors import raised_as
from integrations.stores.sql.shop import checkout_statements as checkout
from integrations.stores.sql.shop import shop_statements as statements

_shop_errors = partial(raised_as, ShopUnavailableError, "the shop's database cannot be used now")
_PAGE = 500  # orders read at once

T = TypeVar("T")


class SqlShop:
    """Keep `Customers`, `OrderBook` and `Assortment` that any number of processes may have open."""

    def __init__(self, database: Database, *, terms: Terms) -> None:
        self._database = database
        self._terms = terms

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        return await self._read(partial(statements.customer, customer_id=customer_id))

    async def with_email(self, email: str) -> Customer | None:
        return await self._read(partial(statements.customer_with_email, email=email))

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        return await self._read(
            partial(
                statements.customers_named,
                given_name=given_name,
                family_name=family_name,
                postcode=postcode,
            )
        )

    async def with_number(self, number: str) -> Order | None:
        return await self._read(partial(statements.order_with_number, number=number))

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        return await self._read(partial(statements.orders_of, customer_id=customer_id, limit=limit))

    async def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        after: OrderId | None = None
        while page := await self._read(
            partial(statements.orders_after, since=since, after=after, limit=_PAGE)
        ):
            for order in page:
                for line in sold(order):
                    yield line
            since, after = page[-1].placed_at, page[-1].order_id

    async def execute(self, permit: Permit) -> Receipt:
        return await self._write(partial(_execute, permit=permit, terms=self._terms))

    async def receipt(self, key: str) -> Receipt | None:
        return await self._read(partial(statements.receipt, key=key))

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:  # noqa: ARG002
        return None  # an effect is one transaction

    async def place(
        self,
        customer_id: CustomerId,
        bought: Sequence[BoughtPieces],
        *,
        code: str = "",
        basket: str = "",
        at: datetime,
    ) -> Order:
        """Place the order of a customer, with a code or without; only the demo's pages ask.

        Raises:
            CheckoutRefusedError: it cannot be placed, and why.
            ShopUnavailableError: the database cannot be used now.
        """
        work = partial(
            _place, customer_id=customer_id, bought=bought, code=code, basket=basket, at=at
        )
        return await self._write(work)

    async def refuses(self) -> frozenset[str]:
        return frozenset()

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        return await self._read(
            partial(statements.product, product_id=product_id, language=language)
        )

    async def fill(self, records: ShopRecords, *, source: str, day: date) -> None:
        """Delete the shop's records and fill it with `records`; `source` names them.

        Raises:
            ShopUnavailableError: the database cannot be used now.
        """
        await self._write(partial(statements.fill, records=records, source=source, day=day))

    async def filled_on(self, source: str) -> date | None:
        """Return the day the shop was filled from `source`; None: it was not.

        Raises:
            ShopUnavailableError: the database cannot be used now.
        """
        return await self._read(partial(statements.filled_on, source=source))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        with _shop_errors():
            return await self._database.read(work)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        with _shop_errors():
            return await self._database.write(work)


@asynccontextmanager
async def open_sql_shop(url: str, *, terms: Terms) -> AsyncIterator[SqlShop]:
    """Open the shop in the database at `url` until the block ends; make its tables first.

    Raises:
        ValueError: the URL is of neither SQLite nor PostgreSQL.
        LogUnavailableError: the database does not answer, or a newer version made its tables.
    """
    async with open_database(url) as database:
        yield SqlShop(database, terms=terms)


def _execute(connection: Connection, permit: Permit, terms: Terms) -> Receipt:
    """Carry out the effect, or find the receipt of the effect that had this key."""
    if not statements.claim(connection, permit.key):
        done = statements.receipt(connection, permit.key)
        if done is None:
            raise LookupError(permit.key)  # a claim is visible only together with its receipt
        return done
    books = _lock(connection, permit.effect)
    applied = apply(permit.key, permit.effect, books, terms=terms)
    if applied.customer != books.customer:
        statements.store_customer(connection, applied.customer)
    if applied.order is not None:
        statements.store_order(connection, applied.order)
    statements.move_stock(connection, applied.stock)
    statements.store_receipt(connection, applied.receipt)
    if isinstance(permit.effect, GrantVoucher) and permit.effect.is_code:
        checkout.keep_code(connection, code_of(permit.key, permit.effect, datetime.now(UTC)))
    return applied.receipt


def _place(
    connection: Connection,
    *,
    customer_id: CustomerId,
    bought: Sequence[BoughtPieces],
    code: str,
    basket: str,
    at: datetime,
) -> Order:
    customer, order_id = _customer(connection, customer_id), OrderId(uuid4().hex)
    return checkout.place(
        connection, customer, bought, order_id=order_id, code=code, basket=basket, at=at
    ).order


def _lock(connection: Connection, effect: Effect) -> Books:
    """Lock and read the records that the effect changes; a customer's lock covers all theirs."""
    if isinstance(effect, AlertBackInStock | ChangeDefaultAddress):
        return Books(customer=_customer(connection, effect.customer_id), products={})
    order = statements.order(connection, effect.order_id)
    if order is None:
        msg = f"there is no order {effect.order_id}"
        raise ShopRefusedError(msg)
    customer = _customer(connection, order.customer_id)
    # Once more: it may have changed before the lock was had.
    order = statements.order(connection, effect.order_id)
    if order is None:
        msg = f"there is no order {effect.order_id}"
        raise ShopRefusedError(msg)
    product_ids = (line.product_id for line in order.lines)
    products = statements.lock_products(connection, product_ids, customer.language)
    return Books(customer=customer, order=order, products=products)


def _customer(connection: Connection, customer_id: CustomerId) -> Customer:
    customer = statements.lock_customer(connection, customer_id)
    if customer is None:
        msg = f"there is no customer {customer_id}"
        raise ShopRefusedError(msg)
    return customer
