from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Dealings, Proposal
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.operations.dialogue.afterwards import question_after
from assistant.understanding.types import Intent, Remark
from tests.support.seeds.conversation_events import NOON
from tests.unit.assistant.answers.shop_fixture import asked


def after(operation: str, dialogue: str = "") -> Conversation:
    done = Proposal(
        proposal_id="p1",
        operation=operation,
        parameters="{}",
        fingerprint="f",
        customer_id=CustomerId("lea"),
        at=NOON,
    )
    return Conversation(
        conversation_id=ConversationId("c1"), dealings=Dealings(done=done, dialogue=dialogue)
    )


class TestAQuestionAfterAReturn:
    @pytest.mark.parametrize(
        ("text", "means"),
        [
            ("how do I send it?", "How do I send an item back?"),
            ("ok, where do I drop it off?", "How do I send an item back?"),
            ("comment je l'envoie ?", "Comment faire pour retourner un article ?"),
            ("et l'étiquette ?", "Comment faire pour retourner un article ?"),
            ("when do I get the money?", ""),
            ("when will I be refunded?", ""),
            ("et je suis remboursée quand ?", None),
            ("quand est-ce que je suis remboursé ?", ""),
            ("et mon remboursement ?", ""),
        ],
    )
    def test_is_about_that_return(self, text: str, means: str | None) -> None:
        meant = question_after(after("return_items"), text)

        assert (meant.means if meant else None) == means

    @pytest.mark.parametrize("text", ["do you sell boots?", "where is my order?", "merci", "yes"])
    def test_is_not_read_into_other_words(self, text: str) -> None:
        assert question_after(after("return_items"), text) is None

    @pytest.mark.parametrize(
        ("operation", "text"),
        [
            ("late_return", "how do I send it?"),
            ("late_return", "when do I get the money?"),
            ("partial_refund", "quand est-ce que je suis remboursé ?"),
        ],
    )
    def test_is_meant_after_what_the_team_gave(self, operation: str, text: str) -> None:
        assert question_after(after(operation), text) is not None

    def test_is_none_while_another_operation_is_in_progress(self) -> None:
        assert question_after(after("return_items", "{}"), "how do I send it?") is None

    def test_is_none_where_it_makes_no_sense(self) -> None:
        assert question_after(after("cancel_order"), "how do I send it?") is None
        assert question_after(Conversation(conversation_id=ConversationId("c1")), "ok") is None

    def test_is_read_as_a_question_or_as_one_that_the_receipt_answers(self) -> None:
        status = replace(asked("x"), intent=Intent.ORDER_STATUS)
        sends = question_after(after("return_items"), "how do I send it?")
        money = question_after(after("return_items"), "when do I get the money?")

        assert sends is not None
        assert money is not None
        assert sends.read_into(status).intent is Intent.QUESTION
        assert sends.read_into(status).remark is None
        assert money.read_into(status).remark is Remark.WHETHER_DONE
