"""The counts of a replay, and when a change does harm."""

from assistant.conversation.event_base import ReplyKind
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_tally import (
    ReplayedTurn,
    ReplayTally,
    WorstTurns,
    tally_of,
)
from assistant.improvement.replay.turn_result import Difference, TurnResult, compare

ANSWER = TurnResult(kind=ReplyKind.ANSWERED, text="30 jours")
ABSTAINED = TurnResult(kind=ReplyKind.ABSTAINED)


def counted(*pairs: tuple[TurnResult, TurnResult]) -> ReplayTally:
    tally = ReplayTally()
    for before, after in pairs:
        tally += tally_of(before, after, compare(before, after))
    return tally


def differing(difference: Difference) -> ReplayedTurn:
    return ReplayedTurn(
        conversation_id=ConversationId("c1"),
        number=1,
        said="?",
        before=ANSWER,
        after=ABSTAINED,
        difference=difference,
    )


class TestATally:
    def test_adds_up_to_that_of_the_whole(self) -> None:
        tally = counted((ANSWER, ANSWER), (ANSWER, ABSTAINED), (ABSTAINED, ANSWER))

        assert tally.turns == 3
        assert tally.differing == {Difference.ANSWER_LOST: 1, Difference.ANSWER_FOUND: 1}
        assert (tally.answered.gained, tally.answered.lost) == (1, 1)
        assert tally.changed == 2

    def test_of_an_effect_in_the_shop_does_harm(self) -> None:
        assert ReplayTally(turns=1, differing={Difference.EFFECT: 1}).does_harm

    def test_of_a_turn_that_fails_does_harm(self) -> None:
        assert ReplayTally(turns=500, failed={"LookupError": 1}).does_harm
        assert not ReplayTally(turns=500, passed_over=1).does_harm

    def test_of_more_answers_does_none(self) -> None:
        assert not counted(*[(ANSWER, ANSWER)] * 50, *[(ABSTAINED, ANSWER)] * 5).does_harm

    def test_of_answers_that_may_be_more_than_one_in_a_hundred_lost_does_harm(self) -> None:
        lost = [(ANSWER, ABSTAINED)] * 5

        assert counted(*[(ANSWER, ANSWER)] * 95, *lost).does_harm
        assert not counted(*[(ANSWER, ANSWER)] * 4_995, *lost).does_harm


class TestTheWorstTurns:
    def test_are_kept_and_stand_first(self) -> None:
        worst = WorstTurns(most=2)
        worst.add([differing(Difference.WORDS), differing(Difference.HANDED_OVER)])
        worst.add([differing(Difference.EFFECT)])

        assert [one.difference for one in worst.turns] == [
            Difference.EFFECT,
            Difference.HANDED_OVER,
        ]
