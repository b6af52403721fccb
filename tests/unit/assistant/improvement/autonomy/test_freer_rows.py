"""Rows of money and law in which a table lets more happen than the one before."""

from typing import Any

import pytest

from assistant.improvement.autonomy.freer_rows import freer_rows, with_rows_of
from assistant.operations.autonomy.autonomy_table import load_table
from tests.support.seeds.autonomy_tables import table

ROW: dict[str, Any] = {
    "level": "suggest",
    "max_minor": {"EUR": 5000},
    "stricter_for": ["vip"],
    "approver": "operations",
    "ordered_by": "operations",
}
CANCEL = "operations.cancel_order"


def freer(before: dict[str, Any], after: dict[str, Any]) -> frozenset[str]:
    return freer_rows(table({"cancel_order": before}), table({"cancel_order": after}))


class TestARow:
    @pytest.mark.parametrize(
        "change",
        [
            {"level": "automate"},
            {"max_minor": {"EUR": 5001}},
            {"max_minor": {"EUR": 5000, "USD": 1}},
            {"max_minor": {}},
            {"stricter_for": []},
            {"approver": "lead"},
            {"ordered_by": "lead"},
        ],
        ids=str,
    )
    def test_is_freer_in_any_column_and_no_freer_the_other_way(
        self, change: dict[str, Any]
    ) -> None:
        assert freer(ROW, ROW | change) == {CANCEL}
        assert freer(ROW | change, ROW) == frozenset()

    def test_that_goes_alone_is_freer_with_fewer_checks(self) -> None:
        alone = ROW | {"level": "automate"}

        assert freer(alone | {"checked_share": 0.05}, alone) == {CANCEL}
        assert freer(alone, alone | {"checked_share": 0.05}) == frozenset()

    def test_that_is_left_to_people_is_never_freer(self) -> None:
        people = {"level": "human_only", "max_minor": {}}

        assert freer(ROW, people) == frozenset()
        assert freer(people, ROW) == {CANCEL}

    def test_that_a_table_lacked_is_freer_once_it_is_there(self) -> None:
        bare = load_table().model_copy(update={"operations": {}})

        assert CANCEL in freer_rows(bare, load_table())

    def test_of_neither_money_nor_law_does_not_count(self) -> None:
        people = table({"stock_alert": "human_only"}, {"sizing": "human_only"})

        assert freer_rows(people, load_table()) == frozenset()


class TestGoodwill:
    def test_is_freer_for_another_role_a_higher_amount_or_more_often(self) -> None:
        def given(**limits: Any) -> Any:  # noqa: ANN401  # as YAML has them
            return table(goodwill={"voucher": limits})

        small = given(agent={"max_minor": {"EUR": 500}, "per_order": 1})

        for more in (
            given(agent={"max_minor": {"EUR": 501}, "per_order": 1}),
            given(agent={"max_minor": {"EUR": 500}}),
            given(agent={"max_minor": {"EUR": 500}, "per_order": 1, "days": 30}),
            given(agent={"max_minor": {"EUR": 500}, "per_order": 1}, lead={}),
        ):
            assert freer_rows(small, more) == {"goodwill.voucher"}
            assert freer_rows(more, small) == frozenset()


def test_rows_are_taken_from_another_table_and_others_stay() -> None:
    before = table({"cancel_order": "suggest", "return_items": "automate"})
    after = table({"cancel_order": "automate", "return_items": "suggest"})

    kept = with_rows_of(after, before, freer_rows(before, after))

    assert kept == table({"cancel_order": "suggest", "return_items": "suggest"})
    assert (
        with_rows_of(before, after, frozenset({CANCEL})).operations["cancel_order"]
        == (after.operations["cancel_order"])
    )
