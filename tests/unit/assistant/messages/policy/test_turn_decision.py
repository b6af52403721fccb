from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, Reason, ReplyKind
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.ownership import Ownership, Stage
from assistant.messages.policy.turn_decision import (
    Answer,
    Decision,
    HandOff,
    Operate,
    Policy,
    SmallTalk,
    StaySilent,
)
from assistant.understanding.types import (
    Constraints,
    Intent,
    PriceObjection,
    Remark,
    Tone,
    Understanding,
)
from tests.support.seeds.conversation_events import replied

POLICY = Policy(min_confidence=0.5, floor=0.4, chitchat_floor=0.8)
CID = ConversationId("c1")
ASKED = Conversation(conversation_id=CID).after(
    CustomerWrote(
        conversation_id=CID,
        at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
        message_id=MessageId("m1"),
        text="délai de retour ?",
    )
)
QUESTION = Understanding(
    text="délai de retour ?",
    language="fr",
    intent=Intent.QUESTION,
    confidence=0.9,
    vector=np.zeros(2, dtype=np.float32),
    constraints=Constraints(),
    rest="délai de retour ?",
    follow_up=False,
)


def meant(intent: Intent, confidence: float = 0.9) -> Understanding:
    return replace(QUESTION, intent=intent, confidence=confidence)


class TestPolicyDecides:
    @pytest.mark.parametrize(
        ("conversation", "understanding", "decision"),
        [
            pytest.param(ASKED, QUESTION, Answer("a_question", 0.4), id="to_answer_a_question"),
            pytest.param(
                ASKED,
                meant(Intent.CHITCHAT),
                Answer("outside_the_shop", 0.8),
                id="to_want_more_evidence_for_what_seems_outside_the_shop",
            ),
            pytest.param(
                ASKED,
                replace(
                    meant(Intent.CHITCHAT),
                    tone=Tone.GRUMBLE,
                    price_objection=PriceObjection(),
                ),
                Answer("an_objection_to_a_price", 0.4),
                id="to_answer_an_objection_to_a_price_whatever_its_tone",
            ),
            pytest.param(
                ASKED,
                meant(Intent.THANKS),
                SmallTalk("small_talk_thanks"),
                id="to_be_polite_when_thanked",
            ),
            pytest.param(
                ASKED,
                meant(Intent.ABOUT_ASSISTANT, 0.99),
                SmallTalk("small_talk_about_assistant"),
                id="to_say_what_it_is_when_surely_asked",
            ),
            pytest.param(
                ASKED,
                meant(Intent.ABOUT_ASSISTANT, 0.9),
                Answer("a_question", 0.4),
                id="to_look_for_an_answer_when_perhaps_asked_what_it_is",
            ),
            pytest.param(
                ASKED,
                meant(Intent.THANKS, 0.4),
                Answer("a_question", 0.4),
                id="to_take_an_unsure_small_talk_for_a_question",
            ),
            pytest.param(
                ASKED,
                meant(Intent.ASK_FOR_PERSON),
                HandOff("asked_for_person", Reason.ASKED_FOR_PERSON),
                id="to_hand_off_when_asked",
            ),
            pytest.param(
                replace(ASKED, ownership=Ownership(stage=Stage.OPEN)),
                QUESTION,
                StaySilent("a_person_is_in_charge"),
                id="to_stay_silent_while_a_person_is_in_charge",
            ),
            pytest.param(
                Conversation(conversation_id=CID),
                QUESTION,
                StaySilent("nothing_is_unanswered"),
                id="to_stay_silent_when_nothing_is_unanswered",
            ),
        ],
    )
    def test(
        self, conversation: Conversation, understanding: Understanding, decision: Decision
    ) -> None:
        assert POLICY.decide(conversation, understanding) == decision


