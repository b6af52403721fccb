"""Sales belong to a conversation by its basket or its customer, and to each once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.insights.analysis_rows import OrderJoin
from assistant.insights.imports.purchases import MarginTerms, Purchases
from assistant.insights.imports.sales_files import Sale

DAY = datetime(2026, 6, 1, tzinfo=UTC)

SALES = st.lists(
    st.builds(
        Sale,
        at=st.integers(-3, 40).map(lambda days: DAY + timedelta(days=days)),
        product=st.just("Robe"),
        amount_minor=st.integers(0, 9_000),
        customer=st.sampled_from(["", "k1", "k2"]),
        basket=st.sampled_from(["", "b1", "b2"]),
    ),
    max_size=12,
)


class TestPurchases:
    def test_have_another_name_when_something_is_bought(self) -> None:
        robe, pull = (Sale(at=DAY, product=one, customer="k") for one in ("Robe", "Pull"))
        names = [
            Purchases.gather(sales).names["k"]
            for sales in ((robe,), (robe, pull), (pull, robe), (pull,))
        ]

        assert names[1] == names[2]
        assert len(set(names)) == 3

    def test_are_named_by_their_baskets_too(self) -> None:
        names = Purchases.gather([Sale(at=DAY, product="Robe", basket="b")]).names

        assert list(names) == ["b"]

    @pytest.mark.parametrize(
        ("days", "region"), [(0, ""), (1, "FR-29"), (2, "FR-29"), (3, "FR-75"), (9, "FR-75")]
    )
    def test_tell_where_the_last_order_went(self, days: int, region: str) -> None:
        sales = [
            Sale(at=DAY + timedelta(days=3), product="Robe", customer="k", region="FR-75"),
            Sale(at=DAY + timedelta(days=1), product="Robe", customer="k", region="FR-29"),
            Sale(at=DAY, product="Robe", customer="other", region="FR-13"),
        ]

        assert Purchases.gather(sales).region("k", DAY + timedelta(days=days)) == region


class TestTheSalesOfAConversation:
    @pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (7, True), (8, False)])
    def test_are_those_of_a_week_after_the_customers_last_word(
        self, days: int, *, counts: bool
    ) -> None:
        sale = Sale(at=DAY + timedelta(days=days), product="Robe", customer="k")
        bought = Purchases.gather([sale]).after("k", DAY, DAY)

        assert ([one.sale for one in bought] == [sale]) is counts

    @pytest.mark.parametrize(("days", "counts"), [(-1, False), (8, True), (30, True), (31, False)])
    def test_are_those_of_its_basket_for_longer(self, days: int, *, counts: bool) -> None:
        sale = Sale(at=DAY + timedelta(days=days), product="Robe", basket="b")
        bought = Purchases.gather([sale]).after("nobody", DAY, DAY, basket="b")

        assert [one.join for one in bought] == [OrderJoin.BASKET] * counts

    def test_are_of_the_basket_though_the_customer_is_known(self) -> None:
        own, other = (Sale(at=DAY, product="Robe", customer="k", basket=one) for one in ("b", ""))
        found = Purchases.gather([own, other]).after(
            "k", DAY, DAY, basket="b", join=OrderJoin.SIGNED_IN
        )

        assert [(one.sale, one.join) for one in found] == [
            (own, OrderJoin.BASKET),
            (other, OrderJoin.SIGNED_IN),
        ]

    @given(sales=SALES, days=st.integers(0, 20))
    def test_are_each_there_once_whatever_was_sold(self, sales: list[Sale], days: int) -> None:
        """Whatever was sold to whom: no sale is joined twice, and none of somebody else."""
        numbered = [
            Sale(
                at=one.at,
                product=one.product,
                customer=one.customer,
                basket=one.basket,
                line=str(number),
            )
            for number, one in enumerate(sales)
        ]
        last = DAY + timedelta(days=days)

        found = [*Purchases.gather(numbered).after("k1", DAY, last, basket="b1")]

        assert len({one.sale.line for one in found}) == len(found)
        assert all(one.sale.customer == "k1" or one.sale.basket == "b1" for one in found)
        assert all((one.join is OrderJoin.BASKET) == (one.sale.basket == "b1") for one in found)


class TestAMargin:
    def test_is_what_is_left_of_the_kept_pieces(self) -> None:
        sale = Sale(
            at=DAY,
            product="Robe",
            units=4,
            amount_minor=12_000,
            returned=1,
            returned_minor=3_000,
            tax_minor=2_000,
            cost_minor=4_000,
            customer="k",
        )
        [one] = Purchases.gather([sale]).after("k", DAY, DAY)

        assert one.margin_minor == 7_500 - 3_000

    def test_counts_the_cost_and_the_tax_of_the_settings_where_a_sale_tells_none(self) -> None:
        terms = MarginTerms(tax=Decimal("0.2"), costs={"Robe": 1_000})
        sale = Sale(at=DAY, product="Robe", units=2, amount_minor=12_000, customer="k")
        [one] = Purchases.gather([sale], terms).after("k", DAY, DAY)

        assert one.margin_minor == 10_000 - 2_000

    def test_is_not_known_without_a_cost(self) -> None:
        sale = Sale(at=DAY, product="Robe", amount_minor=12_000, customer="k")
        [one] = Purchases.gather([sale], MarginTerms(tax=Decimal("0.2"))).after("k", DAY, DAY)

        assert one.margin_minor is None


class TestMoneyBackForNoPiece:
    def test_lowers_the_value_and_is_no_return(self) -> None:
        sale = Sale(at=DAY, product="Robe", amount_minor=12_000, returned_minor=500, customer="k")
        [one] = Purchases.gather([sale]).after("k", DAY, DAY)

        assert (one.value_minor, one.sale.returned) == (11_500, 0)
