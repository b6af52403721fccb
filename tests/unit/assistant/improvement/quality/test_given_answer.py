"""Which answers of a conversation can be judged, and what followed on them."""

from dataclasses import replace

import pytest

from assistant.conversation.events import (
    Author,
    ConversationEvent,
    Reason,
    ReplyKind,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Source
from assistant.improvement.quality.given_answer import Dispute, answers_in
from tests.support.seeds.conversation_events import (
    NOON,
    handed_off,
    rated,
    replied,
    started,
    wrote,
)

QUESTION = "Quel est le délai de retour ?"
SOURCE = Source(
    title="Retours", url="https://x.example/retours", quote="30 jours", language="fr", score=0.6
)
ASKED = wrote("m1", text=QUESTION)
REPLY = replace(replied("r1", "m1"), sources=(SOURCE,))
TURN = TurnTaken(
    conversation_id=ASKED.conversation_id,
    at=NOON,
    answers=("m1",),  # type: ignore[arg-type]  # ids
    intent="question",
    confidence=0.9,
    language="fr",
    decision="Answer",
    rule="evidence",
    latency_ms=9.0,
)


def disputes(*after: ConversationEvent) -> list[Dispute]:
    return [one.dispute for one in answers_in((started(), ASKED, TURN, REPLY, *after))]


class TestAnAnswer:
    def test_comes_with_its_question_and_source(self) -> None:
        [one] = answers_in((started(), ASKED, TURN, REPLY))

        assert (one.question, one.text, one.score) == (QUESTION, REPLY.text, 0.6)
        assert one.dispute is Dispute.NONE

    def test_that_is_verified_names_the_verified_answer(self) -> None:
        [one] = answers_in((started(), ASKED, replace(TURN, rule="a_question/verified:v1"), REPLY))

        assert one.verified_id == "v1"

    @pytest.mark.parametrize(
        "events",
        [
            (ASKED, TURN, replace(REPLY, sources=())),
            (ASKED, TURN, replace(REPLY, kind=ReplyKind.ABSTAINED)),
            (ASKED, replace(TURN, intent="order_status"), REPLY),
            (wrote("m1", text="Où est ma commande 1001 ?"), REPLY),
            (
                wrote("m1", text="Et pour la Suisse ?"),
                replace(REPLY, topic="délai de retour Suisse"),
            ),
            (TURN, REPLY),
        ],
        ids=[
            "no source",
            "no answer",
            "an operation",
            "an order",
            "leans on another",
            "no question",
        ],
    )
    def test_that_not_everybody_gets_cannot_be_judged(
        self, events: tuple[ConversationEvent, ...]
    ) -> None:
        assert list(answers_in((started(), *events))) == []


class TestADispute:
    def test_is_a_thumb_down(self) -> None:
        down = replace(rated("r1"), helpful=False)

        assert disputes(down) == [Dispute.THUMB_DOWN]
        assert disputes(down, replace(down, helpful=True)) == [Dispute.NONE]

    def test_is_a_customer_who_goes_on_to_a_person(self) -> None:
        assert disputes(handed_off()) == [Dispute.WENT_ON]

    def test_is_the_same_question_again(self) -> None:
        assert disputes(wrote("m2", text="Le délai de retour, quel est-il ?")) == [
            Dispute.ASKED_AGAIN
        ]
        assert disputes(wrote("m2", text="Merci, bonne journée")) == [Dispute.NONE]

    def test_comes_before_another_question(self) -> None:
        other = wrote("m2", text="Livrez-vous en Belgique ?")
        turn = replace(TURN, answers=(MessageId("m2"),))

        assert disputes(other, turn, handed_off())[0] is Dispute.NONE
        thanks = replace(turn, intent="thanks")
        assert disputes(other, thanks, handed_off())[0] is Dispute.WENT_ON

    def test_is_none_where_the_shop_looks_at_an_answer_first(self) -> None:
        looked_at = replace(handed_off(), reason=Reason.NEEDS_APPROVAL)

        assert disputes(looked_at, written_by_agent()) == [Dispute.NONE]


def written_by_agent() -> ConversationEvent:
    return replace(REPLY, message_id=MessageId("r9"), author=Author.AGENT, answers=())
