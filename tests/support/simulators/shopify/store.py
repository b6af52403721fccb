"""What a simulated Shopify store keeps, in the names and shapes of its Admin API."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from graphql import GraphQLResolveInfo

Json = dict[str, Any]
Info = GraphQLResolveInfo[Any]

ALL_SCOPES = frozenset(
    {
        "read_all_orders", "read_orders", "write_orders", "write_order_edits", "write_returns",
        "write_customers", "read_products", "read_inventory", "read_gift_cards",
        "read_store_credit_accounts", "write_store_credit_account_transactions",
        "read_translations", "read_content", "read_legal_policies", "write_draft_orders",
        "write_discounts",
    }
)  # fmt: skip
REASONS = ("unknown", "other", "size-too-small", "size-too-large", "not-as-described", "defective")
HOST = "iroise.example"
PAID = ("SALE", "CAPTURE")


@dataclass
class Store:
    """All of it; tests change it as staff would."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    currency: str = "EUR"
    scopes: frozenset[str] = ALL_SCOPES
    orders: dict[str, Json] = field(default_factory=dict)
    customers: dict[str, Json] = field(default_factory=dict)
    products: dict[str, Json] = field(default_factory=dict)
    variants: dict[str, Json] = field(default_factory=dict)
    pages: list[Json] = field(default_factory=list)
    policies: list[Json] = field(default_factory=list)
    gift_cards: dict[str, Json] = field(default_factory=dict)
    metafields: dict[tuple[str, str, str], Json] = field(default_factory=dict)
    drafts: dict[str, Json] = field(default_factory=dict)
    discounts: dict[str, Json] = field(default_factory=dict)  # by code
    edits: dict[str, Json] = field(default_factory=dict)  # that are begun and not committed
    refunds: dict[str, tuple[str, Json]] = field(default_factory=dict)  # by idempotency key
    _last: int = 450789000

    @property
    def installation(self) -> str:
        return "gid://shopify/AppInstallation/445365009"

    def gid(self, kind: str) -> str:
        self._last += 1
        return f"gid://shopify/{kind}/{self._last}"

    def money(self, amount: Decimal | str) -> Json:
        value = {"amount": f"{Decimal(amount):.2f}", "currencyCode": self.currency}
        return {"shopMoney": value, "presentmentMoney": value}

    def stamp(self) -> str:
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def touch(self, order: Json) -> None:
        order["updatedAt"] = self.stamp()

    def owner_exists(self, owner: str) -> bool:
        return owner in self.orders or owner in self.customers or owner == self.installation

    def set_metafield(self, owner: str, namespace: str, key: str, value: str) -> Json:
        kept = {
            "id": self.gid("Metafield"),
            "namespace": namespace,
            "key": key,
            "value": value,
            "compareDigest": hashlib.sha256(value.encode()).hexdigest(),
        }
        self.metafields[owner, namespace, key] = kept
        return kept

    def new_order(self, *, customer: Json | None = None, **fields: object) -> Json:
        """Keep an order without lines, of a guest or a customer."""
        order: Json = {
            "id": self.gid("Order"),
            "name": f"#{self._last}",
            "createdAt": self.stamp(),
            "updatedAt": self.stamp(),
            "cancelledAt": None,
            "cancelReason": None,
            "cancellation": None,
            "currencyCode": self.currency,
            "displayFulfillmentStatus": "UNFULFILLED",
            "customer": customer,
            "customAttributes": [],
            "shippingAddress": None,
            "totalShippingPriceSet": self.money("0"),
            "taxesIncluded": True,
            "totalTaxSet": self.money("0"),
            "totalRefundedShippingSet": self.money("0"),
            "lineItems": [],
            "transactions": [],
            "refunds": [],
            "fulfillments": [],
            "returns": [],
        } | fields
        self.orders[order["id"]] = order
        if customer is not None:
            customer["orders"].append(order)
        return order

    def add_line(self, order: Json, variant: Json, quantity: int, price: Decimal | str) -> Json:
        line = {
            "id": self.gid("LineItem"),
            "title": variant["product"]["title"],
            "quantity": quantity,
            "currentQuantity": quantity,
            "unfulfilledQuantity": quantity,
            "refundableQuantity": quantity,
            "variantTitle": variant["title"],
            "discountedUnitPriceAfterAllDiscountsSet": self.money(price),
            "product": variant["product"],
            "variant": variant,
        }
        order["lineItems"].append(line)
        return line

    def take(self, variant: Json, pieces: int) -> None:
        """Count pieces out; below zero: back in."""
        if variant["inventoryItem"]["tracked"]:
            variant["inventoryQuantity"] -= pieces

    def refund_return(self, order: Json, back: Json, amount: Decimal) -> Json:
        """Refund a return, as staff do on its page: the amount is theirs, such as less a fee."""
        known = len(order["transactions"])
        self.pay_back(order, order["transactions"][0], amount)
        refund = {
            "id": self.gid("Refund"),
            "note": None,
            "createdAt": self.stamp(),
            "return": back,
            "transactions": order["transactions"][known:],
        }
        order["refunds"].append(refund)
        self.touch(order)
        return refund

    def pay_back(self, order: Json, parent: Json, amount: Decimal) -> None:
        """Add a refund, and put it on the balance it goes to."""
        order["transactions"].append(
            parent
            | {
                "id": self.gid("OrderTransaction"),
                "kind": "REFUND",
                "processedAt": self.stamp(),
                "amountSet": self.money(amount),
                "parent": parent.get("id"),
            }
        )
        if parent["gateway"] == "gift_card":
            number = parent["receiptJson"]["gift_card_id"]
            _raise(self.gift_cards[f"gid://shopify/GiftCard/{number}"], amount)
        if parent["gateway"] == "shopify_store_credit":
            [account] = order["customer"]["storeCreditAccounts"]
            _raise(account, amount)


def _raise(account: Json, amount: Decimal) -> None:
    account["balance"]["amount"] = f"{Decimal(account['balance']['amount']) + amount:.2f}"


def amount_of(bag: Json) -> Decimal:
    return Decimal(bag["shopMoney"]["amount"])


def total(lines: Iterable[Json]) -> Decimal:
    """Return what lines cost; an exchange's are not the order's until it is processed."""
    return sum(
        (one["currentQuantity"] * amount_of(one["discountedUnitPriceAfterAllDiscountsSet"])
         for one in lines),
        Decimal(0),
    )  # fmt: skip


def bought(order: Json) -> Decimal:
    """Return what the order cost when it was placed."""
    lines = (
        one["quantity"] * amount_of(one["discountedUnitPriceAfterAllDiscountsSet"])
        for one in order["lineItems"]
    )
    return sum(lines, amount_of(order["totalShippingPriceSet"]))


def refunded(order: Json) -> Decimal:
    """Return what went back."""
    back = (amount_of(x["amountSet"]) for x in order["transactions"] if x["kind"] == "REFUND")
    return sum(back, Decimal(0))


def held(order: Json) -> Decimal:
    """Return what was paid less what went back."""
    signs = dict.fromkeys(PAID, 1) | {"REFUND": -1}
    return sum(
        (signs[one["kind"]] * amount_of(one["amountSet"])
         for one in order["transactions"]
         if one["kind"] in signs and one["status"] == "SUCCESS"),
        Decimal(0),
    )  # fmt: skip


def outstanding(order: Json, lines: Iterable[Json]) -> Decimal:
    """Return what the customer owes; below zero: what the shop does."""
    return total(lines) + amount_of(order["totalShippingPriceSet"]) - held(order)
