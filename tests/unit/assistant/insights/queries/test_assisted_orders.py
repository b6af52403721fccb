"""Orders that followed an answer are counted once, whatever made the customer order."""

from pathlib import Path

from assistant.insights.analysis_rows import Answered, SignalType
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

    def test_of_few_customers_are_not_told(self, tmp_path: Path) -> None:
        talks = Talks()
        for _ in range(9):
            talks.talk(BOUGHT, customer="one", answered=Answered.YES)

        assert assisted_orders(talks.lake(tmp_path), Tables(), WINDOW, least=5) is None
