"""An order is placed as of prices and stock, and a code is good once, for what it says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.checkout import (
    BoughtPieces,
    CheckedOutOrder,
    CheckoutFault,
    CheckoutRefusedError,
    ShopCode,
    code_of,
    place_order,
    with_code,
)
from assistant.commerce.shop_effects import GrantVoucher
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.shop_records import euros

SHIRT = BoughtPieces(product_id=given.SHIRT, variant_id=given.SMALL, pieces=1)
VOUCHER = GrantVoucher(
    order_id=given.ARRIVED.order_id,
    version="1",
    customer_id=given.LEA,
    amount=euros(5),
    valid_days=15,
    least=euros(20),
    products=(given.SHIRT,),
)
CODE = code_of("k", VOUCHER, NOON)


def place(*bought: BoughtPieces) -> CheckedOutOrder:
    products = given.RECORDS.products["en"]
    return place_order(
        given.LEA_KNOWN, bought, products, order_id=OrderId("o"), number="#9", at=NOON
    )


class TestAnOrder:
    def test_is_paid_as_its_lines_say_and_takes_its_pieces(self) -> None:
        placed = place(replace(SHIRT, pieces=2))
        assert placed.order.paid == euros(60)
        assert [one.pieces for one in placed.stock] == [-2]
        assert placed.order.paid_with is not None

    @pytest.mark.parametrize("bought", [(), (replace(SHIRT, pieces=99),)])
    def test_of_nothing_or_too_much_is_not_placed(self, bought: tuple[BoughtPieces, ...]) -> None:
        with pytest.raises(CheckoutRefusedError):
            place(*bought)


class TestACode:
    def test_takes_its_worth_off_one_line(self) -> None:
        order = with_code(place(replace(SHIRT, pieces=2)), CODE, NOON).order
        assert order.paid == euros(55)
        assert [one.paid for one in order.lines] == [euros(55)]
        assert order.version != place(SHIRT).order.version

    @pytest.mark.parametrize(
        ("code", "days", "why"),
        [
            (None, 0, CheckoutFault.CODE_UNKNOWN),
            (
                replace(CODE, voucher=replace(VOUCHER, customer_id=CustomerId("tom"))),
                0,
                CheckoutFault.CODE_UNKNOWN,
            ),
            (replace(CODE, order_id=OrderId("o1")), 0, CheckoutFault.CODE_USED),
            (CODE, 15, CheckoutFault.CODE_ENDED),
            (
                replace(CODE, voucher=replace(VOUCHER, least=euros(31))),
                0,
                CheckoutFault.CODE_TOO_LITTLE,
            ),
            (
                replace(CODE, voucher=replace(VOUCHER, products=(ProductId("socks"),))),
                0,
                CheckoutFault.CODE_NO_PRODUCT,
            ),
        ],
    )
    def test_is_good_for_its_customer_its_time_and_its_products(
        self, code: ShopCode | None, days: int, why: CheckoutFault
    ) -> None:
        with pytest.raises(CheckoutRefusedError) as refused:
            with_code(place(SHIRT), code, NOON + timedelta(days=days))
        assert refused.value.why is why
