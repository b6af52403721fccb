from dataclasses import replace

import pytest

from assistant.commerce.order import OrderStatus, RequestKind
from assistant.commerce.shop_effects import ChangePayment
from assistant.commerce.shop_ids import PaymentMethodId
from assistant.operations.declarations.payment_change import CHANGE_PAYMENT, PayWith
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import CARD, GIFT, PAYPAL, PENDING, euros
from tests.unit.assistant.operations.cases import CREDIT, after, case, code


def by(method_id: PaymentMethodId) -> PayWith:
    return PayWith(order_number="#1001", method_id=method_id)


class TestChangingThePayment:
    def test_is_allowed_for_another_method_with_enough(self) -> None:
        weighed = CHANGE_PAYMENT.weigh(case(by(CREDIT.method_id), order=PENDING))

        assert weighed == Allowed(
            effect=ChangePayment(
                order_id=PENDING.order_id,
                version=PENDING.version,
                method_id=CREDIT.method_id,
                amount=euros(46),
            )
        )

    def test_is_refused_for_the_same_method(self) -> None:
        assert code(CHANGE_PAYMENT.weigh(case(by(CARD), order=PENDING))) == "same_method"

    @pytest.mark.parametrize("method_id", [PAYPAL, PaymentMethodId("made-up")])
    def test_is_refused_for_somebody_elses_method(self, method_id: PaymentMethodId) -> None:
        assert code(CHANGE_PAYMENT.weigh(case(by(method_id), order=PENDING))) == "unknown_method"

    def test_is_refused_for_a_balance_that_is_too_low(self) -> None:
        assert code(CHANGE_PAYMENT.weigh(case(by(GIFT), order=PENDING))) == "balance_too_low"

    @pytest.mark.parametrize("status", [one for one in OrderStatus if one != "pending"])
    def test_is_refused_once_it_is_packed(self, status: OrderStatus) -> None:
        order = replace(PENDING, status=status)

        weighed = CHANGE_PAYMENT.weigh(case(by(CREDIT.method_id), order=order))
        assert code(weighed) == f"is_{status}"

    def test_is_refused_after_items_were_changed(self) -> None:
        order = after(PENDING, RequestKind.CHANGE_ITEMS, 0)

        weighed = CHANGE_PAYMENT.weigh(case(by(CREDIT.method_id), order=order))
        assert code(weighed) == "after_change_items"

    def test_reads_back_amount_and_method(self) -> None:
        text = CHANGE_PAYMENT.tell(case(by(GIFT), order=PENDING), Allowed(), "en")

        assert text == "Pay order #1001, €46.00, with your gift card ending in 0042 instead?"
