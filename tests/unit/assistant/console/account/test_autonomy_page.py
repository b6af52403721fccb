"""Menus of the autonomy table change levels and roles, and keep every condition of a row."""

from assistant.console.account.autonomy_page import with_menus
from assistant.operations.autonomy.autonomy_table import AutonomyTable, load_table
from tests.support.seeds.autonomy_tables import table

STRICT = table(
    {"cancel_order": {"level": "suggest", "max_minor": {"EUR": 100}, "approver": "lead"}},
    {"returns": {"level": "automate", "stricter_for": ["vip"]}},
)


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
