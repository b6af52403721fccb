import pytest

from assistant.conversation.events import CustomerWrote, OperationDropped, OperationProposed
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Call
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.operations.dialogue.program_calls import with_call
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import CANCEL, YES, Talk, heard

SAID = HeardMessage(text="yes, it broke", language="en", yes=True, question=True)


def wrote(call: Call | None) -> CustomerWrote:
    return CustomerWrote(
        conversation_id=ConversationId("c1"),
        at=NOON,
        message_id=MessageId("m1"),
        text="it broke",
        call=call,
    )


def called(**given: str) -> HeardMessage:
    return with_call(SAID, (wrote(Call(operation="cancel_order", **given)),))


class TestACall:
    def test_is_the_wish_and_no_yes(self) -> None:
        hears = called(slots='{"order_number": "#1001"}')

        assert (hears.yes, hears.question, hears.called) == (False, False, True)
        [wish] = hears.wishes
        assert (wish.operation, dict(wish.slots)) == ("cancel_order", {"order_number": "#1001"})

    def test_is_read_beside_the_customers_words(self) -> None:
        [wish] = called(described='{"reason": "too large"}').wishes

        assert wish.text == "yes, it broke\ntoo large"

    @pytest.mark.parametrize("slots", ["", "[]", "not json", '{"order_number"'])
    def test_that_cannot_be_read_is_asked_about(self, slots: str) -> None:
        assert dict(called(slots=slots).wishes[0].slots) == {}

    def test_has_no_parameter_that_the_operation_has_not(self) -> None:
        hears = called(slots='{"customer_id": "tom", "order_number": "#1001"}')

        assert dict(hears.wishes[0].slots) == {"order_number": "#1001"}

    def test_for_what_no_operation_does_is_words_only(self) -> None:
        assert with_call(SAID, (wrote(Call(operation="give_everything_away")),)) is SAID
        assert with_call(SAID, (wrote(None),)) is SAID

    async def test_leaves_what_was_in_progress(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)

        said = await talk.say(
            called(slots='{"order_number": "#1002", "reason": "no_longer_needed"}')
        )

        assert "#1002" in said
        assert [
            one.rule for one in talk.of(OperationDropped) if isinstance(one, OperationDropped)
        ] == ["replaced"]
        assert len(talk.of(OperationProposed)) == 2


class TestAYesThatNamesAReadBack:
    @pytest.mark.parametrize(("names", "counts"), [("", True), ("this", True), ("another", False)])
    async def test_counts_for_no_other(self, names: str, counts: bool) -> None:  # noqa: FBT001
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        proposal = talk.conversation.dealings.proposal
        assert proposal is not None
        confirms = proposal.proposal_id if names == "this" else names
        talk.write("yes", confirms=confirms)

        said = await talk.hear(YES)

        assert ("cancelled" in said) == counts
        assert heard("yes", yes=True) == YES
