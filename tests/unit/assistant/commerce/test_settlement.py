from dataclasses import replace

import pytest

from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.settlement import (
    book,
    check_covers,
    difference_entries,
    is_at_once,
    paid_back,
    payment,
    refund,
    refunded,
    refunds,
)
from tests.support.seeds.shop_records import CARD, GIFT, LEA_KNOWN, PAYPAL, PENDING, SPLIT, euros


class TestRefunds:
    def test_pay_each_payment_back(self) -> None:
        assert refunds(SPLIT) == (refund(GIFT, euros(20)), refund(CARD, euros(10)))

    def test_leave_out_what_was_paid_back_before(self) -> None:
        order = replace(
            PENDING,
            entries=(
                payment(CARD, euros(46)),
                payment(GIFT, euros(46)),
                refund(CARD, euros(46)),
                refund(GIFT, euros(6)),
            ),
        )

        assert refunds(order) == (refund(GIFT, euros(40)),)

    def test_are_never_more_than_the_shop_holds(self) -> None:
        elsewhere = replace(PENDING, entries=(payment(CARD, euros(46)), refund(GIFT, euros(6))))
        twice = replace(
            SPLIT,
            entries=(payment(GIFT, euros(20)), payment(CARD, euros(10)), refund(PAYPAL, euros(25))),
        )

        assert refunds(elsewhere) == (refund(CARD, euros(40)),)
        assert refunds(twice) == (refund(CARD, euros(5)),)

    def test_of_nothing_paid_are_none(self) -> None:
        assert refunds(replace(PENDING, entries=())) == ()


class TestDifferences:
    def test_go_the_way_of_their_sign(self) -> None:
        assert difference_entries(CARD, euros(2)) == (payment(CARD, euros(2)),)
        assert difference_entries(CARD, euros(-2)) == (refund(CARD, euros(2)),)
        assert difference_entries(None, euros(0)) == ()

    def test_need_a_method(self) -> None:
        with pytest.raises(ShopRefusedError):
            difference_entries(None, euros(2))


class TestBooking:
    def test_moves_balances_only(self) -> None:
        booked = book(LEA_KNOWN, (payment(GIFT, euros(15)), payment(CARD, euros(99))))

        assert [one.balance for one in booked.payment_methods] == [None, euros(25)]

    def test_spends_a_balance_once(self) -> None:
        with pytest.raises(ShopMovedOnError):
            book(LEA_KNOWN, (payment(GIFT, euros(25)), payment(GIFT, euros(25))))

    def test_takes_no_payment_by_somebody_elses_method(self) -> None:
        with pytest.raises(ShopRefusedError):
            book(LEA_KNOWN, (payment(PAYPAL, euros(1)),))

    def test_pays_back_to_a_card_that_is_no_longer_kept(self) -> None:
        assert book(LEA_KNOWN, (refund(PAYPAL, euros(1)),)) == LEA_KNOWN

    def test_covers_to_the_cent(self) -> None:
        gift = LEA_KNOWN.method(GIFT)

        check_covers(gift, euros(40))
        with pytest.raises(ShopMovedOnError):
            check_covers(gift, euros(40.01))


class TestWhatComesBack:
    def test_is_the_sum_of_refunds(self) -> None:
        entries = (payment(CARD, euros(9)), refund(GIFT, euros(2)), refund(CARD, euros(3)))

        assert refunded(entries, currency="EUR") == euros(5)
        assert refunded((payment(CARD, euros(9)),), currency="EUR") is None

    def test_is_there_at_once_on_balances_alone(self) -> None:
        assert is_at_once(LEA_KNOWN, (refund(GIFT, euros(2)),))
        assert not is_at_once(LEA_KNOWN, (refund(GIFT, euros(2)), refund(CARD, euros(3))))


def test_only_what_is_less_is_paid_back() -> None:
    assert paid_back(euros(-5)) == euros(5)
    assert paid_back(euros(0)) is None
    assert paid_back(euros(5)) is None
