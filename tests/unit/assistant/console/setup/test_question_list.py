from collections.abc import Mapping
from typing import Any

import pytest

from assistant.console.setup.question_list import AT_ONCE, ShownQuestions, question_part

N = 30
REPORT: Mapping[str, Any] = {
    "languages": [
        {
            "language": language,
            "needs": [{"need": f"n{i}", "essential": i % 2 == 1} for i in range(N)],
        }
        for language in ("fr", "en")
    ]
}
MARKS = {"judged:fr:n1": "right", "judged:en:n2": "person", "look": "kept"}


def names(number: int = 1, of: ShownQuestions = ShownQuestions.LEFT) -> list[tuple[str, str]]:
    part = question_part(REPORT, MARKS, of=of, number=number)
    return [(one["language"], one["need"]) for one in part.shown]


class TestTheQuestionsLeft:
    def test_are_those_without_a_judgement_a_page_at_a_time(self) -> None:
        part = question_part(REPORT, MARKS, of=ShownQuestions.LEFT, number=1)

        assert len(part.shown) == AT_ONCE
        assert (part.number, part.pages) == (1, 5)
        assert part.counts == {"left": 2 * N - 2, "judged": 2, "all": 2 * N}

    def test_stand_on_one_page_each(self) -> None:
        pages = [names(number) for number in range(1, 6)]

        every = [one for page in pages for one in page]
        assert len(set(every)) == len(every) == 2 * N - 2

    def test_begin_with_those_that_nearly_every_shop_is_asked(self) -> None:
        assert all(int(need[1:]) % 2 == 1 for _, need in names())

    @pytest.mark.parametrize(("number", "shown"), [(0, 1), (6, 5), (99, 5)])
    def test_have_no_page_before_the_first_or_past_the_last(self, number: int, shown: int) -> None:
        part = question_part(REPORT, MARKS, of=ShownQuestions.LEFT, number=number)

        assert part.number == shown
        assert part.shown


class TestOtherLists:
    def test_have_the_judged_questions_alone_with_their_judgements(self) -> None:
        part = question_part(REPORT, MARKS, of=ShownQuestions.JUDGED, number=1)

        assert [(one["need"], one["as"]) for one in part.shown] == [
            ("n1", "right"),
            ("n2", "person"),
        ]

    def test_have_every_question_those_left_first(self) -> None:
        part = question_part(REPORT, MARKS, of=ShownQuestions.ALL, number=5)

        assert [one["as"] for one in part.shown][-3:] == ["", "right", "person"]

    def test_of_an_empty_report_have_one_empty_page(self) -> None:
        part = question_part({"languages": []}, {}, of=ShownQuestions.ALL, number=3)

        assert (part.shown, part.number, part.pages) == ([], 1, 1)
