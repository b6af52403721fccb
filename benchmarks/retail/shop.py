"""The retail shop's files as our records, and our records as what can be compared with them."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Address, Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import (
    Entry,
    EntryKind,
    Order,
    OrderLine,
    OrderRequest,
    OrderStatus,
    RequestKind,
)
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import (
    CustomerId,
    LineId,
    OrderId,
    PaymentMethodId,
    ProductId,
    VariantId,
)

Json = dict[str, Any]

CURRENCY = "USD"
NOW = datetime(2024, 5, 15, 15, 0, tzinfo=UTC)
"""When every task begins; the files have no dates, and the policy no windows."""

_COUNTRIES: Mapping[str, str] = {"USA": "US"}
_KINDS = {
    "credit_card": PaymentKind.CARD,
    "paypal": PaymentKind.PAYPAL,
    "gift_card": PaymentKind.GIFT_CARD,
}
_STATUSES = {
    RequestKind.RETURN: "return requested",
    RequestKind.EXCHANGE: "exchange requested",
    RequestKind.CHANGE_ITEMS: "pending (item modified)",
}
REASONS = {"no_longer_needed": "no longer needed", "ordered_by_mistake": "ordered by mistake"}
"""The rules' codes, and the words of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The shop as its three files have it, by id."""

    users: Mapping[str, Json]
    orders: Mapping[str, Json]
    products: Mapping[str, Json]


def read_files(folder: Path) -> Files:
    """Return what the folder's users.json, orders.json and products.json hold.

    Raises:
        OSError: one of them cannot be read.
    """

    def read(name: str) -> Mapping[str, Json]:
        found: Mapping[str, Json] = json.loads((folder / name).read_text(encoding="utf-8"))
        return found

    return Files(
        users=read("users.json"), orders=read("orders.json"), products=read("products.json")
    )


def cents(amount: float) -> int:
    """Return an amount in minor units."""
    return round(amount * 100)


def to_records(files: Files) -> ShopRecords:
    """Return the same shop as our records."""
    return ShopRecords(
        customers=tuple(_customer(user_id, user) for user_id, user in files.users.items()),
        orders=tuple(
            _order(order, _place(files.users[order["user_id"]], order["order_id"]))
            for order in files.orders.values()
        ),
        products={"en": tuple(map(_product, files.products.values()))},
    )


def line_ids(items: list[Json]) -> list[LineId]:
    """Return an id per item: the item's own, and a number behind it where it comes twice."""
    seen: Counter[str] = Counter()
    ids = []
    for item in items:
        seen[item["item_id"]] += 1
        times = seen[item["item_id"]]
        ids.append(LineId(item["item_id"] if times == 1 else f"{item['item_id']}-{times}"))
    return ids


def to_address(said: Json) -> Address:
    """Return an address of the files or of a task."""
    return Address(
        line1=said["address1"],
        line2=said["address2"],
        postcode=said["zip"],
        city=said["city"],
        region=said["state"],
        country=_COUNTRIES.get(str(said["country"]), str(said["country"])),
    )


def order_end(order: Json) -> Json:
    """Return what counts of an order in the files' layout."""
    moves = [
        (move["transaction_type"], move["payment_method_id"], cents(move["amount"]))
        for move in order["payment_history"]
        if cents(move["amount"])
    ]
    return {
        "status": order["status"],
        "address": to_address(order["address"]),
        "items": sorted((item["item_id"], cents(item["price"])) for item in order["items"]),
        "payments": sorted(moves),
        "reason": order.get("cancel_reason", ""),
        "returned": sorted(order.get("return_items", [])),
        "refund_to": order.get("return_payment_method_id", ""),
        "exchanged": sorted(order.get("exchange_items", [])),
        "exchanged_for": sorted(order.get("exchange_new_items", [])),
        "settled_with": order.get("exchange_payment_method_id", ""),
        "difference": cents(order.get("exchange_price_difference", 0)),
    }


