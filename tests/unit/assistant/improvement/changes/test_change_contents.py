"""Contents of every kind are compared line by line."""

from dataclasses import replace

from assistant.improvement.changes.change_contents import (
    ChangedLine,
    LineFate,
    compare,
    has_gaps,
    lines_of,
)
from assistant.improvement.changes.change_set import ChangeKind
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import load_table
from tests.support.seeds.change_seeds import PARKING, verified_change

PAGE = '{"documents": [{"id": "p", "title": {"en": "Parking"}, "text": {"en": "Yes.\\n\\nFree."}}]}'


class TestAComparison:
    def test_says_which_lines_come_stay_and_go(self) -> None:
        before = verified_change().content
        after = verified_change(replace(PARKING, texts={"en": "No."})).content

        assert list(compare(ChangeKind.VERIFIED, before, after)) == [
            ChangedLine(fate=LineFate.SAME, text="? Is there a parking at the shop?"),
            ChangedLine(fate=LineFate.REMOVED, text=f"en: {PARKING.texts['en']}"),
            ChangedLine(fate=LineFate.ADDED, text="en: No."),
        ]

    def test_with_nothing_has_only_new_lines(self) -> None:
        told = compare(ChangeKind.VERIFIED, "", verified_change().content)

        assert {one.fate for one in told} == {LineFate.ADDED}


class TestTheLines:
    def test_of_a_page_are_its_title_and_text(self) -> None:
        assert list(lines_of(ChangeKind.PAGE, PAGE)) == ["# Parking", "Yes.", "Free."]

    def test_of_settings_are_names_and_values(self) -> None:
        lines = lines_of(ChangeKind.SETTINGS, '{"b.two": "2", "a.one": "1"}')

        assert list(lines) == ["a.one = 1", "b.two = 2"]

    def test_of_the_autonomy_table_are_its_rows(self) -> None:
        table = load_table()

        lines = lines_of(ChangeKind.AUTONOMY, table.model_dump_json())

        assert "\n".join(lines) == table.written().rstrip("\n")

    def test_of_a_task_are_none(self) -> None:
        assert list(lines_of(ChangeKind.TASK, "q1")) == []


class TestGaps:
    def test_are_answers_without_words(self) -> None:
        assert has_gaps(verified_change(replace(PARKING, texts={})))
        assert not has_gaps(verified_change())
        assert not has_gaps(CandidateChange(kind="task", content="q1"))
        assert not has_gaps(CandidateChange(kind="page", content=PAGE))

    def test_are_contents_that_change_nothing(self) -> None:
        assert has_gaps(CandidateChange(kind="page", content=PAGE), PAGE)
