"""Orders that followed an answer are counted once, whatever made the customer order."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from assistant.insights.analysis_rows import Answered, OrderJoin, SignalType
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Tables
from assistant.insights.queries.assisted_orders import assisted_orders
from tests.support.seeds.insight_rows import TODAY, Talks

WINDOW = Window.before(TODAY, days=28)
BOUGHT = (SignalType.CONVERSION, "4500")


class TestAssistedOrders:
    def test_follow_answers_alone_and_count_once_for_a_customer(self, tmp_path: Path) -> None:
        talks = Talks()
        for number in range(5):
            talks.talk(
                BOUGHT, customer=f"k{number}", answered=Answered.YES, product_id=f"p{number}"
            )
        talks.talk(BOUGHT, customer="k0", answered=Answered.YES, product_id="p0")
        talks.talk(BOUGHT, customer="k9", answered=Answered.NO)
        talks.talk(BOUGHT, customer="k8", answered=Answered.YES, days_ago=60)

        found = assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5)

        assert found is not None
        assert (found.conversations, found.customers, found.value_minor) == (6, 5, 22_500)

    def test_are_less_what_came_back_of_them(self, tmp_path: Path) -> None:
        talks = Talks()
        for number in range(5):
            back = ((SignalType.RETURNED, "4500"),) if number < 2 else ()
            talks.talk(
                BOUGHT,
                *back,
                (SignalType.RETURNED, ""),
                customer=f"k{number}",
                answered=Answered.YES,
                product_id=f"p{number}",
            )

        found = assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5)

        assert found is not None
        assert (found.value_minor, found.returned_minor) == (13_500, 9_000)

    def test_count_once_by_the_surest_join_though_several_tell_of_them(
        self, tmp_path: Path
    ) -> None:
        talks = Talks()
        for number in range(10):
            order = f"{number:024x}/1"
            by_basket: dict[str, Any] = {
                "sale": order,
                "joined_by": OrderJoin.BASKET,
                "margin": 1_000.0,
            }
            by_customer: dict[str, Any] = {
                "sale": order,
                "joined_by": OrderJoin.SIGNED_IN,
                "margin": 1_000.0,
            }
            talks.talk(BOUGHT, customer=f"k{number}", answered=Answered.YES, **by_customer)
            if number < 5:  # of a visitor whom the shop does not know
                talks.talk(BOUGHT, customer=f"v{number}", **by_basket)

        found = assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5)

        assert found is not None
        assert (found.orders, found.customers, found.value_minor) == (10, 10, 45_000)
        assert (found.margin_minor, found.margin_lines) == (10_000, 10)
        assert [(one.join, one.orders, one.value_minor) for one in found.joins] == [
            (OrderJoin.BASKET, 5, 22_500),
            (OrderJoin.SIGNED_IN, 5, 22_500),
        ]

    @pytest.mark.parametrize("seed", range(5))
    def test_are_each_counted_once_whoever_they_are_joined_to(
        self, tmp_path: Path, seed: int
    ) -> None:
        """Any orders in any conversations: the sum is that of the orders, and of the joins."""
        chance, talks = Random(seed), Talks()  # noqa: S311  # a draw of tests
        worth: dict[str, int] = {}
        for _ in range(120):
            number = chance.randrange(40)
            line = f"{number // 2:024x}/{1 + number % 2}"  # two of each order
            worth[line] = 1_000 + number
            talks.talk(
                (SignalType.CONVERSION, str(worth[line])),
                customer=f"k{chance.randrange(15)}",
                answered=Answered.YES,
                product_id=f"p{number % 3}",
                sale=line,
                joined_by=chance.choice([*OrderJoin]),
            )

        found = assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=1)

        assert found is not None
        assert (found.lines, found.value_minor) == (len(worth), sum(worth.values()))
        assert found.orders == len({line[:24] for line in worth})
        assert sum(one.value_minor for one in found.joins) == found.value_minor
        assert sum(one.lines for one in found.joins) == found.lines

    def test_of_a_join_of_few_customers_are_in_the_sum_alone(self, tmp_path: Path) -> None:
        talks = Talks()
        for number in range(9):
            join = OrderJoin.BASKET if number < 2 else OrderJoin.PROVEN
            talks.talk(
                BOUGHT,
                customer=f"k{number}",
                answered=Answered.YES,
                sale=f"{number:024x}/1",
                joined_by=join,
            )

        found = assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5)

        assert found is not None
        assert (found.orders, found.joins) == (9, ())

    def test_of_two_orders_of_the_same_thing_are_two(self, tmp_path: Path) -> None:
        talks = Talks()
        for number in range(5):
            for again in range(2):
                talks.talk(
                    BOUGHT,
                    customer=f"k{number}",
                    answered=Answered.YES,
                    sale=f"{number:023x}{again}/1",
                    joined_by=OrderJoin.PROVEN,
                )

        found = assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5)

        assert found is not None
        assert (found.orders, found.value_minor) == (10, 45_000)

    def test_of_few_customers_are_not_told(self, tmp_path: Path) -> None:
        talks = Talks()
        for _ in range(9):
            talks.talk(BOUGHT, customer="one", answered=Answered.YES)

        assert assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5) is None
