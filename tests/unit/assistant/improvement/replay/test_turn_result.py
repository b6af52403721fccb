"""What came of two turns, and the most harmful difference between them."""

from dataclasses import replace

import pytest

from assistant.conversation.events import (
    Author,
    HandoffRequested,
    OperationDone,
    OperationProposed,
    Reason,
    ReplyKind,
    ReplySuggested,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.improvement.replay.turn_result import Difference, TurnResult, compare, result_of
from tests.support.seeds.conversation_events import NOON, replied

C1 = ConversationId("c1")
ANSWER = TurnResult(kind=ReplyKind.ANSWERED, text="Vous avez 30 jours.", sources=("30 jours",))
ABSTAINED = TurnResult(kind=ReplyKind.ABSTAINED, text="Je ne sais pas.")
TO_A_PERSON = TurnResult(
    kind=ReplyKind.HANDED_OFF, text="Une personne vous répond.", handed_over=Reason.ANGER
)


class TestAResult:
    def test_has_all_that_the_customer_got_and_the_shop_did(self) -> None:
        proposed = OperationProposed(
            conversation_id=C1,
            at=NOON,
            proposal_id="p1",
            operation="cancel_order",
            parameters='{"order": "BM1", "amount": 3}',
            fingerprint="f",
            customer_id=CustomerId("hugo"),
        )
        done = OperationDone(
            conversation_id=C1, at=NOON, proposal_id="p1", operation="cancel_order", reference="R1"
        )
        asked = HandoffRequested(conversation_id=C1, at=NOON, reason=Reason.VIP)

        result = result_of((replied("r1", "m1"), proposed, done, asked))

        assert result.text == "Vous avez 30 jours."
        assert result.proposed == ('cancel_order {"amount":3,"order":"BM1"}',)
        assert result.done == ("cancel_order",)
        assert result.handed_over == "vip"
        assert not result.answers

    def test_leaves_the_words_of_people_out(self) -> None:
        agents = replace(replied("r1", "m1"), author=Author.AGENT, kind=ReplyKind.WRITTEN)

        assert result_of((agents,)) == TurnResult()

    def test_of_a_suggestion_is_no_answer_yet(self) -> None:
        suggested = ReplySuggested(
            conversation_id=C1,
            at=NOON,
            suggestion_id=MessageId("s1"),
            kind=ReplyKind.ANSWERED,
            text="30 jours.",
            language="fr",
            answers=(),
            rule="topic_returns",
        )

        result = result_of((suggested, replied("r1", "m1")))

        assert result.suggested == "30 jours."
        assert not result.answers


class TestTwoResults:
    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            (ANSWER, ANSWER, None),
            (ANSWER, replace(ANSWER, rule="another"), None),
            (ANSWER, replace(ANSWER, done=("cancel_order",)), Difference.EFFECT),
            (TO_A_PERSON, ANSWER, Difference.PERSON_MISSED),
            (ANSWER, replace(ANSWER, proven=True), Difference.PROOF),
            (ANSWER, replace(ANSWER, proposed=("cancel_order {}",)), Difference.READ_BACK),
            (
                replace(ANSWER, to_approve=("return_items",)),
                replace(ANSWER, done=("return_items",)),
                Difference.EFFECT,
            ),
            (ANSWER, replace(ANSWER, to_approve=("return_items",)), Difference.READ_BACK),
            (ANSWER, replace(ANSWER, text="Vous avez 14 jours."), Difference.FIGURES),
            (ANSWER, ABSTAINED, Difference.ANSWER_LOST),
            (ANSWER, TurnResult(), Difference.ANSWER_LOST),
            (ANSWER, replace(ANSWER, sources=("trente jours",)), Difference.OTHER_ANSWER),
            (ANSWER, replace(ANSWER, basket="a x 1"), Difference.BASKET),
            (ABSTAINED, ANSWER, Difference.ANSWER_FOUND),
            (ANSWER, TO_A_PERSON, Difference.HANDED_OVER),
            (ANSWER, replace(ANSWER, text="", suggested="30 jours."), Difference.SUGGESTED),
            (ANSWER, replace(ANSWER, text="Bonjour, vous avez 30 jours."), Difference.WORDS),
        ],
    )
    def test_differ_by_the_most_harmful_thing(
        self, before: TurnResult, after: TurnResult, expected: Difference | None
    ) -> None:
        assert compare(before, after) is expected

    def test_that_differ_in_several_things_are_told_by_the_worst(self) -> None:
        after = replace(ABSTAINED, done=("cancel_order",), proven=True)

        assert compare(ANSWER, after) is Difference.EFFECT
