"""Test which cells of a table are left out."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.insights.queries.suppression import suppress


def shown(cells: list[int], **how: int | bool) -> list[int]:
    return list(suppress(cells, lambda cell: cell, **how).shown)  # type: ignore[arg-type]


def test_few_customers_are_not_shown() -> None:
    assert shown([12, 4, 5, 0]) == [12, 5]


def test_exports_need_ten() -> None:
    assert shown([12, 9, 10], least=10) == [12, 10]


def test_one_part_of_a_total_takes_the_smallest_other_with_it() -> None:
    assert shown([40, 12, 3], total_shown=True) == [40]


def test_parts_that_are_enough_together_take_no_other() -> None:
    assert shown([40, 12, 3, 4], total_shown=True) == [40, 12]


def test_nothing_left_out_takes_nothing() -> None:
    told = suppress([40, 12], lambda cell: cell, total_shown=True)

    assert (told.shown, told.left_out) == ((40, 12), 0)


@given(st.lists(st.integers(0, 30), max_size=8))
def test_what_a_total_gives_away_is_never_few(cells: list[int]) -> None:
    left = shown(cells, total_shown=True)

    hidden = sum(cells) - sum(left)
    assert all(cell >= 5 for cell in left)
    assert hidden == 0 or hidden >= 5 or not left