def our_order_end(order: Order) -> Json:
    """Return the same of one of our orders."""
    last = order.requests[-1] if order.requests else None
    returned = _last(order, RequestKind.RETURN)
    exchanged = _last(order, RequestKind.EXCHANGE)
    variants = {line.line_id: line.variant_id for line in order.lines}
    return {
        "status": _STATUSES[last.kind] if last else str(order.status),
        "address": order.address,
        "items": sorted((line.variant_id, line.price.amount_minor) for line in order.lines),
        "payments": sorted(_moved(entry) for entry in order.entries),
        "reason": REASONS.get(order.cancel_reason, order.cancel_reason),
        "returned": sorted(variants[one] for one in returned.line_ids) if returned else [],
        "refund_to": returned.method_id if returned else "",
        "exchanged": sorted(variants[one] for one in exchanged.line_ids) if exchanged else [],
        "exchanged_for": sorted(exchanged.new_variant_ids) if exchanged else [],
        "settled_with": (exchanged.method_id or "") if exchanged else "",
        "difference": exchanged.amount.amount_minor if exchanged and exchanged.amount else 0,
    }


def user_end(user: Json) -> Json:
    """Return what counts of a user in the files' layout."""
    methods = user["payment_methods"].values()
    return {
        "address": to_address(user["address"]),
        "balances": {m["id"]: cents(m["balance"]) for m in methods if "balance" in m},
    }


def our_user_end(customer: Customer) -> Json:
    """Return the same of one of our customers."""
    methods = customer.payment_methods
    return {
        "address": customer.default_address,
        "balances": {m.method_id: m.balance.amount_minor for m in methods if m.balance},
    }


def _moved(entry: Entry) -> tuple[str, str, int]:
    return entry.kind.value, entry.method_id, entry.amount.amount_minor


def _last(order: Order, kind: RequestKind) -> OrderRequest | None:
    found = order.requested(kind)
    return found[-1] if found else None


def _place(user: Json, order_id: str) -> int:
    return user["orders"].index(order_id) if order_id in user["orders"] else 0


def _customer(user_id: str, user: Json) -> Customer:
    return Customer(
        customer_id=CustomerId(user_id),
        given_name=user["name"]["first_name"],
        family_name=user["name"]["last_name"],
        email=user["email"].lower(),
        language="en",
        default_address=to_address(user["address"]),
        payment_methods=tuple(map(_method, user["payment_methods"].values())),
    )


def _method(method: Json) -> PaymentMethod:
    balance = method.get("balance")
    return PaymentMethod(
        method_id=PaymentMethodId(method["id"]),
        kind=_KINDS[method["source"]],
        label=method.get("brand", ""),
        last4=method.get("last_four", ""),
        balance=None if balance is None else _money(balance),
    )


def _money(amount: float) -> Money:
    return Money(amount_minor=cents(amount), currency=CURRENCY)


def _order(order: Json, place: int) -> Order:
    ids = line_ids(order["items"])
    return Order(
        order_id=OrderId(order["order_id"]),
        number=order["order_id"],
        customer_id=CustomerId(order["user_id"]),
        status=OrderStatus(order["status"]),
        placed_at=NOW - timedelta(days=20 - place),
        currency=CURRENCY,
        lines=tuple(_line(one, item) for one, item in zip(ids, order["items"], strict=True)),
        address=to_address(order["address"]),
        entries=tuple(
            Entry(
                kind=EntryKind(move["transaction_type"]),
                method_id=PaymentMethodId(move["payment_method_id"]),
                amount=_money(move["amount"]),
            )
            for move in order["payment_history"]
        ),
        version="1",
    )


def _line(line_id: LineId, item: Json) -> OrderLine:
    return OrderLine(
        line_id=line_id,
        product_id=ProductId(item["product_id"]),
        variant_id=VariantId(item["item_id"]),
        title=item["name"],
        options=tuple(item["options"].items()),
        price=_money(item["price"]),
    )


def _product(product: Json) -> SoldProduct:
    return SoldProduct(
        product_id=ProductId(product["product_id"]),
        title=product["name"],
        variants=tuple(
            SoldVariant(
                variant_id=VariantId(variant["item_id"]),
                options=tuple(variant["options"].items()),
                price=_money(variant["price"]),
                stock=None if variant["available"] else 0,
            )
            for variant in product["variants"].values()
        ),
    )
