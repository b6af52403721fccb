"""The causes of complaints about a product are counted by conversation, each once."""

from pathlib import Path

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Tables
from assistant.insights.queries.complaint_query import ComplaintLine, complaint_lines
from tests.support.seeds.insight_rows import TODAY, Talks

WINDOW = Window.before(TODAY, days=28)
SMALL, LARGE = (SignalType.SIZE_SMALL, ""), (SignalType.SIZE_LARGE, "")
TORN, DEAR = (SignalType.DEFECT, "seam"), (SignalType.PRICE_OBJECTION, "dear")


def lines(talks: Talks, folder: Path) -> list[ComplaintLine]:
    return complaint_lines(talks.lake(folder), Tables(), WINDOW)


class TestComplaints:
    def test_are_counted_by_product_and_cause(self, tmp_path: Path) -> None:
        talks = Talks()
        for number in range(12):
            talks.talk(SMALL if number % 2 else LARGE, product_id="p1")
        for _ in range(5):
            talks.talk(TORN, product_id="p1")
        talks.talk(TORN, SMALL, SMALL, product_id="p1")
        talks.talk((SignalType.PRODUCT_MENTIONED, "Robe"), product_id="p1")
        talks.talk(SMALL)

        assert lines(talks, tmp_path) == [
            ComplaintLine(product_id="p1", cause="size", count=13, customers=13, of=18),
            ComplaintLine(product_id="p1", cause="defect", count=6, customers=6, of=18),
        ]

    def test_of_few_customers_or_long_ago_are_left_out(self, tmp_path: Path) -> None:
        talks = Talks()
        for _ in range(9):
            talks.talk(DEAR, product_id="p1", customer="one")
            talks.talk(DEAR, product_id="p2", days_ago=60)

        assert lines(talks, tmp_path) == []
