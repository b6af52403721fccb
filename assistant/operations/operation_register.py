"""List all operations by name, for dialogues, models, forms and consoles."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from assistant.operations.declarations.address_changes import CHANGE_ADDRESS, CHANGE_DEFAULT_ADDRESS
from assistant.operations.declarations.basket_changes import (
    ADD_TO_BASKET,
    CHANGE_BASKET,
    SHOW_BASKET,
)
from assistant.operations.declarations.cancellation import CANCEL
from assistant.operations.declarations.claims import CLAIM
from assistant.operations.declarations.goodwill import (
    LATE_RETURN,
    PARTIAL_REFUND,
    RESHIP,
    VOUCHER,
)
from assistant.operations.declarations.item_removal import REMOVE_ITEMS
from assistant.operations.declarations.item_swaps import CHANGE_ITEMS, EXCHANGE
from assistant.operations.declarations.lookups import BALANCE, LIST_ORDERS, ORDER_STATUS
from assistant.operations.declarations.payment_change import CHANGE_PAYMENT
from assistant.operations.declarations.returns import RETURN
from assistant.operations.declarations.stock_alert import STOCK_ALERT
from assistant.operations.types import Operation

AnyOperation = Operation[Any]

OPERATIONS: Mapping[str, AnyOperation] = MappingProxyType(
    {
        operation.name: operation
        for operation in (
            ORDER_STATUS,
            LIST_ORDERS,
            CANCEL,
            RETURN,
            EXCHANGE,
            CHANGE_ITEMS,
            REMOVE_ITEMS,
            CLAIM,
            CHANGE_ADDRESS,
            CHANGE_DEFAULT_ADDRESS,
            CHANGE_PAYMENT,
            STOCK_ALERT,
            BALANCE,
            ADD_TO_BASKET,
            CHANGE_BASKET,
            SHOW_BASKET,
        )
    }
)
"""What a customer can ask for: dialogues, models and programs know these and no others."""

GOODWILL: Mapping[str, AnyOperation] = MappingProxyType(
    {one.name: one for one in (LATE_RETURN, RESHIP, VOUCHER, PARTIAL_REFUND)}
)
"""Exceptions that a person orders; no words of a customer lead to one."""

DECLARED: Mapping[str, AnyOperation] = MappingProxyType({**OPERATIONS, **GOODWILL})
"""All of them: what a proposal may name."""
