"""Menus of the autonomy table change levels and roles, and keep every condition of a row."""

from assistant.console.account.autonomy_page import subjects_of, with_menus
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    Topic,
    load_table,
    read_table,
)
from assistant.operations.operation_register import OPERATIONS
from tests.support.seeds.autonomy_tables import table

STRICT = table(
    {"cancel_order": {"level": "suggest", "max_minor": {"EUR": 100}, "approver": "lead"}},
    {"returns": {"level": "automate", "stricter_for": ["vip"]}},
)
OLDER = read_table("operations: {cancel_order: suggest}", source="")


def chosen(one: AutonomyTable) -> dict[str, str]:
    """Return what the menus of a table send, untouched."""
    rows = one.model_dump(mode="json")
    return {
        f"{part}.{name}.{field}": row[field]
        for part in ("operations", "topics")
        for name, row in rows[part].items()
        for field in ("level", "approver")
    }


class TestMenus:
    def test_left_alone_change_nothing(self) -> None:
        for one in (STRICT, load_table()):
            assert AutonomyTable.model_validate(with_menus(one, chosen(one))) == one

    def test_change_the_level_and_who_says_yes(self) -> None:
        menus = chosen(STRICT) | {
            "operations.cancel_order.level": "automate",
            "operations.cancel_order.approver": "admin",
        }

        made = AutonomyTable.model_validate(with_menus(STRICT, menus))

        row = made.operations["cancel_order"]
        assert (row.level, row.approver, row.max_minor) == ("automate", "admin", {"EUR": 100})
        assert made.topics == STRICT.topics

    def test_add_a_row_for_a_subject_that_an_older_table_has_not(self) -> None:
        menus = {
            "operations.remove_items.level": "suggest",
            "operations.remove_items.approver": "operations",
            "operations.balance.level": "",  # left without a row
            "operations.balance.approver": "lead",
            "topics.sizing.level": "automate",
        }

        made = AutonomyTable.model_validate(with_menus(OLDER, menus))

        row = made.operations["remove_items"]
        assert (row.level, row.approver) == ("suggest", "operations")
        assert set(made.operations) == {"cancel_order", "remove_items"}
        assert made.topics[Topic.SIZING].level == "automate"


def test_every_subject_is_shown_with_its_row_or_without() -> None:
    subjects = subjects_of(OLDER)

    assert set(subjects["operations"]) == set(OPERATIONS)
    assert set(subjects["topics"]) == set(Topic)
    assert subjects["operations"]["cancel_order"] == OLDER.operations["cancel_order"]
    assert subjects["operations"]["remove_items"] is None
