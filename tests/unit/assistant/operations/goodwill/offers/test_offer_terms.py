"""What a code is worth, and on which products."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assistant.commerce.amounts import Money
from assistant.operations.goodwill.offers.offer_terms import code_of, fitting
from tests.support.seeds import shop_records as shop
from tests.support.seeds.offer_seeds import LIMITS, PLAN
from tests.support.seeds.shop_records import euros


class TestWorth:
    def test_is_a_share_up_to_the_most(self) -> None:
        assert LIMITS.worth(euros(46)) == euros(4.60)
        assert LIMITS.worth(euros(400)) == euros(5)

    def test_is_the_most_where_no_share_is_set(self) -> None:
        assert replace(LIMITS, percent=None).worth(euros(1)) == euros(5)

    def test_is_nothing_of_nothing_or_of_another_currency(self) -> None:
        assert LIMITS.worth(euros(0.05)) is None
        assert LIMITS.worth(Money(amount_minor=4_000, currency="GBP")) is None

    def test_never_pays_for_all_of_the_least_order(self) -> None:
        assert replace(LIMITS, least=euros(4)).worth(euros(400)) is None


class TestProducts:
    def test_without_a_known_cost_get_none(self) -> None:
        sold = (shop.SHIRTS, shop.SOCKS_SOLD)

        assert fitting(LIMITS, sold, euros(4)) == (shop.SHIRTS,)
        assert fitting(replace(LIMITS, costs={}), sold, euros(4)) == ()

    def test_keep_their_margin_in_the_cheapest_version(self) -> None:
        cheap = 2_500  # of which 4 € go off, and tax: 17.50 € are left
        assert fitting(replace(LIMITS, costs={shop.SHIRT: 1_225}), (shop.SHIRTS,), euros(4))
        assert not fitting(replace(LIMITS, costs={shop.SHIRT: 1_226}), (shop.SHIRTS,), euros(4))
        assert min(one.price.amount_minor for one in shop.SHIRTS.variants) == cheap

    @given(
        price=st.integers(1, 50_000),
        cost=st.integers(0, 40_000),
        worth=st.integers(1, 10_000),
        margin=st.integers(0, 99),
        tax=st.integers(0, 25),
    )
    def test_never_go_below_the_floor(
        self, price: int, cost: int, worth: int, margin: int, tax: int
    ) -> None:
        limits = replace(LIMITS, margin=Decimal(margin) / 100, tax=Decimal(tax) / 100)
        money = Money(amount_minor=price, currency="EUR")

        if limits.keeps_margin(money, cost, Money(amount_minor=worth, currency="EUR")):
            net = (price - worth) / (1 + tax / 100)
            assert net > 0
            assert (net - cost) / net >= margin / 100 - 1e-9


class TestTheLimits:
    def test_allow_nothing_until_people_set_them(self) -> None:
        assert LIMITS.any
        for nothing in (
            replace(LIMITS, costs={}),
            replace(LIMITS, most=euros(0)),
            replace(LIMITS, day_budget=euros(0)),
        ):
            assert not nothing.any


def test_a_code_is_for_one_customer_and_some_products() -> None:
    effect = code_of(PLAN, shop.ARRIVED)

    assert effect.is_code
    assert (effect.customer_id, effect.products) == (shop.LEA, (shop.SHIRT,))
    assert (effect.amount, effect.least, effect.valid_days) == (euros(4.60), euros(20), 15)
