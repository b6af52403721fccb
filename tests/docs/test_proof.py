"""Every row of the page of reliability names tests that exist, or says that it is not proven."""

from importlib import import_module

import pytest

from tests.support.proof import Row, judge, rows

ROWS = list(rows())


class TestThePageOfReliability:
    def test_has_every_row(self) -> None:
        wanted = {*(f"R{n}" for n in range(1, 22)), *(f"S{n}" for n in range(1, 20))}
        wanted |= {"R5b", "R6b", "R6c", "R17b"}

        assert {row.number for row in ROWS} == wanted

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
    def test_names_tests_that_exist(self, row: Row) -> None:
        assert bool(row.tests) != row.holds.startswith("not proven")
        for test in row.tests:
            path, *names = test.split("::")
            found: object = import_module(path.removesuffix(".py").replace("/", "."))
            for name in names:
                found = getattr(found, name)


class TestTheResultOfARow:
    ROW = Row(number="R1", done="it is killed", holds="it answers", tests=("tests/a.py::TestA",))

    @pytest.mark.parametrize(
        ("results", "said"),
        [
            ({"tests.a.TestA.test_b": "passed"}, "PROVEN (1 passed)"),
            (
                {"tests.a.TestA.test_b": "passed", "tests.a.TestA.test_c": "failed"},
                "FAILED (1 passed, 1 failed)",
            ),
            ({"tests.a.TestAnother.test_b": "passed"}, "FAILED (0)"),
        ],
    )
    def test_is_that_of_its_tests(self, results: dict[str, str], said: str) -> None:
        assert judge(self.ROW, results) == said
