"""Fields of the autonomy table's rows: the whole model is on them, and they write it."""

import pytest

from assistant.console.account.autonomy_rows_form import (
    SubjectRow,
    kinds_offered,
    rows_of,
    say_amounts,
    say_kinds,
    subject_rows,
)
from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomyTable,
    OperationRow,
    Topic,
    load_table,
    read_table,
)
from assistant.operations.operation_register import OPERATIONS
from tests.support.seeds.autonomy_tables import table

STRICT = table(
    {
        "cancel_order": {
            "level": "suggest",
            "max_minor": {"EUR": 10050, "JPY": 0},
            "stricter_for": ["vip"],
            "approver": "lead",
            "ordered_by": "operations",
        }
    },
    {"returns": {"level": "automate", "stricter_for": ["vip", "anonymous"]}},
)
OLDER = read_table("operations: {cancel_order: suggest}", source="")


def sent(one: AutonomyTable) -> dict[str, str]:
    """Return what the fields of a table send, untouched."""
    return {row.name(part): said for row in subject_rows(one) for part, said in row.fields.items()}


def made(one: AutonomyTable, changed: dict[str, str]) -> AutonomyTable:
    return AutonomyTable.model_validate(rows_of(subject_rows(one, sent(one) | changed)))


def row_of(rows: list[SubjectRow], subject: str) -> SubjectRow:
    return next(row for row in rows if row.subject == subject)


class TestTheFields:
    def test_are_those_of_the_model_for_every_subject(self) -> None:
        rows = subject_rows(OLDER)

        assert {row.subject for row in rows if row.part == "operations"} == set(OPERATIONS)
        assert {row.subject for row in rows if row.part == "topics"} == set(Topic)
        assert row_of(rows, "cancel_order").fields.keys() == OperationRow.model_fields.keys()
        assert "checked_share" not in row_of(rows, "order_status").fields  # it only looks up
        assert row_of(rows, "returns").fields.keys() == AutonomyRow.model_fields.keys()

    @pytest.mark.parametrize("one", [STRICT, OLDER, load_table()])
    def test_left_alone_change_nothing(self, one: AutonomyTable) -> None:
        kept = AutonomyTable(operations=one.operations, topics=one.topics)

        assert made(one, {}) == kept
        assert AutonomyTable.model_validate(rows_of(subject_rows(one, {}))) == kept

    def test_offer_the_kinds_of_customer_that_there_are(self) -> None:
        strange = sent(STRICT) | {"topics.returns.stricter_for": "x" * 61}

        assert kinds_offered(subject_rows(STRICT), ["Pro"]) == ["anonymous", "pro", "vip"]
        assert kinds_offered(subject_rows(STRICT, strange), []) == ["anonymous", "vip"]

    def test_have_the_kinds_that_are_ticked_and_those_that_are_typed(self) -> None:
        name = "topics.returns.stricter_for"

        table = made(STRICT, {name: "Gros compte", f"{name}.anonymous": "1"})

        assert table.topics[Topic.RETURNS].stricter_for == ("anonymous", "gros compte")
        assert made(STRICT, {name: ""}).topics[Topic.RETURNS].stricter_for == ()

    def test_say_limits_as_people_write_them(self) -> None:
        fields = row_of(subject_rows(STRICT), "cancel_order").fields

        assert fields["max_minor"] == "100.50 EUR, 0 JPY"
        assert row_of(subject_rows(STRICT), "returns").fields["stricter_for"] == "vip, anonymous"

    def test_change_every_column(self) -> None:
        changed = {
            "operations.cancel_order.level": "automate",
            "operations.cancel_order.approver": "admin",
            "operations.cancel_order.max_minor": "300,50 EUR; 250 GBP",
            "operations.cancel_order.stricter_for": " VIP, pro ,",
            "operations.cancel_order.ordered_by": "agent",
        }

        row = made(STRICT, changed).operations["cancel_order"]

        assert (row.level, row.approver, row.ordered_by) == ("automate", "admin", "agent")
        assert row.max_minor == {"EUR": 30050, "GBP": 25000}
        assert row.stricter_for == ("vip", "pro")

    def test_take_a_limit_away(self) -> None:
        emptied = dict.fromkeys(
            [f"operations.cancel_order.{x}" for x in ("max_minor", "stricter_for", "ordered_by")],
            "",
        )

        row = made(STRICT, emptied).operations["cancel_order"]

        assert (row.max_minor, row.stricter_for, row.ordered_by) == ({}, (), None)

    def test_add_a_row_for_a_subject_that_an_older_table_has_not(self) -> None:
        changed = {
            "operations.remove_items.level": "suggest",
            "operations.remove_items.approver": "operations",
            "operations.balance.approver": "lead",  # left without a row
            "topics.sizing.level": "automate",
        }

        one = made(OLDER, changed)

        row = one.operations["remove_items"]
        assert (row.level, row.approver) == ("suggest", "operations")
        assert set(one.operations) == {"cancel_order", "remove_items"}
        assert one.topics[Topic.SIZING].level == "automate"

    @pytest.mark.parametrize(
        ("field", "said", "wrong"),
        [
            ("operations.cancel_order.max_minor", "much", "max_minor"),
            ("operations.cancel_order.max_minor", "20", "max_minor"),
            ("operations.cancel_order.max_minor", "20 EUR, 30 EUR", "max_minor"),
            ("operations.cancel_order.stricter_for", "x" * 61, "stricter_for"),
            ("operations.balance.max_minor", "20 EUR", "level"),  # of no row
        ],
    )
    def test_are_marked_where_they_cannot_be_read(self, field: str, said: str, wrong: str) -> None:
        rows = subject_rows(OLDER, sent(OLDER) | {field: said})

        marked = {row.name(column) for row in rows for column in row.wrong}
        assert marked == {f"{field.rpartition('.')[0]}.{wrong}"}


class TestTheLimits:
    def test_are_said_as_the_reader_writes_them(self) -> None:
        assert say_amounts("300.00 EUR, 20 GBP", "fr") == "300,00\u00a0€, 20,00\u00a0£GB"
        assert say_amounts("300.00 EUR", "en") == "€300.00"
        assert say_amounts("many", "fr") == "many"

    def test_name_known_kinds_of_customers_in_words(self) -> None:
        said = "les clients VIP, qui n’a pas prouvé son identité, gold_club"

        assert say_kinds("vip, anonymous, gold_club", "fr") == said
        assert say_kinds("vip", "en") == "VIP customers"


class TestAShareThatPeopleLookAt:
    def test_is_written_in_percent(self) -> None:
        read = made(OLDER, {"operations.cancel_order.checked_share": "2,5 %"})

        assert read.operations["cancel_order"].checked_share == 0.025
        assert sent(read)["operations.cancel_order.checked_share"] == "2.5"

    @pytest.mark.parametrize("said", ["51", "-1", "some", "nan"])
    def test_is_at_most_a_half(self, said: str) -> None:
        rows = subject_rows(OLDER, sent(OLDER) | {"operations.cancel_order.checked_share": said})

        assert row_of(rows, "cancel_order").wrong == {"checked_share"}
