import orjson
import pytest

from assistant.answers.coverage.coverage_report import Coverage
from assistant.conversation.events import ReplyWritten
from tests.support.seeds.need_coverage import (
    ANSWERED,
    CONFLICTING,
    PASSED_ON,
    RETURNS,
    SILENT,
    TERMS,
    covered,
    reply,
    report,
)


class TestANeed:
    @pytest.mark.parametrize(
        ("replies", "degree"),
        [
            ((ANSWERED, ANSWERED), Coverage.ANSWERED),
            ((ANSWERED, SILENT), Coverage.PARTLY),
            ((ANSWERED, CONFLICTING), Coverage.CONTRADICTED),
            ((SILENT, PASSED_ON), Coverage.PERSON),
            ((SILENT, SILENT), Coverage.GAP),
        ],
    )
    def test_is_covered_as_far_as_its_wordings_are_answered(
        self, replies: tuple[ReplyWritten, ...], degree: Coverage
    ) -> None:
        assert covered(*replies).coverage is degree

    def test_has_the_answer_of_most_wordings_and_names_the_others(self) -> None:
        one = covered(reply(TERMS, text="14"), reply(RETURNS), reply(RETURNS))

        assert one.best is not None
        assert one.best.source == RETURNS
        assert [other.source for other in one.others] == [TERMS]

    def test_has_the_answer_of_the_plainest_wording_where_as_many_say_each(self) -> None:
        best = covered(reply(TERMS, text="14"), reply(RETURNS)).best

        assert best is not None
        assert (best.source, best.sure) == (TERMS, 0.4)

    def test_without_an_answer_has_none(self) -> None:
        assert covered(SILENT).best is None

    def test_shows_both_sides_of_a_contradiction_and_is_sure_of_neither(self) -> None:
        best = covered(ANSWERED, CONFLICTING).best

        assert best is not None
        assert best.sources == (RETURNS, TERMS)
        assert best.sure is None


class TestTheReport:
    def test_counts_needs_and_says_what_to_write_and_what_to_make_agree(self) -> None:
        (part,) = report().languages

        assert part.counts()[Coverage.ANSWERED] == 1
        assert sum(part.counts().values()) == 3
        assert [one.need.name for one in part.write_first()] == ["missing"]
        assert [one.need.name for one in part.contradictions()] == ["contradicted"]

    def test_is_whole_for_programs(self) -> None:
        content = orjson.loads(orjson.dumps(report().as_dict()))

        (part,) = content["languages"]
        assert part["counts"]["gap"] == 1
        assert [one["coverage"] for one in part["needs"]] == ["answered", "contradicted", "gap"]
        assert part["needs"][0]["sure"] == 0.9
        assert part["needs"][0]["asked"][0]["answer"] == "30 jours."
