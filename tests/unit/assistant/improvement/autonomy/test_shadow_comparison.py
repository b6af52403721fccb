"""What the assistant would have done, beside what a person did."""

from dataclasses import replace

import pytest

from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ConversationReleased,
    ConversationResolved,
    HandoffOffered,
    HandoffRequested,
    OperationDone,
    OperationProposed,
    ReplySuggested,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.improvement.autonomy.shadow_comparison import (
    effect_of,
    judge,
    say_the_same,
    with_result,
)
from assistant.improvement.autonomy.shadow_turn import ShadowState
from tests.contract.shadow_book import TURN
from tests.support.seeds.conversation_events import NOON, minute, replied, wrote

C1, MARA = ConversationId("c1"), AgentId("mara")
ASSISTANT = replied("r0", "m1")
HANDED = HandoffRequested(
    conversation_id=C1,
    at=NOON,
    reason=Reason.HUMAN_ONLY,
    rule="topic_returns",
    messages=(MessageId("m1"),),
)
RESOLVED = ConversationResolved(conversation_id=C1, at=minute(9), by=MARA)
SUGGESTED = ReplySuggested(
    conversation_id=C1,
    at=NOON,
    suggestion_id=MessageId("s1"),
    kind=ReplyKind.ANSWERED,
    text="Vous avez 30 jours.",
    language="fr",
    answers=(MessageId("m1"),),
    rule="topic_returns",
)


def proposed(number: str = "1042", *, by: str = "p1") -> OperationProposed:
    return OperationProposed(
        conversation_id=C1,
        at=minute(3),
        proposal_id=by,
        operation="cancel_order",
        parameters=f'{{"order_number": "{number}"}}',
        fingerprint="f",
        customer_id=CustomerId("hugo"),
    )


def done(by: str = "p1") -> OperationDone:
    return OperationDone(
        conversation_id=C1, at=minute(4), proposal_id=by, operation="cancel_order", reference="x"
    )


def by_mara(text: str) -> ReplyWritten:
    return replace(
        replied("r1", "m1", at=minute(5)),
        author=Author.AGENT,
        kind=ReplyKind.WRITTEN,
        agent_id=MARA,
        text=text,
    )


SAID = with_result(TURN, (ASSISTANT,))
READ_BACK = with_result(TURN, (proposed(), replace(ASSISTANT, kind=ReplyKind.ASKED)))


