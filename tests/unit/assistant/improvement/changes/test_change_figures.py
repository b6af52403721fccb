"""What came of proposals is counted."""

from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_figures import ChangeFigures, count_changes
from tests.support.seeds.change_seeds import NOON, change_set


def test_an_accepted_one_that_was_taken_back_counts_twice() -> None:
    live = moves.publish(
        moves.approve(change_set(change_id="a"), "", by="zoé", at=NOON), "1", at=NOON
    )
    back = moves.take_back(moves.withdraw(live, by="zoé", at=NOON, reason=""), at=NOON)
    rejected = moves.reject(change_set(change_id="b"), by="zoé", at=NOON, reason="No.")
    expired = moves.expire(change_set(change_id="c"), at=NOON)

    figures = count_changes([live, back, rejected, expired, change_set(change_id="d")])

    assert figures == ChangeFigures(
        proposed=5, waiting=1, accepted=2, taken_back=1, rejected=1, expired=1
    )
