"""Test each type of insight, on rows in which it is planted beside usual ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.insights.analysis_rows import (
    Answered,
    ExposureKind,
    ExposureRow,
    SignalRow,
    SignalType,
)
from assistant.insights.insight import Finding, Kind, Subject, Unit, Window
from assistant.insights.kinds.product_outliers import frequent
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.ratios import Group
from assistant.insights.rounds.build_findings import find_all
from tests.support.seeds.insight_rows import TODAY, Talks

WINDOW = Window.before(TODAY, days=490)


@pytest.fixture
def talks() -> Talks:
    return Talks()


def found(talks: Talks, root: Path, kind: Kind) -> list[Finding]:
    lake = talks.lake(root)
    try:
        return find_all(lake, WINDOW, kinds={kind})
    finally:
        lake.close()


class TestNothing:
    def test_is_found_where_nobody_spoke(self, talks: Talks, tmp_path: Path) -> None:
        lake = talks.lake(tmp_path)
        assert find_all(lake, WINDOW) == []
        lake.close()

    def test_is_told_of_four_customers(self, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(100)
        for number in range(20):
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), customer=f"p{number % 4}")

        assert found(talks, tmp_path, Kind.UNMET_DEMAND) == []


class TestUnmetDemand:
    def test_counts_distinct_conversations_and_customers(
        self, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(480)
        for number in range(20):
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), customer=f"p{number % 10}")

        [one] = found(talks, tmp_path, Kind.UNMET_DEMAND)

        assert one.subject == Subject(value="rashguard")
        assert (one.measure.count, one.measure.customers, one.measure.of) == (20, 10, 500)
        assert one.measure.rate.low == pytest.approx(0.026, abs=0.001)
        assert len(one.quotes) == 3

    def test_ranks_by_the_lower_bound(self, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(300)
        for value, count in (("few", 6), ("many", 25)):
            for _ in range(count):
                talks.talk((SignalType.PRODUCT_NOT_FOUND, value))

        assert [one.subject.value for one in found(talks, tmp_path, Kind.UNMET_DEMAND)] == [
            "many",
            "few",
        ]

    def test_looks_back_four_weeks(self, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(100)
        for _ in range(9):
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), days_ago=29)

        assert found(talks, tmp_path, Kind.UNMET_DEMAND) == []


class TestOutOfStockDemand:
    def test_says_what_was_lost_if_they_buy_like_others(self, talks: Talks, tmp_path: Path) -> None:
        for number in range(100):
            sale = [(SignalType.CONVERSION, "")] if number < 20 else []
            talks.talk((SignalType.PRODUCT_MENTIONED, "x"), *sale, product_id="p1")
        for _ in range(14):
            talks.talk((SignalType.OUT_OF_STOCK, "asked"), product_id="p2", variant_id="p2-m")

        [one] = found(talks, tmp_path, Kind.OUT_OF_STOCK_DEMAND)

        assert one.subject == Subject(product_id="p2", variant_id="p2-m")
        assert (one.measure.unit, one.measure.of) == (Unit.DAYS, 28)
        assert one.measure.rate.value == pytest.approx(0.5)
        assert one.details["lost"] == pytest.approx(2.8)
        assert float(one.details["lost_low"]) < 2.8 < float(one.details["lost_high"])


class TestVocabularyGap:
    def test_names_the_word(self, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(100)
        for _ in range(8):
            talks.talk((SignalType.UNKNOWN_WORD, "rashguard"), product_id="p7")

        [one] = found(talks, tmp_path, Kind.VOCABULARY_GAP)

        assert (one.subject.value, one.products) == ("rashguard", ("p7",))


class TestMissingAttribute:
    def test_is_what_is_asked_and_not_answered(self, talks: Talks, tmp_path: Path) -> None:
        for answered, count in ((Answered.NO, 12), (Answered.YES, 4)):
            for _ in range(count):
                talks.talk(
                    (SignalType.ATTRIBUTE_ASKED, "waterproof"), product_id="p1", answered=answered
                )
        for _ in range(12):
            talks.talk(
                (SignalType.ATTRIBUTE_ASKED, "lining"), product_id="p1", answered=Answered.YES
            )

        [one] = found(talks, tmp_path, Kind.MISSING_ATTRIBUTE)

        assert one.subject == Subject(product_id="p1", value="waterproof")
        assert (one.measure.count, one.measure.of) == (12, 16)


class TestSizeConfusion:
    def test_is_more_than_in_the_category(self, talks: Talks, tmp_path: Path) -> None:
        for number in range(400):
            product = f"p{number % 10}"
            asks = [(SignalType.SIZE_ASKED, "")] if number % 11 == 0 else []
            more = [(SignalType.SIZE_SMALL, "")] if product == "p3" else []
            talks.talk(
                (SignalType.PRODUCT_MENTIONED, ""),
                *asks,
                *more,
                product_id=product,
                category="dress",
                days_ago=1 + number % 28,
            )

        [one] = found(talks, tmp_path, Kind.SIZE_CONFUSION)

        assert one.subject == Subject(product_id="p3")
        assert (one.details["small"], one.details["large"]) == (40, 0)
        assert one.baseline is not None
        assert one.measure.rate.low > one.baseline.value


class TestContentGap:
    def test_is_a_topic_that_no_page_answers(self, talks: Talks, tmp_path: Path) -> None:
        for answered, topic in ((Answered.NO, "gift"), (Answered.YES, "returns")):
            for _ in range(9):
                talks.talk(question=True, answered=answered, topic=topic)

        [one] = found(talks, tmp_path, Kind.CONTENT_GAP)

        assert one.subject == Subject(topic="gift")

    def test_is_not_told_of_things_that_customers_look_for(
        self, talks: Talks, tmp_path: Path
    ) -> None:
        for _ in range(12):  # these are a demand, and no page is missing
            talks.talk(topic="t1", question=True, answered=Answered.NO, intent="product_search")

        assert found(talks, tmp_path, Kind.CONTENT_GAP) == []

    def test_is_not_told_of_languages_that_no_page_is_read_in(
        self, talks: Talks, tmp_path: Path
    ) -> None:
        for _ in range(12):  # these are a demand for the language
            talks.talk(topic="t1", question=True, answered=Answered.NO, language="de")

        assert found(talks, tmp_path, Kind.CONTENT_GAP) == []


class TestContradiction:
    def test_names_the_documents(self, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(50)
        for _ in range(6):
            talks.talk((SignalType.CONTRADICTION, "CGV | Retours"))

        [one] = found(talks, tmp_path, Kind.CONTRADICTION)

        assert one.subject.value == "CGV | Retours"


class TestPriceObjection:
    def test_is_more_than_usual(self, talks: Talks, tmp_path: Path) -> None:
        for number in range(300):
            product = f"p{number % 10}"
            dear = number % 20 == 4 or number % 50 == 1
            objects = [(SignalType.PRICE_OBJECTION, "dear")] if dear else []
            talks.talk((SignalType.PRODUCT_MENTIONED, ""), *objects, product_id=product)

        assert [one.subject.product_id for one in found(talks, tmp_path, Kind.PRICE_OBJECTION)] == [
            "p4"
        ]


class TestCompetitorMention:
    def test_tells_the_product_that_goes_with_it(self, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(200)
        for product, count in (("p1", 12), ("p2", 40)):
            for _ in range(count):
                talks.talk((SignalType.PRODUCT_MENTIONED, ""), product_id=product)
        for _ in range(10):
            talks.talk(
                (SignalType.COMPETITOR, "Zalando"),
                (SignalType.PRODUCT_MENTIONED, ""),
                product_id="p1",
            )

        [one] = found(talks, tmp_path, Kind.COMPETITOR_MENTION)

        assert (one.subject.value, one.details["product"]) == ("Zalando", "p1")
        assert float(one.details["npmi"]) > 0.3


class TestDefectCluster:
    def test_is_told_beside_what_is_talked_of(self, talks: Talks, tmp_path: Path) -> None:
        for number in range(400):
            product = f"p{number % 20}"
            broken = number % 40 == 5 or number % 57 == 0
            defect = [(SignalType.DEFECT, "zip")] if broken else []
            talks.talk((SignalType.PRODUCT_MENTIONED, ""), *defect, product_id=product)

        [one] = found(talks, tmp_path, Kind.DEFECT_CLUSTER)

        assert one.subject == Subject(product_id="p5", value="zip")
        assert one.measure.unit is Unit.PRODUCT_TALKS
        assert float(one.details["ratio_low"]) > 2

    def test_is_not_told_of_what_sells_most(self, talks: Talks, tmp_path: Path) -> None:
        for number in range(400):
            product = "p5" if number % 4 == 0 else f"q{number % 20}"
            defect = [(SignalType.DEFECT, "zip")] if number % 16 == 0 else []
            talks.talk((SignalType.PRODUCT_MENTIONED, ""), *defect, product_id=product)
        day = talks.messages[0].day
        for product, units in [("p5", 9000.0), *((f"q{n}", 20.0) for n in range(20))]:
            talks.exposures.append(
                ExposureRow(day=day, kind=ExposureKind.UNITS_SOLD, product_id=product, count=units)
            )

        assert found(talks, tmp_path, Kind.DEFECT_CLUSTER) == []

    def test_is_counted_among_conversations_where_few_sales_are_known(
        self, talks: Talks, tmp_path: Path
    ) -> None:
        for number in range(400):
            product = f"p{number % 20}"
            broken = product == "p5" or number % 97 == 0
            defect = [(SignalType.DEFECT, "zip")] if broken else []
            talks.talk((SignalType.PRODUCT_MENTIONED, ""), *defect, product_id=product)
        talks.exposures.append(
            ExposureRow(
                day=talks.messages[0].day,
                kind=ExposureKind.UNITS_SOLD,
                product_id="p5",
                count=3.0,
            )
        )

        [one] = found(talks, tmp_path, Kind.DEFECT_CLUSTER)

        assert one.measure.unit is Unit.PRODUCT_TALKS
        assert one.measure.of == 20

    def test_is_told_of_one_bottle_where_there_are_few_reviews(
        self, talks: Talks, tmp_path: Path
    ) -> None:
        for number in range(15):
            leak = [(SignalType.DEFECT, "leak")] if number < 8 else []
            talks.talk(
                (SignalType.PRODUCT_MENTIONED, ""),
                *leak,
                product_id="bottle",
                days_ago=1 + 11 * number,  # over half a year
            )
        for number in range(12):
            product = f"p{number % 3}"
            talks.talk((SignalType.PRODUCT_MENTIONED, ""), product_id=product, days_ago=1 + number)

        [one] = found(talks, tmp_path, Kind.DEFECT_CLUSTER)

        assert one.subject == Subject(product_id="bottle", value="leak")
        assert (one.measure.count, one.measure.of) == (8, 15)
        assert one.measure.unit is Unit.PRODUCT_TALKS
        assert 0.2 < one.measure.rate.low < 8 / 15 < one.measure.rate.high
        assert one.baseline is not None
        assert one.baseline.value == 0
        assert len(one.quotes) == 3

    def test_is_hardly_ever_told_where_nothing_is_planted(self) -> None:
        random = np.random.default_rng(16)
        kinds, usual, alarms = 20, 0.01, 0  # every kind in one of a hundred talks
        for _ in range(40):  # shops
            talks = random.integers(5, 30, size=300)
            counts = random.binomial(talks[:, None], usual, size=(300, kinds))
            every = [
                Group(
                    subject=Subject(product_id=f"p{product}", value=f"kind {kind}"),
                    count=int(counts[product, kind]),
                    customers=int(counts[product, kind]),
                    of=int(talks[product]),
                )
                for product, kind in zip(*counts.nonzero(), strict=True)
            ]
            alarms += len(frequent(every, int(talks.sum())))

        assert alarms == 0  # of 12,000 products


class TestPolicyFriction:
    def test_is_more_than_with_other_documents(self, talks: Talks, tmp_path: Path) -> None:
        for document, cited, rubbed in (("Retours", 60, 30), ("Livraison", 100, 5), ("CGV", 80, 4)):
            for number in range(cited):
                friction = [(SignalType.POLICY_FRICTION, document)] if number < rubbed else []
                talks.talk((SignalType.POLICY_CITED, document), *friction)

        [one] = found(talks, tmp_path, Kind.POLICY_FRICTION)

        assert (one.subject.value, one.measure.unit) == ("Retours", Unit.CITATIONS)
        assert float(one.details["difference_low"]) > 0.3


class TestBundle:
    def test_needs_more_than_chance(self, talks: Talks, tmp_path: Path) -> None:
        for number in range(300):
            key = talks.talk((SignalType.PRODUCT_MENTIONED, ""), product_id=f"p{number % 10}")
            other = "p1" if number % 10 == 0 else f"p{(number // 10) % 10}"
            talks.signals.append(_like(talks, key, product_id=other))

        ties = found(talks, tmp_path, Kind.BUNDLE)

        assert [one.subject for one in ties] == [Subject(product_id="p0", value="p1")]
        assert float(ties[0].details["lift"]) > 2


class TestRegionalPain:
    def test_is_more_than_in_other_regions(self, talks: Talks, tmp_path: Path) -> None:
        for region, late in (("FR-75", 5), ("FR-13", 40), ("FR-33", 5)):
            for number in range(100):
                signal = SignalType.DELIVERY if number < late else SignalType.PRODUCT_MENTIONED
                talks.talk((signal, "late"), region=region)

        [one] = found(talks, tmp_path, Kind.REGIONAL_PAIN)

        assert one.subject == Subject(region="FR-13", value="late")


class TestLanguageDemand:
    def test_is_more_unanswered_than_other_languages(self, talks: Talks, tmp_path: Path) -> None:
        for language, unanswered in (("fr", 5), ("en", 8), ("de", 35)):
            for number in range(50):
                answered = Answered.NO if number < unanswered else Answered.YES
                talks.talk(question=True, language=language, answered=answered)

        [one] = found(talks, tmp_path, Kind.LANGUAGE_DEMAND)

        assert one.subject == Subject(language="de")


class TestJourneyDrop:
    def test_is_more_than_after_other_replies(self, talks: Talks, tmp_path: Path) -> None:
        for kind, left in (("answered", 10), ("abstained", 60)):
            for number in range(100):
                gone = [(SignalType.LEFT_AFTER, kind)] if number < left else []
                talks.talk((SignalType.ASSISTANT_TURN, kind), *gone)

        [one] = found(talks, tmp_path, Kind.JOURNEY_DROP)

        assert one.subject == Subject(value="abstained")


class TestConversionInfluence:
    def test_is_of_who_was_answered_beside_who_was_not(self, talks: Talks, tmp_path: Path) -> None:
        for answered, bought in ((Answered.YES, 40), (Answered.NO, 10)):
            for number in range(100):
                sale = [(SignalType.CONVERSION, "")] if number < bought else []
                talks.talk(*sale, question=True, answered=answered)

        [one] = found(talks, tmp_path, Kind.CONVERSION_INFLUENCE)

        assert "caused" not in one.details.values()
        assert float(one.details["difference_low"]) > 0.15


def _like(talks: Talks, key: str, *, product_id: str) -> SignalRow:
    first = next(one for one in talks.signals if one.conversation_key == key)
    return replace(first, product_id=product_id)


class TestTypeTable:
    def test_declares_every_kind_once_in_order(self) -> None:
        assert list(TYPES) == list(Kind)