class TestAnAnswerToNothing:
    @pytest.mark.parametrize("intent", [Intent.AFFIRM, Intent.DENY, Intent.STOP])
    def test_is_acknowledged(self, intent: Intent) -> None:
        assert POLICY.decide(ASKED, meant(intent)) == SmallTalk("acknowledged")

    def test_accepts_the_person_that_was_offered(self) -> None:
        offered = ASKED.after(replace(replied("r1", "m1"), kind=ReplyKind.ABSTAINED))
        conversation = replace(offered, unanswered=ASKED.unanswered)

        accepted = POLICY.decide(conversation, meant(Intent.AFFIRM))
        declined = POLICY.decide(conversation, meant(Intent.DENY))

        assert accepted == HandOff("accepted_a_person", Reason.ASKED_FOR_PERSON)
        assert declined == SmallTalk("acknowledged")

    @pytest.mark.parametrize(
        ("buttons", "decision"),
        [
            ((TEXTS["fr"].talk_to_person,), HandOff("accepted_a_person", Reason.ASKED_FOR_PERSON)),
            (("Oui", "Non", TEXTS["fr"].talk_to_person), Operate("an_operation")),
        ],
    )
    def test_is_of_the_operation_that_a_reply_went_on_with_though_it_had_no_answer(
        self, buttons: tuple[str, ...], decision: Decision
    ) -> None:
        failed = replace(
            replied("r1", "m1"),
            kind=ReplyKind.ABSTAINED,
            reason=Reason.ASSISTANT_FAILED,
            quick_replies=buttons,
        )
        busy = replace(ASKED.after(failed), unanswered=ASKED.unanswered)
        busy = replace(busy, dealings=replace(busy.dealings, dialogue="{}"))

        assert replace(POLICY, operates=True).decide(busy, meant(Intent.AFFIRM)) == decision


class TestARemark:
    operating = replace(POLICY, operates=True)

    @pytest.mark.parametrize("remark", [Remark.UNDO, Remark.DEFECT])
    def test_is_dealt_with_where_something_can_be_done(self, remark: Remark) -> None:
        message = replace(QUESTION, remark=remark, message="le pull que j'ai reçu est troué")

        assert self.operating.decide(ASKED, message) == Operate("an_operation")
        assert POLICY.decide(ASKED, message) == Answer("a_question", 0.4)

    def test_on_a_defect_of_nothing_that_was_bought_is_a_question(self) -> None:
        message = replace(QUESTION, remark=Remark.DEFECT, message="la fermeture est cassée")

        assert self.operating.decide(ASKED, message) == Answer("a_question", 0.4)

    def test_on_what_was_done_is_a_question_where_nothing_was_or_could_have_been(self) -> None:
        message = replace(QUESTION, remark=Remark.WHETHER_DONE)
        refused = replace(ASKED, dealings=replace(ASKED.dealings, left_undone=True))

        assert self.operating.decide(ASKED, message) == Answer("a_question", 0.4)
        assert self.operating.decide(refused, message) == Operate("an_operation")


class TestAWishOfNobodyKnown:
    operating = replace(POLICY, operates=True)

    @pytest.mark.parametrize(
        "text", ["livré avant le 24, c'est bon ?", "how much is postage to Leeds?", "when back"]
    )
    def test_is_a_question_where_it_speaks_of_no_order_of_theirs(self, text: str) -> None:
        message = replace(meant(Intent.ORDER_STATUS), message=text)

        assert self.operating.decide(ASKED, message) == Answer("a_question", 0.4)

    @pytest.mark.parametrize(
        "text", ["ma commande arrive quand ?", "I've been waiting for ten days", "suivi colis"]
    )
    def test_is_taken_up_where_it_does(self, text: str) -> None:
        message = replace(meant(Intent.ORDER_STATUS), message=text)

        assert self.operating.decide(ASKED, message) == Operate("an_operation")

    def test_is_taken_up_where_nothing_else_can_be_meant(self) -> None:
        message = replace(meant(Intent.ORDER_STATUS, 0.97), message="elle est partie ou pas")

        assert self.operating.decide(ASKED, message) == Operate("an_operation")


class TestAShopThatOnlySells:
    SELLING = replace(POLICY, sells=True)

    def test_fills_baskets(self) -> None:
        decision = self.SELLING.decide(ASKED, meant(Intent.ADD_TO_BASKET, 1.0))

        assert isinstance(decision, Operate)

    def test_answers_everything_else_from_its_pages(self) -> None:
        decision = self.SELLING.decide(ASKED, meant(Intent.CANCEL_ORDER))

        assert isinstance(decision, Answer)
