"""Make the demo shop's customers and orders from content/customers.yml and content/orders.yml.

The same moment gives the same records. Days count back from it, so the demo does not age.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Address, Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Order
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, PaymentMethodId, ProductId, VariantId
from assistant.conversation.message import Language
from integrations.shops.demo.demo_orders import Counter, OrderMaker
from integrations.shops.demo.shelf import DEMO
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import Product

_FIRST_NUMBER = 10_482_006
_NUMBERS_APART = 37
_MINUTES_APART = 7  # so that the newest order is the last of its day
_LANGUAGES: tuple[Language, ...] = ("fr", "en")


def read_records(now: datetime, folder: Path = DEMO) -> ShopRecords:
    """Return the shop of `folder` as of `now`, which is aware and in UTC.

    Raises:
        OSError: a file is missing.
        KeyError: an order names a customer, a method or a variant that is not there.
    """
    products = _products(folder)
    customers = {one.customer_id: one for one in map(_customer, _read(folder / "customers.yml"))}
    counter = Counter(products)
    orders: list[Order] = []
    rows = _read(folder / "orders.yml")
    for index, row in enumerate(rows):
        ago = timedelta(minutes=(len(rows) - index) * _MINUTES_APART)
        placing = OrderMaker(
            number=f"BM{_FIRST_NUMBER + index * _NUMBERS_APART}",
            customer=customers[row["by"]],
            now=now.replace(second=0, microsecond=0) - ago,
            counter=counter,
        )
        orders.append(placing.place(row))
    return ShopRecords(customers=tuple(customers.values()), orders=tuple(orders), products=products)


def _read(file: Path) -> Sequence[Mapping[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return rows


def _products(folder: Path) -> Mapping[Language, tuple[SoldProduct, ...]]:
    read = [one for one in read_paths([folder / "products"]) if isinstance(one, Product)]
    return {
        language: tuple(_sold(one) for one in read if one.language == language)
        for language in _LANGUAGES
    }


def _sold(product: Product) -> SoldProduct:
    return SoldProduct(
        product_id=ProductId(product.product_id),
        title=product.title,
        variants=tuple(
            SoldVariant(
                variant_id=VariantId(variant.sku),
                options=variant.options,
                price=variant.price,
                stock=variant.stock,
            )
            for variant in product.variants
            if variant.price is not None
        ),
    )


def _customer(row: Mapping[str, Any]) -> Customer:
    given_name, family_name = row["name"]
    return Customer(
        customer_id=CustomerId(row["id"]),
        given_name=given_name,
        family_name=family_name,
        email=row["email"],
        phone=row.get("phone", ""),
        language=row["language"],
        default_address=Address(recipient=f"{given_name} {family_name}", **row["address"]),
        payment_methods=tuple(map(_method, row["methods"])),
        tags=tuple(row.get("tags", ())),
    )


def _method(row: Mapping[str, Any]) -> PaymentMethod:
    balance = row.get("balance")
    return PaymentMethod(
        method_id=PaymentMethodId(row["id"]),
        kind=PaymentKind(row["kind"]),
        label=row.get("label", ""),
        last4=row.get("last4", ""),
        balance=None
        if balance is None
        else Money(amount_minor=round(balance * 100), currency="EUR"),
    )
