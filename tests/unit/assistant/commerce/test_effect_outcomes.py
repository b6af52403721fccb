from dataclasses import replace

import pytest

from assistant.commerce.effect_outcomes import apply
from assistant.commerce.order import LinePart, Order, OrderStatus
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.shop_books import AppliedEffect, Books, Terms
from assistant.commerce.shop_effects import (
    CancelOrder,
    ChangeItems,
    ChangePayment,
    Effect,
    ExchangeItems,
    ReturnItems,
    Swap,
)
from assistant.commerce.shop_ids import LineId, PaymentMethodId, VariantId
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import ARRIVED, CARD, LEA_KNOWN, PENDING, SPLIT, euros

TERMS = Terms(refund_days=(1, 3), return_refund_days=(1, 7))


def applied(effect: Effect, order: Order) -> AppliedEffect:
    books = Books(
        customer=LEA_KNOWN,
        order=order,
        products={given.SHIRT: given.SHIRTS, given.SOCKS: given.SOCKS_SOLD},
    )
    return apply("k1", effect, books, terms=TERMS)


def change(to: VariantId, *, difference: float, by: PaymentMethodId | None = None) -> ChangeItems:
    return ChangeItems(
        order_id=PENDING.order_id,
        version=PENDING.version,
        swaps=(Swap(line_id=PENDING.lines[0].line_id, variant_id=to),),
        settle_with=by,
        difference=euros(difference),
    )


class TestApplying:
    def test_counts_versions_up(self) -> None:
        order = replace(PENDING, version="9")
        cancel = CancelOrder(order_id=order.order_id, version="9", reason="too_slow")

        after = applied(cancel, order).order

        assert after is not None
        assert after.version == "10"

    def test_keeps_the_price_paid_where_no_difference_is_settled(self) -> None:
        after = applied(change(given.LARGE, difference=0), PENDING).order

        assert after is not None
        assert (after.lines[0].variant_id, after.lines[0].price) == (given.LARGE, euros(30))
        assert after.paid == PENDING.paid

    def test_refuses_a_difference_that_is_another_one_now(self) -> None:
        with pytest.raises(ShopMovedOnError):
            applied(change(given.LARGE, difference=1, by=CARD), PENDING)

    def test_refuses_a_variant_of_another_product(self) -> None:
        with pytest.raises(ShopRefusedError):
            applied(change(given.PLAIN, difference=0), PENDING)

    def test_cancels_once(self) -> None:
        order = replace(PENDING, status=OrderStatus.CANCELLED)

        with pytest.raises(ShopRefusedError):
            applied(CancelOrder(order_id=order.order_id, version="1", reason="too_slow"), order)

    def test_says_when_money_is_back(self) -> None:
        cancel = CancelOrder(order_id=SPLIT.order_id, version="1", reason="too_slow")
        back = ReturnItems(
            order_id=ARRIVED.order_id,
            version="1",
            line_ids=(ARRIVED.lines[0].line_id,),
            refund_to=given.GIFT,
            refund=euros(30),
        )

        assert applied(cancel, SPLIT).receipt.refund_days == (1, 3)
        assert applied(back, ARRIVED).receipt.refund_days == (1, 7)

    def test_numbers_an_orders_returns(self) -> None:
        def back(order: Order, line: int) -> AppliedEffect:
            effect = ReturnItems(
                order_id=order.order_id,
                version=order.version,
                line_ids=(order.lines[line].line_id,),
                refund_to=CARD,
                refund=euros(8),
            )
            return applied(effect, order)

        first = back(ARRIVED, 0)
        assert first.order is not None
        second = back(first.order, 1)

        assert (first.receipt.reference, second.receipt.reference) == ("#1003-R1", "#1003-R2")

    def test_charges_the_new_method_for_the_whole(self) -> None:
        effect = ChangePayment(
            order_id=SPLIT.order_id, version="1", method_id=CARD, amount=euros(30)
        )

        after = applied(effect, SPLIT)

        assert after.order is not None
        assert (after.order.paid_with, after.order.paid) == (CARD, euros(30))
        assert after.customer.payment_methods[1].balance == euros(60)


class TestSomePiecesOfALine:
    PAIR = replace(PENDING, lines=(replace(given.shirt("l1"), quantity=2), given.socks("l2")))
    ONE = (LinePart(line_id=LineId("l1"), pieces=1, of=2),)

    def test_are_changed_beside_those_that_stay(self) -> None:
        effect = replace(change(given.MEDIUM, difference=0), parts=self.ONE)

        done = applied(effect, self.PAIR)

        assert done.order is not None
        lines = [(one.line_id, one.variant_id, one.quantity) for one in done.order.lines]
        assert lines == [("l1", "shirt-s", 1), ("l1-2", "shirt-m", 1), ("l2", "socks-plain", 2)]
        assert [(one.variant_id, one.pieces) for one in done.stock] == [
            ("shirt-s", 1),
            ("shirt-m", -1),
        ]

    def test_are_set_aside_for_an_exchange(self) -> None:
        effect = ExchangeItems(
            order_id=self.PAIR.order_id,
            version="1",
            swaps=(Swap(line_id=LineId("l1"), variant_id=given.LARGE),),
            parts=self.ONE,
            settle_with=CARD,
            difference=euros(2),
        )

        done = applied(effect, self.PAIR)

        assert done.order is not None
        assert [one.pieces for one in done.stock] == [-1]
        assert done.order.requests[-1].parts == self.ONE
        assert [done.order.left(one) for one in done.order.lines] == [1, 2]

    def test_cost_their_share_of_a_rounded_price(self) -> None:
        line = replace(given.socks("l9", quantity=3), price=euros(3.33), whole=euros(10))

        assert [line.part(pieces).paid for pieces in (1, 2, 3)] == [
            euros(3.33),
            euros(6.66),
            euros(10),
        ]
