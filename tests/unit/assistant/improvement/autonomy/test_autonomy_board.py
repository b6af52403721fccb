"""The rows of the board: how far each goes, since when, on what evidence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.autonomy.autonomy_board import (
    SUBJECTS,
    BoardRow,
    board,
    stake_of,
    with_level,
)
from assistant.improvement.autonomy.earned_trust import TrustState
from assistant.improvement.changes.change_set import ChangeStake
from assistant.operations.autonomy.autonomy_table import (
    AutonomySubject,
    Level,
    Topic,
    load_table,
    topic_subject,
)
from assistant.operations.autonomy.ports import TableVersion
from tests.support.seeds.conversation_events import NOON

TABLE = load_table()
SIZES, RETURNS = topic_subject(Topic.SIZING), topic_subject(Topic.RETURNS)
WATCHED = with_level(TABLE, SIZES, Level.SUGGEST)
ALONE = with_level(TABLE, SIZES, Level.AUTOMATE)


def put(table: object, version: int, *, by: str = "mara") -> TableVersion:
    at = NOON + timedelta(days=version)
    return TableVersion(version=version, table=table, at=at, by=by, note="why")  # type: ignore[arg-type]  # a table


def decided(*judgements: Agreed, days: float = 3) -> list[Agreement]:
    return [
        Agreement(
            decision_id=f"d{number}",
            subject=SIZES,
            at=NOON + timedelta(days=days, minutes=number),
            judgement=one,
            by=f"agent{number % 3}",
        )
        for number, one in enumerate(judgements)
    ]


def row(rows: tuple[BoardRow, ...], subject: AutonomySubject = SIZES) -> BoardRow:
    return next(one for one in rows if one.subject == subject)


class TestTheBoard:
    def test_has_every_row_there_can_be(self) -> None:
        assert tuple(one.subject for one in board(TABLE, (), ())) == SUBJECTS

    def test_says_since_when_and_by_whom_a_row_goes_so_far(self) -> None:
        history = (put(WATCHED, 3, by="zoe"), put(WATCHED, 2), put(ALONE, 1, by="leo"))

        found = row(board(WATCHED, history, ()))

        assert (found.level, found.by) == (Level.SUGGEST, "mara")
        assert found.since == NOON + timedelta(days=2)

    def test_proposes_a_row_that_people_agree_with(self) -> None:
        found = row(board(WATCHED, (put(WATCHED, 1),), decided(*[Agreed.AGREED] * 60)))

        assert found.next_level is Level.AUTOMATE
        assert not found.goes_back
        assert found.wanting == 0

    def test_counts_nothing_from_before_the_row_or_the_rules_changed(self) -> None:
        agreed = decided(*[Agreed.AGREED] * 60)
        later = NOON + timedelta(days=4)

        by_row = row(board(WATCHED, (replace(put(WATCHED, 1), at=later),), agreed))
        by_rules = row(board(WATCHED, (put(WATCHED, 1),), agreed, rules_changed={SIZES: later}))
        of_others = row(board(WATCHED, (put(WATCHED, 1),), agreed, rules_changed={RETURNS: later}))

        assert by_row.trust.decisions == by_rules.trust.decisions == 0
        assert by_row.wanting > 0
        assert of_others.trust.decisions == 60

    def test_takes_back_a_row_that_goes_alone_and_was_wrong(self) -> None:
        found = row(board(ALONE, (put(ALONE, 1),), decided(Agreed.CRITICAL)))

        assert found.trust.standing is TrustState.DRIFTED
        assert found.goes_back

    def test_says_between_which_shares_people_surely_agree(self) -> None:
        trust = row(board(WATCHED, (), decided(*[Agreed.AGREED] * 18, *[Agreed.MISSED] * 2))).trust

        assert 0.5 < trust.low < 0.9 < trust.high < 1.0

    def test_leaves_a_row_that_the_table_has_not_to_people(self) -> None:
        empty = TABLE.model_copy(update={"topics": {}})

        assert row(board(empty, (), ())).level is Level.HUMAN_ONLY
        with pytest.raises(LookupError):
            with_level(empty, SIZES, Level.AUTOMATE)


def test_money_and_law_weigh_more() -> None:
    assert stake_of(topic_subject(Topic.WARRANTY)) is ChangeStake.LAW
    assert stake_of(AutonomySubject(kind="operation", name="cancel_order")) is ChangeStake.MONEY
    assert stake_of(SIZES) is ChangeStake.PLAIN
