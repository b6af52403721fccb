"""A table of an older version is told what it has no row for, and gets it with the default's."""

from assistant.operations.autonomy.autonomy_table import AutonomyTable, load_table, read_table
from assistant.operations.autonomy.missing_rows import missing_rows, with_missing

DEFAULT = load_table()
OLDER = read_table(
    "operations: {cancel_order: {level: suggest, approver: admin}}\ngoodwill: {voucher: {}}",
    source="",
)
WANTED = ("operations.remove_items", "goodwill.reship", "operations.cancel_order", "topics.weather")


class TestMissingRows:
    def test_are_those_that_only_the_default_table_has(self) -> None:
        missing = missing_rows(OLDER, DEFAULT)

        assert {"operations.remove_items", "goodwill.reship", "topics.sizing"} <= {*missing}
        assert not {"operations.cancel_order", "goodwill.voucher"} & {*missing}
        assert missing_rows(DEFAULT, DEFAULT) == []

    def test_come_from_the_default_table_and_change_no_other_row(self) -> None:
        rows = with_missing(OLDER, DEFAULT, WANTED, to_people=False)

        made = AutonomyTable.model_validate(rows)
        assert made.operations["remove_items"] == DEFAULT.operations["remove_items"]
        assert made.operations["cancel_order"] == OLDER.operations["cancel_order"]
        assert {*made.operations} == {"cancel_order", "remove_items"}
        assert made.goodwill == {"voucher": {}, "reship": DEFAULT.goodwill["reship"]}
        assert not made.topics

    def test_may_be_left_to_people_and_are_missed_no_more(self) -> None:
        wanted = missing_rows(OLDER, DEFAULT)

        made = AutonomyTable.model_validate(with_missing(OLDER, DEFAULT, wanted, to_people=True))

        assert made.operations["remove_items"].level == "human_only"
        assert made.limits("reship") == {}
        assert missing_rows(read_table(made.written(), source=""), DEFAULT) == []
