"""What operations are weighed on: the small shop of the contract, by the default rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Order, OrderRequest, RequestKind
from assistant.commerce.shop_ids import PaymentMethodId
from assistant.operations.shop_rules import Rules, load_rules
from assistant.operations.types import Allowed, Facts, OperationCase, Parameters, Refusal
from tests.support.seeds import shop_records as given

P = TypeVar("P", bound=Parameters)

RULES = load_rules()
NOW = given.DELIVERED + timedelta(days=3)
CREDIT = PaymentMethod(
    method_id=PaymentMethodId("lea-credit"),
    kind=PaymentKind.STORE_CREDIT,
    balance=given.euros(500),
)
LEA = replace(given.LEA_KNOWN, payment_methods=(*given.LEA_KNOWN.payment_methods, CREDIT))


def case(
    parameters: P,
    *,
    order: Order | None = None,
    orders: Sequence[Order] = (),
    customer: Customer = LEA,
    products: Sequence[SoldProduct] = (given.SHIRTS, given.SOCKS_SOLD),
    rules: Rules = RULES,
    now: datetime = NOW,
) -> OperationCase[P]:
    facts = Facts(
        customer=customer,
        order=order,
        orders=tuple(orders),
        products={one.product_id: one for one in products},
    )
    return OperationCase(parameters=parameters, facts=facts, rules=rules, now=now)


def after(order: Order, kind: RequestKind, *positions: int) -> Order:
    """Return the order after a request for the lines at these positions."""
    line_ids = tuple(order.lines[position].line_id for position in positions)
    request = OrderRequest(kind=kind, reference="R1", line_ids=line_ids)
    return replace(order, requests=(*order.requests, request))


def code(weighed: Allowed | Refusal) -> str:
    """Return why not; allowed: ""."""
    return weighed.code if isinstance(weighed, Refusal) else ""