class TestWhatTheAssistantWouldHaveDone:
    def test_is_its_answer_and_waits_for_the_person(self) -> None:
        assert (SAID.state, SAID.words) == (ShadowState.WAITS, "Vous avez 30 jours.")

    def test_is_the_suggestion_where_a_condition_asks_for_one(self) -> None:
        looked_at = replace(HANDED, reason=Reason.NEEDS_APPROVAL)

        assert with_result(TURN, (SUGGESTED, looked_at)).words == "Vous avez 30 jours."

    def test_is_the_operation_that_it_reads_back(self) -> None:
        assert READ_BACK.operation == "cancel_order"
        assert "1042" not in READ_BACK.effect

    @pytest.mark.parametrize(
        "followed",
        [
            (HANDED, ASSISTANT),  # another row is people's
            (replace(ASSISTANT, kind=ReplyKind.ASKED),),
            (replace(ASSISTANT, kind=ReplyKind.ABSTAINED),),
            (),
        ],
    )
    def test_is_nothing_where_it_asks_or_knows_no_answer(
        self, followed: tuple[ConversationEvent, ...]
    ) -> None:
        assert with_result(TURN, followed).state is ShadowState.PASSED

    @pytest.mark.parametrize(
        "grave",
        [
            replace(HANDED, reason=Reason.LEGAL_THREAT),
            HandoffOffered(
                conversation_id=C1, at=NOON, reason=Reason.LOW_CONFIDENCE, rule="perhaps_grave"
            ),
        ],
    )
    def test_is_nothing_where_the_message_may_be_grave(self, grave: ConversationEvent) -> None:
        assert with_result(TURN, (SUGGESTED, grave, ASSISTANT)).state is ShadowState.PASSED

    def test_has_no_personal_data(self) -> None:
        said = replace(ASSISTANT, text="Nous écrivons à hugo.lebrun@example.org.")

        assert "hugo.lebrun" not in with_result(TURN, (said,)).words


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("reply", "expected"),
        [
            ("Bonjour Hugo ! Oui, 30 jours tout à fait. Mara", ShadowState.AGREED),
            ("Hello, you have thirty days.", ShadowState.AGREED),
            ("C'est 14 jours.", ShadowState.OPEN),
            ("Vous n'avez pas 30 jours.", ShadowState.OPEN),
            ("30 jours, et 5 € de frais.", ShadowState.OPEN),
            ("Je regarde et je reviens vers vous.", ShadowState.OPEN),
        ],
    )
    def test_is_agreed_with_by_the_same_facts_alone(
        self, reply: str, expected: ShadowState
    ) -> None:
        judged = judge(SAID, (wrote("m1"), HANDED, by_mara(reply), RESOLVED))

        assert judged is not None
        assert (judged.state, judged.by, judged.judged_at) == (expected, "mara", minute(9))

    def test_waits_while_the_person_is_at_it(self) -> None:
        assert judge(SAID, (wrote("m1"), HANDED, by_mara("30 jours"))) is None

    def test_is_judged_once_the_customer_writes_again(self) -> None:
        more = wrote("m2", at=minute(7), text="Merci, et la livraison ?")
        later = replace(by_mara("Deux jours, 4,90 €."), at=minute(8))

        judged = judge(SAID, (wrote("m1"), HANDED, by_mara("Vous avez 30 jours."), more, later))

        assert judged is not None
        assert (judged.state, judged.judged_at) == (ShadowState.AGREED, minute(7))

    def test_is_for_a_click_where_the_customer_wrote_more_before_the_reply(self) -> None:
        more = wrote("m2", at=minute(1), text="Et pour un cadeau ?")

        judged = judge(SAID, (wrote("m1"), HANDED, more, by_mara("30 jours."), RESOLVED))

        assert judged is not None
        assert judged.state is ShadowState.OPEN

    def test_is_passed_over_where_nobody_answered(self) -> None:
        back = ConversationReleased(conversation_id=C1, at=minute(9))

        judged = judge(SAID, (wrote("m1"), HANDED, back))

        assert judged is not None
        assert judged.state is ShadowState.PASSED

    def test_is_gone_with_its_conversation(self) -> None:
        judged = judge(SAID, (HANDED, ConversationErased(conversation_id=C1, at=minute(9))))

        assert judged is not None
        assert (judged.state, judged.words) == (ShadowState.PASSED, "")


class TestAnOperation:
    def test_with_the_same_values_is_agreed_with(self) -> None:
        judged = judge(READ_BACK, (HANDED, proposed(by="p2"), done("p2"), RESOLVED))

        assert judged is not None
        assert judged.state is ShadowState.AGREED

    def test_with_other_values_would_have_done_harm(self) -> None:
        judged = judge(READ_BACK, (HANDED, proposed("1043"), done(), RESOLVED))

        assert judged is not None
        assert judged.state is ShadowState.CRITICAL

    def test_with_other_values_is_for_a_click_where_the_customer_went_on(self) -> None:
        more = wrote("m2", at=minute(1), text="La 1043, pardon")

        judged = judge(READ_BACK, (HANDED, more, proposed("1043"), done(), RESOLVED))

        assert judged is not None
        assert judged.state is ShadowState.OPEN

    def test_that_nobody_did_here_is_for_a_click(self) -> None:
        judged = judge(READ_BACK, (HANDED, by_mara("C'est fait."), RESOLVED))

        assert judged is not None
        assert judged.state is ShadowState.OPEN

    def test_has_no_digest_that_two_conversations_share(self) -> None:
        elsewhere = replace(proposed(), conversation_id=ConversationId("c2"))

        assert effect_of(elsewhere) != effect_of(proposed())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Delivery costs €4.90 and takes 2 days.", "Livraison en 2 jours pour 4,90 €.", True),
        ("Yes, within 30 days.", "30 days.", True),
        ("Within 30 days, free.", "30 days, but not free.", False),
        ("Nous sommes ouverts.", "Nous sommes ouverts.", False),  # nothing to hold it by
        ("Order 1042 is on its way.", "It is 1042.", False),  # a bare number
    ],
)
def test_two_texts_surely_say_the_same_by_facts_and_by_what_turns_them(
    one: str,
    other: str,
    expected: bool,  # noqa: FBT001  # a case
) -> None:
    assert say_the_same(one, other) is expected
