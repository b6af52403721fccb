"""Identify payment methods by the fields of an order. Pure.

Core WooCommerce knows the gateway that an order was paid through and its title, no card, no
balance and no second method: gift cards, store credit and saved cards are extensions'. A method's
id is its gateway's. Fields `payment_method`, `payment_method_title`:
woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
"""

from collections.abc import Iterable

from assistant.commerce.customer import PaymentKind, PaymentMethod
from assistant.commerce.shop_ids import PaymentMethodId
from integrations.shops.woocommerce.api_payloads import OrderPayload

_PAYPAL = ("paypal", "ppcp", "ppec")
_OFFLINE = frozenset({"bacs", "cheque", "cod"})  # core's own, without a card
_CARD = ("stripe", "card", "woocommerce_payments", "square", "braintree", "mollie", "payplug")


def of_order(order: OrderPayload) -> PaymentMethod | None:
    """Return the method an order is paid by; None: none was chosen yet."""
    gateway = order.payment_method
    if not gateway:
        return None
    return PaymentMethod(
        method_id=PaymentMethodId(gateway), kind=kind_of(gateway), label=order.payment_method_title
    )


def kind_of(gateway: str) -> PaymentKind:
    """Return the kind of a gateway, by its id; an unknown one is neither a card nor PayPal."""
    named = gateway.casefold()
    if any(one in named for one in _PAYPAL):
        return PaymentKind.PAYPAL
    if named not in _OFFLINE and any(one in named for one in _CARD):
        return PaymentKind.CARD
    return PaymentKind.OTHER


def distinct(orders: Iterable[OrderPayload]) -> tuple[PaymentMethod, ...]:
    """Return the payment methods of the orders, each once, the first given first."""
    found: dict[PaymentMethodId, PaymentMethod] = {}
    for order in orders:
        method = of_order(order)
        if method is not None:
            found.setdefault(method.method_id, method)
    return tuple(found.values())
