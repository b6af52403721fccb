"""Rows of the autonomy table that wait for a second person."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.improvement.changes.asked_tables import ask_for_rows
from assistant.improvement.changes.change_set import ChangeSet
from assistant.operations.autonomy.autonomy_table import AutonomyTable

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
BEFORE = AutonomyTable.model_validate({"operations": {"cancel_order": "suggest"}})
WANTED = AutonomyTable.model_validate({"operations": {"cancel_order": "automate"}})
BESIDE = AutonomyTable.model_validate(
    {"operations": {"cancel_order": "automate", "order_status": "automate"}}
)
CANCEL = "operations.cancel_order"


def ask(table: AutonomyTable, *known: ChangeSet, rows: tuple[str, ...] = (CANCEL,)) -> ChangeSet:
    return ask_for_rows(table, before=BEFORE, rows=rows, note="", by="zoé", known=known, now=NOON)


def test_are_proposed_once_whatever_the_other_rows_are_meanwhile() -> None:
    first = ask(WANTED)

    assert ask(BESIDE, first) is first


def test_are_another_proposal_where_one_of_them_is_another() -> None:
    first = ask(BEFORE)

    assert ask(WANTED, first) is not first
    assert ask(BESIDE, ask(WANTED), rows=(CANCEL, "operations.order_status")).about == (
        "cancel_order, order_status"
    )


def test_are_compared_with_rows_alone() -> None:
    first = ask(WANTED)
    setting = replace(first, change=replace(first.change, kind="settings", content="{}"))

    assert ask(WANTED, setting) is not setting


def test_are_no_proposal_that_this_version_cannot_read() -> None:
    first = ask(WANTED)
    content = '{"operations": {"cancel_order": {"level": "automate", "of_tomorrow": 1}}}'
    newer = replace(first, change=replace(first.change, content=content))

    assert ask(WANTED, newer) is not newer


def test_have_no_column_that_they_do_not_use() -> None:
    first = ask(WANTED)

    assert "ordered_by" not in first.change.content
    assert "ordered_by" not in first.before
