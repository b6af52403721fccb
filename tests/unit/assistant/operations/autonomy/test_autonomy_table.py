from pathlib import Path

import pytest

from assistant.operations.autonomy.autonomy_table import (
    DEFAULT,
    AutonomyRow,
    AutonomyTable,
    AutonomyTableError,
    Level,
    Topic,
    decode_table,
    load_table,
    read_table,
)
from tests.support.seeds.autonomy_tables import table

WRITTEN = DEFAULT.read_text(encoding="utf-8")


class TestTheDefaultTable:
    def test_names_every_topic(self) -> None:
        assert set(load_table().topics) == set(Topic)

    def test_lets_the_assistant_do_what_it_can(self) -> None:
        default = load_table()

        levels = {str(name): row.level for name, row in default.operations.items()}
        levels |= {str(name): row.level for name, row in default.topics.items()}
        assert levels.pop("claim") is Level.SUGGEST  # people decide on it
        assert set(levels.values()) == {Level.AUTOMATE}


class TestATable:
    @pytest.mark.parametrize(
        ("old", "new", "named"),
        [
            ("cancel_order: automate", "cancel_ordr: automate", "operations.cancel_ordr"),
            ("cancel_order: automate", "cancel_order: never", "operations.cancel_order.level"),
            (
                "cancel_order: automate",
                "cancel_order: {level: suggest, max_minor: {EUR: -1}}",
                "operations.cancel_order.max_minor.EUR",
            ),
            (
                "cancel_order: automate",
                "cancel_order: {level: suggest, max_minor: {euro: 1}}",
                "operations.cancel_order.max_minor.euro",
            ),
            (
                "cancel_order: automate",
                "cancel_order: {level: suggest, approver: boss}",
                "operations.cancel_order.approver",
            ),
            (
                "cancel_order: automate",
                "cancel_order: {level: suggest, approver: agent}",
                "operations.cancel_order.approver",
            ),
            ("returns: automate", "weather: automate", "topics.weather"),
            (
                "returns: automate",
                "returns: {level: suggest, max_minor: {EUR: 1}}",
                "topics.returns.max_minor",
            ),
            ("topics:", "subjects:", "subjects"),
        ],
    )
    def test_with_a_mistake_is_refused_by_its_place(self, old: str, new: str, named: str) -> None:
        with pytest.raises(AutonomyTableError) as caught:
            read_table(WRITTEN.replace(old, new, 1), source="table.yml")

        assert "table.yml: " in str(caught.value)
        assert f"{named}: " in str(caught.value)

    @pytest.mark.parametrize("text", ["", "operations: [", "- automate"])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(AutonomyTableError, match=r"table\.yml"):
            read_table(text, source="table.yml")

    def test_that_is_not_there_is_said_to_be_missing(self, tmp_path: Path) -> None:
        with pytest.raises(AutonomyTableError, match="does not exist"):
            load_table(tmp_path / "none.yml")

    def test_is_written_as_it_is_read(self) -> None:
        row = {
            "level": "suggest",
            "max_minor": {"EUR": 1},
            "stricter_for": ["VIP "],
            "approver": "operations",
        }
        one = table({"return_items": row}, {"returns": "human_only"})

        assert read_table(one.written(), source="it") == one
        assert "returns: human_only" in one.written()
        assert one.operations["return_items"].stricter_for == ("vip",)

    def test_that_was_kept_is_the_same_again(self) -> None:
        one = table({"cancel_order": {"level": "suggest", "max_minor": {"EUR": 5}}})

        assert decode_table(one.model_dump_json()) == one
        assert decode_table(AutonomyTable().model_dump_json()) == AutonomyTable()

    def test_is_read_without_the_column_that_earlier_versions_had(self) -> None:
        stored = '{"topics": {"sizing": {"level": "human_only", "shadow": true}}}'

        assert decode_table(stored).topics[Topic.SIZING] == AutonomyRow(level=Level.HUMAN_ONLY)
