from io import StringIO

from rich.console import Console

from assistant.app.commands.coverage_table import print_coverage
from tests.support.seeds.need_coverage import report


def printed(width: int = 120) -> str:
    written = StringIO()
    print_coverage(report(), "en", Console(file=written, width=width))
    return written.getvalue()


class TestTheTable:
    def test_has_each_need_with_its_answer_source_and_how_sure_it_is(self) -> None:
        line = next(one for one in printed().splitlines() if "answered" in one)

        assert line.split() == ["✓", "answered", "30", "jours.", "Retours", "(fr)", "90%"]

    def test_ends_with_what_to_write_first_and_the_sum(self) -> None:
        end = printed()[printed().index("Make these agree") :]

        assert "Retours: 30 jours" in end
        assert "Write these first\n  missing Wording" not in end  # it is asked as customers do
        assert "  missing Délai ?" in end
        assert "Brisemare, English. Answered: 1 of 3" in end

    def test_fits_a_narrow_terminal(self) -> None:
        assert max(map(len, printed(width=80).splitlines())) <= 80
