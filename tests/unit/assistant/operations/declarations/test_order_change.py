from dataclasses import replace

import pytest

from assistant.commerce.order import OrderStatus
from assistant.commerce.shop_ids import LineId, PaymentMethodId, VariantId
from assistant.operations.declarations.address_changes import NewAddress, ShippingAddress
from assistant.operations.declarations.cancellation import Cancel
from assistant.operations.declarations.item_swaps import SwapItem, SwapParameters
from assistant.operations.declarations.payment_change import PayWith
from assistant.operations.declarations.returns import ReturnParameters
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import OrderParameters
from tests.support.seeds.shop_records import PENDING, QUAY
from tests.unit.assistant.operations.cases import case, code

NUMBER = "#1001"
NOWHERE = LineId("nowhere")
SAME = NewAddress(line1=QUAY.line1, postcode=QUAY.postcode, city=QUAY.city)
SWAPS = SwapParameters(
    order_number=NUMBER, swaps=(SwapItem(line_id=NOWHERE, variant_id=VariantId("none")),)
)
UNKNOWN = PaymentMethodId("unknown")
WRONG = {
    "change_address": ShippingAddress(order_number=NUMBER, address=SAME),
    "cancel_order": Cancel(order_number=NUMBER, reason="none of the shop's"),
    "change_payment": PayWith(order_number=NUMBER, method_id=UNKNOWN),
    "return_items": ReturnParameters(
        order_number=NUMBER, line_ids=(NOWHERE,), reason="none", refund_to=UNKNOWN
    ),
    "exchange_items": SWAPS,
    "change_items": SWAPS,
}


class TestAChangeOfAnOrder:
    @pytest.mark.parametrize(("name", "parameters"), WRONG.items())
    def test_is_refused_for_the_order_before_anything_else(
        self, name: str, parameters: OrderParameters
    ) -> None:
        cancelled = replace(PENDING, status=OrderStatus.CANCELLED)

        assert code(OPERATIONS[name].weigh(case(parameters, order=cancelled))) == "is_cancelled"

    @pytest.mark.parametrize("name", WRONG)
    def test_asks_for_the_order_first(self, name: str) -> None:
        assert OPERATIONS[name].slots[0].name == "order_number"
