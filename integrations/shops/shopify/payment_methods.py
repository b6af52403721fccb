"""Identify payment methods by Shopify's transactions and balances. Pure.

Shopify gives no ids for the cards customers pay with, so an id says what is known of a method:
`card:visa:4242`, `paypal`, `store_credit:EUR`, a gift card's own id, else `other:{gateway}`.
Fields: shopify.dev/docs/api/admin-graphql/latest/objects/OrderTransaction, .../CardPaymentDetails
"""

import json
from collections.abc import Iterable

from assistant.commerce.customer import PaymentKind, PaymentMethod
from assistant.commerce.shop_ids import PaymentMethodId
from integrations.shops.shopify.api_payloads import GiftCard, MoneyV2, OrderTransaction

_DIGITS = 4  # of a card that are shown
STORE_CREDIT = "store_credit:"
_GIFT_CARD = "gid://shopify/GiftCard/"


def of_transaction(transaction: OrderTransaction) -> PaymentMethod:
    """Return the method that paid or was refunded."""
    details, gateway = transaction.payment_details, (transaction.gateway or "").lower()
    if details is not None and details.typename == "CardPaymentDetails":
        brand, last4 = details.company or "", _last4(details.number or "")
        return PaymentMethod(
            method_id=PaymentMethodId(f"card:{brand.lower()}:{last4}"),
            kind=PaymentKind.CARD,
            label=brand,
            last4=last4,
        )
    if "paypal" in gateway:
        return PaymentMethod(
            method_id=PaymentMethodId("paypal"), kind=PaymentKind.PAYPAL, label="PayPal"
        )
    if gateway == "gift_card":
        return _of_gift_card_payment(transaction)
    if gateway in {"shopify_store_credit", "store_credit"}:
        currency = transaction.amount_set.shop_money.currency_code
        return PaymentMethod(
            method_id=PaymentMethodId(f"{STORE_CREDIT}{currency}"), kind=PaymentKind.STORE_CREDIT
        )
    return PaymentMethod(
        method_id=PaymentMethodId(f"other:{gateway}"),
        kind=PaymentKind.OTHER,
        label=transaction.gateway or "",
    )


def of_gift_card(card: GiftCard) -> PaymentMethod:
    """Return a gift card as a payment method, with its balance."""
    return PaymentMethod(
        method_id=PaymentMethodId(card.id),
        kind=PaymentKind.GIFT_CARD,
        last4=card.last_characters,
        balance=card.balance.money,
    )


def of_store_credit(balance: MoneyV2) -> PaymentMethod:
    """Return a store credit account as a method; a customer has one in each currency."""
    return PaymentMethod(
        method_id=PaymentMethodId(f"{STORE_CREDIT}{balance.currency_code}"),
        kind=PaymentKind.STORE_CREDIT,
        balance=balance.money,
    )


def kind_of(method_id: PaymentMethodId) -> PaymentKind:
    """Return the kind of a payment method, by its id."""
    if method_id.startswith(_GIFT_CARD):
        return PaymentKind.GIFT_CARD
    prefix = method_id.partition(":")[0]
    return next((kind for kind in PaymentKind if kind == prefix), PaymentKind.OTHER)


def distinct(methods: Iterable[PaymentMethod]) -> tuple[PaymentMethod, ...]:
    """Return each method once, the first that was given of each id."""
    found: dict[PaymentMethodId, PaymentMethod] = {}
    for one in methods:
        found.setdefault(one.method_id, one)
    return tuple(found.values())


def _of_gift_card_payment(transaction: OrderTransaction) -> PaymentMethod:
    receipt = transaction.receipt_json
    if isinstance(receipt, str):
        try:
            receipt = json.loads(receipt)
        except ValueError:
            receipt = {}
    known = receipt if isinstance(receipt, dict) else {}
    number = str(known.get("gift_card_id", ""))
    method_id = number if number.startswith(_GIFT_CARD) else f"{_GIFT_CARD}{number}"
    return PaymentMethod(
        method_id=PaymentMethodId(method_id),
        kind=PaymentKind.GIFT_CARD,
        last4=str(known.get("gift_card_last_characters", ""))[-_DIGITS:],
    )


def _last4(masked: str) -> str:
    return "".join(c for c in masked if c.isdigit())[-_DIGITS:]
