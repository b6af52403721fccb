"""Every row of the page of reliability names tests that exist, or says that it is not proven."""

from importlib import import_module

import pytest

from tests.support.proof import Row, judge, rows

ROWS = list(rows())


class TestThePageOfReliability:
    def test_has_every_row(self) -> None:
        wanted = {*(f"R{n}" for n in range(1, 22)), *(f"S{n}" for n in range(1, 20))}
        wanted |= {"R5b", "R6b", "R6c", "R7b", "R17b", "R17c", "S7b", "S11b", "S11c", "S12b"}

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
    ROW = Row(
        number="R1",
        done="it is killed",
        holds="it answers",
        tests=("tests/a.py::TestA", "tests/c.py"),
    )

    @pytest.mark.parametrize(
        ("of_a", "of_c", "said"),
        [
            (["passed"], ["passed"], "PROVEN (2 passed)"),
            (["passed", "failed"], ["passed"], "FAILED (2 passed, 1 failed)"),
            (["passed"], [], "FAILED (1 passed)"),
            (["passed"], ["skipped"], "PARTLY (1 passed, 1 skipped)"),
            (["skipped"], ["skipped"], "FAILED (2 skipped)"),
        ],
    )
    def test_is_that_of_all_its_tests(self, of_a: list[str], of_c: list[str], said: str) -> None:
        results = {f"tests.a.TestA.test_{n}": one for n, one in enumerate(of_a)}
        results |= {f"tests.c.test_{n}": one for n, one in enumerate(of_c)}

        assert judge(self.ROW, {**results, "tests.a.TestAnother.test_b": "passed"}) == said
