from pathlib import Path

import pytest

from assistant.console.setup.source_marks import EVERYTHING, SourceMarks, is_wanted


@pytest.fixture
def marks(tmp_path: Path) -> SourceMarks:
    return SourceMarks(tmp_path / "data")


class TestASource:
    def test_is_off_until_it_is_turned_on_again(self, marks: SourceMarks) -> None:
        assert marks.off() == frozenset()

        marks.turn("https://a.example", on=False)
        marks.turn("/b.csv", on=False)
        assert marks.off() == {"https://a.example", "/b.csv"}

        marks.turn("/b.csv", on=True)
        assert marks.off() == {"https://a.example"}

    def test_is_wanted_until_a_reading_is_done_with_it(self, marks: SourceMarks) -> None:
        marks.want(["a", "b"])
        began_with = marks.wanted()
        marks.want(["c"])  # meanwhile

        marks.done_with(began_with)

        assert marks.wanted() == {"c"}

    def test_is_wanted_with_everything(self) -> None:
        assert is_wanted("a", [EVERYTHING])
        assert is_wanted("a", ["a"])
        assert not is_wanted("a", ["b"])

    def test_has_no_marks_where_the_file_is_broken(
        self, marks: SourceMarks, tmp_path: Path
    ) -> None:
        marks.want(["a"])
        (tmp_path / "data" / "sources-wanted.json").write_text("{")

        assert marks.wanted() == frozenset()
