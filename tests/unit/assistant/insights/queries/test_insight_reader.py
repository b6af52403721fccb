"""Test the figures that pages show."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import Kind, Status, Subject, Unit, Window
from assistant.insights.lake.lake import Lakes
from assistant.insights.ports import TopicEdit
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.insight_views import FigureFilter
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.support.seeds.insight_rows import TODAY, Talks, finding, open_insight

WINDOW = Window.before(TODAY, days=28)
EVERYTHING = FigureFilter(window=WINDOW)


@pytest.fixture
def talks() -> Talks:
    return Talks()


@pytest.fixture
async def reading(tmp_path: Path) -> AsyncIterator[InsightReader]:
    reading = InsightReader(book=MemoryInsightBook(), lakes=Lakes(root=tmp_path))
    yield reading
    reading.lakes.close()


class TestTheOverview:
    async def test_counts_and_says_what_is_to_do(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(10)
        for number in range(10):
            answered = Answered.YES if number < 7 else Answered.NO
            talks.talk(question=True, answered=answered, days_ago=30 if number == 9 else 3)
        talks.talk((SignalType.HANDED_OFF, "anger"))
        talks.lake(tmp_path).close()
        old = open_insight("old")
        for insight in (
            open_insight("new", score=3.0),
            replace(old, first_seen=TODAY - timedelta(days=40)),
            open_insight("mine", status=Status.ACCEPTED),
            open_insight("gone", status=Status.DISMISSED),
        ):
            await reading.book.put(insight, expected_version=None)

        overview = await reading.overview(WINDOW)

        assert (overview.totals.conversations, overview.totals.messages) == (20, 20)
        assert overview.totals.answered.value == pytest.approx(7 / 9)
        assert overview.totals.handed_off.value == pytest.approx(1 / 20)
        assert overview.before.conversations == 1
        assert [one.finding.subject.value for one in overview.new] == ["new"]
        assert [one.finding.subject.value for one in overview.open] == ["old", "new"]
        assert [one.finding.subject.value for one in overview.in_hand] == ["mine"]
        assert not overview.is_quiet

    async def test_says_that_nothing_qualifies(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(3)
        talks.lake(tmp_path).close()

        overview = await reading.overview(WINDOW)

        assert overview.is_quiet
        assert overview.built_at is not None

    async def test_does_not_go_on_with_what_the_last_build_did_not_find(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(3)
        talks.lake(tmp_path).close()
        before = replace(open_insight("old"), last_seen=TODAY - timedelta(days=2))
        await reading.book.put(before, expected_version=None)

        overview = await reading.overview(WINDOW)

        assert overview.is_quiet
        assert await reading.last_day() == TODAY - timedelta(days=1)


class TestInsights:
    async def test_are_chosen_by_what_they_are(self, reading: InsightReader) -> None:
        one = open_insight("a")
        named = replace(one.finding, products=("p1",))
        await reading.book.put(replace(one, finding=named, owner="zoé"), expected_version=None)
        await reading.book.put(open_insight("b", status=Status.DISMISSED), expected_version=None)

        async def values(**how: object) -> list[str]:
            found = await reading.insights(**how)  # type: ignore[arg-type]
            return sorted(one.finding.subject.value for one in found)

        assert await values() == ["a", "b"]
        assert await values(product_id="p1") == ["a"]
        assert await values(statuses={Status.DISMISSED}) == ["b"]
        assert await values(owner="zoé", kinds={Kind.UNMET_DEMAND}) == ["a"]
        assert await values(kinds={Kind.SPIKE}) == []


class TestLines:
    async def test_leave_out_rows_of_too_few_customers(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(50)
        for value, count in (("rashguard", 6), ("parasol", 4)):
            for _ in range(count):
                talks.talk((SignalType.PRODUCT_NOT_FOUND, value))
        talks.lake(tmp_path).close()

        lines = await reading.lines(Kind.UNMET_DEMAND, EVERYTHING)

        assert [(line.subject.value, line.count) for line in lines.lines] == [("rashguard", 6)]
        assert (lines.lines[0].of, lines.lines[0].unit) == (60, Unit.CONVERSATIONS)
        assert lines.left_out == 1

    async def test_keep_to_the_filter(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for language, count in (("fr", 6), ("en", 7)):
            for _ in range(count):
                talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), language=language)
        talks.lake(tmp_path).close()

        lines = await reading.lines(Kind.UNMET_DEMAND, replace(EVERYTHING, language="en"))

        assert [(line.count, line.of) for line in lines.lines] == [(7, 7)]

    async def test_by_region_name_a_region(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for region, count in (("BE", 6), ("", 9)):
            for _ in range(count):
                talks.talk((SignalType.DELIVERY, "late"), region=region)
        talks.lake(tmp_path).close()

        lines = await reading.lines(Kind.REGIONAL_PAIN, EVERYTHING)

        assert [line.subject for line in lines.lines] == [Subject(region="BE", value="late")]

    async def test_have_weeks(self, reading: InsightReader, talks: Talks, tmp_path: Path) -> None:
        talks.quiet(56)
        for ago, count in ((2, 9), (9, 6), (23, 7)):
            for _ in range(count):
                talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), days_ago=ago)
        talks.lake(tmp_path).close()

        weeks = await reading.series(Kind.UNMET_DEMAND, Subject(value="rashguard"), EVERYTHING)

        assert [point.count for point in weeks] == [7, 0, 6, 9]
        assert [point.of for point in weeks] == [21, 14, 20, 23]
        assert weeks[-1].week == TODAY - timedelta(days=7)

    async def test_leave_out_weeks_of_too_few_and_what_would_tell_them(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(56)
        for ago, count in ((2, 9), (9, 6), (23, 3)):
            for _ in range(count):
                talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), days_ago=ago)
        talks.lake(tmp_path).close()

        weeks = await reading.series(Kind.UNMET_DEMAND, Subject(value="rashguard"), EVERYTHING)

        assert [point.count for point in weeks] == [None, 0, None, 9]
        assert [point.rate is None for point in weeks] == [True, False, True, False]

    async def test_are_not_told_by_what_narrowing_them_down_leaves_out(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for wanted, french, english in (("rashguard", 9, 3), ("parasol", 9, 6), ("tuba", 9, 0)):
            for language, count in (("fr", french), ("en", english)):
                for _ in range(count):
                    talks.talk((SignalType.PRODUCT_NOT_FOUND, wanted), language=language)
        talks.lake(tmp_path).close()

        french_only = await reading.lines(Kind.UNMET_DEMAND, replace(EVERYTHING, language="fr"))

        assert {one.subject.value for one in french_only.lines} == {"parasol", "tuba"}
        assert french_only.left_out == 1

    async def test_of_languages_do_not_tell_the_one_that_is_left_out(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for language, count in (("fr", 30), ("en", 12), ("es", 3)):
            for _ in range(count):
                talks.talk(language=language, question=True, answered=Answered.NO)
        talks.lake(tmp_path).close()

        lines = await reading.lines(Kind.LANGUAGE_DEMAND, EVERYTHING)

        assert [one.subject.language for one in lines.lines] == ["fr"]
        assert lines.left_out == 2


class TestFacets:
    async def test_name_what_is_spoken_of_the_most_first(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(3, product_id="p1", category="robes", language="fr")
        talks.quiet(5, product_id="p2", category="lampes", language="en")
        talks.quiet(1)
        talks.lake(tmp_path).close()

        facets = await reading.facets()

        assert facets.products == ("p2", "p1")
        assert facets.categories == ("lampes", "robes")
        assert facets.languages == ("en", "fr")


class TestTopics:
    async def test_are_compared_with_the_time_before(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for ago, late in ((40, 5), (3, 20)):
            for number in range(50):
                signals = [(SignalType.ASPECT, "delivery")] if number < 10 else []
                talks.talk(
                    *signals,
                    topic="late" if number < late else "other",
                    days_ago=ago,
                    polarity=-1 if number < 4 else 1,
                )
        talks.lake(tmp_path).close()

        topics = await reading.topics(EVERYTHING)

        other, delayed = topics
        assert (other.topic_id, delayed.topic_id) == ("other", "late")
        assert (delayed.count, delayed.rate.value, delayed.before.value) == (20, 0.4, 0.1)
        assert delayed.change is not None
        assert delayed.change.low > 0.1
        assert delayed.negative.value == pytest.approx(0.4)

    async def test_have_changed_from_nothing_where_nothing_was_before(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for _ in range(20):
            talks.talk(topic="late", days_ago=3)
        talks.lake(tmp_path).close()

        [late] = await reading.topics(EVERYTHING)

        assert (late.count, late.change) == (20, None)

    async def test_are_called_and_counted_as_people_say(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for topic in ("t1", "t2"):
            for _ in range(6):
                talks.talk(topic=topic)
        talks.lake(tmp_path).close()
        await reading.book.edit_topic(TopicEdit(topic_id="t1", merged_into="t2"))
        await reading.book.edit_topic(TopicEdit(topic_id="t2", names={"fr": "Retards"}))

        [both] = await reading.topics(EVERYTHING)

        assert (both.name, both.count, both.merged) == ("Retards", 12, ("t1",))


class TestAspects:
    async def test_have_a_share_of_negative_ones_and_examples(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for number in range(10):
            talks.talk((SignalType.ASPECT, "quality"), polarity=-1 if number < 4 else 1)
        talks.lake(tmp_path).close()

        [aspect] = await reading.aspects(EVERYTHING)

        assert (aspect.aspect, aspect.count, aspect.negative.value) == ("quality", 10, 0.4)
        assert aspect.negative.low < 0.4 < aspect.negative.high
        assert set(aspect.examples) <= {f"m0000{number}" for number in range(1, 5)}
        assert len(aspect.examples) == 3


class TestAProduct:
    async def test_has_everything_on_one_page(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(40)
        for number in range(10):
            key = talks.talk(
                (SignalType.PRODUCT_MENTIONED, "x"),
                (SignalType.ATTRIBUTE_ASKED, "waterproof"),
                (SignalType.DEFECT, "zip") if number < 6 else (SignalType.DEFECT, "seam"),
                product_id="p1",
                answered=Answered.NO,
                topic="t1",
            )
            first = next(one for one in talks.signals if one.conversation_key == key)
            talks.signals.append(replace(first, product_id="p2"))
        talks.lake(tmp_path).close()

        view = await reading.product("p1", EVERYTHING)

        assert (view.talks.count, view.talks.of) == (10, 50)
        assert ("defect", "zip") in {
            (line.subject.category, line.subject.value) for line in view.signals.lines
        }
        assert view.signals.left_out == 1
        assert [(line.subject.value, line.count) for line in view.attributes.lines] == [
            ("waterproof", 10)
        ]
        assert [line.subject.product_id for line in view.beside.lines] == ["p2"]
        assert [topic.topic_id for topic in view.topics] == ["t1"]
        assert sum(point.count or 0 for point in view.weeks) == 10

    async def test_that_nobody_speaks_of_is_empty(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(10)
        talks.lake(tmp_path).close()

        view = await reading.product("p1", EVERYTHING)

        assert (view.talks.count, view.signals.lines, view.aspects) == (0, (), ())


class TestWords:
    async def test_are_behind_every_number(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        talks.quiet(10)
        for number in range(6):
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), text=f"no rashguard {number}")
        talks.lake(tmp_path).close()

        quotes = await reading.behind(finding("rashguard"), limit=4)

        assert [quote.text for quote in quotes] == [f"no rashguard {n}" for n in (5, 4, 3, 2)]
        again = await reading.quotes([quotes[1].message_id, "gone"])
        assert [quote.text for quote in again] == ["no rashguard 4"]

    async def test_of_four_customers_are_not_shown(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        for number in range(8):
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "rashguard"), customer=f"p{number % 4}")
        talks.lake(tmp_path).close()

        assert await reading.behind(finding("rashguard")) == []

    async def test_of_a_conversation_come_with_what_was_read_off_them(
        self, reading: InsightReader, talks: Talks, tmp_path: Path
    ) -> None:
        key = talks.talk((SignalType.DEFECT, "zip"), text="the zip broke", polarity=-1)
        talks.lake(tmp_path).close()

        [message] = await reading.conversation(key)

        assert message.text == "the zip broke"
        assert message.signals == ({"type": "defect", "value": "zip", "polarity": "-1"},)
        assert await reading.conversation("nobody's") == []
