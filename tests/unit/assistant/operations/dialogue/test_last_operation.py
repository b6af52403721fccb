import pytest

from assistant.conversation.events import (
    OperationDone,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
)
from assistant.conversation.ids import AgentId
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.operations.dialogue.texts import say
from assistant.operations.operation_register import GOODWILL
from assistant.understanding.types import Remark
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import CANCEL, NO, YES, Talk, heard, order

MOVE = heard("send order 1001 to 5 rue Haute, 29000 Quimper", "change_address")
PAY = heard("pay order 1002 with my gift card", "change_payment")
WHETHER_DONE = HeardMessage(text="did it go through?", language="en", remark=Remark.WHETHER_DONE)
UNDO = HeardMessage(text="can you undo that?", language="en", remark=Remark.UNDO)
CANCEL_IT = heard("cancel it then", "cancel_order")
CHOICE = heard("the shirt", "return_items", "exchange_items").wishes


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.sign_in(LEA)
    return talk


class TestWhetherItWentThrough:
    async def test_is_no_before_a_yes_and_what_is_awaited_is_asked_again(self, talk: Talk) -> None:
        await talk.say(CANCEL)

        said = await talk.say(WHETHER_DONE)

        assert said.startswith("No, nothing has been done yet: I am waiting for your yes or no.")
        assert "Cancel order #1001" in said
        assert not talk.of(OperationDone)
        await talk.say(YES)
        assert len(talk.of(OperationDone)) == 1

    async def test_is_no_before_everything_is_known(self, talk: Talk) -> None:
        await talk.say(heard("cancel order 1001", "cancel_order"))

        said = await talk.say(WHETHER_DONE)

        assert said.startswith("No, nothing has been done yet")
        assert said.endswith("What is the reason?")

    async def test_may_be_asked_again_and_again(self, talk: Talk) -> None:
        await talk.say(heard("cancel order 1001", "cancel_order"))

        said = [await talk.say(WHETHER_DONE) for _ in range(3)]

        assert all(one.endswith("What is the reason?") for one in said)

    async def test_is_told_with_the_receipt_once_it_is_done(self, talk: Talk) -> None:
        await talk.say(CANCEL)
        receipt = await talk.say(YES)

        said = await talk.say(WHETHER_DONE)

        assert said == f"Yes, it went through.\n\n{receipt}"
        assert len(talk.of(OperationDone)) == 1

    async def test_is_no_after_a_no(self, talk: Talk) -> None:
        await talk.say(CANCEL)
        await talk.say(NO)

        assert await talk.say(WHETHER_DONE) == "No, nothing was done."

    async def test_is_no_for_what_was_refused_though_something_was_done_before(
        self, talk: Talk
    ) -> None:
        await talk.say(CANCEL)
        await talk.say(YES)
        await talk.say(heard("cancel 1003, ordered by mistake", "cancel_order"))

        assert await talk.say(WHETHER_DONE) == "No, nothing was done."

    async def test_leaves_a_choice_of_operations_open(self, talk: Talk) -> None:
        await talk.say(HeardMessage(text="the shirt", language="en", readings=CHOICE))

        said = await talk.say(WHETHER_DONE)

        assert said.endswith("Do you mean one of these?")
        assert not talk.of(OperationProposed)


class TestAnUndo:
    async def test_begins_what_takes_back_the_last_thing_done(self, talk: Talk) -> None:
        await talk.say(MOVE)
        await talk.say(YES)

        asked = await talk.say(UNDO)
        said = await talk.say(heard("3 quai de l'Yser, 29100 Douarnenez"))

        assert "What is the new address?" in asked
        assert "#1001" in said
        await talk.say(YES)
        assert (await order(talk, "1001")).address.city == "Douarnenez"

    async def test_goes_through_the_gate_like_anything_else(self, talk: Talk) -> None:
        await talk.say(PAY)
        await talk.say(YES)

        said = await talk.say(UNDO)

        assert "with your Visa card ending in 4242 instead?" in said
        assert len(talk.of(OperationDone)) == 1

    async def test_of_what_nothing_takes_back_is_said_to_be_impossible(self, talk: Talk) -> None:
        await talk.say(CANCEL)
        await talk.say(YES)

        said = await talk.say(UNDO)

        assert said.startswith("I cannot undo that (cancel an order)")
        assert len(talk.of(OperationProposed)) == 1

    async def test_of_nothing_is_said_to_be_of_nothing(self, talk: Talk) -> None:
        assert "have not done anything" in await talk.say(UNDO)

    async def test_before_a_yes_leaves_it_undone(self, talk: Talk) -> None:
        await talk.say(CANCEL)

        assert await talk.say(UNDO) == "All right, nothing was done."
        assert talk.of(OperationDropped)

    async def test_in_the_middle_of_another_request_comes_back_to_that(self, talk: Talk) -> None:
        await talk.say(PAY)
        await talk.say(YES)
        await talk.say(heard("cancel order 1001", "cancel_order"))

        said = await talk.say(UNDO)

        assert "with your Visa card" in said
        assert "What is the reason?" in await talk.say(NO)


class TestABareCancel:
    async def test_after_a_look_up_is_about_that_order(self, talk: Talk) -> None:
        await talk.say(heard("where is 1002?", "order_status"))

        assert await talk.say(CANCEL_IT) == "What is the reason?"
        assert "#1002" in await talk.say(heard("no longer needed"))

    async def test_after_a_refusal_is_about_that_order(self, talk: Talk) -> None:
        await talk.say(heard("return the shirt of 1001", "return_items"))

        await talk.say(CANCEL_IT)

        assert "#1001" in await talk.say(heard("no longer needed"))

    async def test_of_what_was_just_done_takes_that_back(self, talk: Talk) -> None:
        await talk.say(MOVE)
        await talk.say(YES)

        assert "What is the new address?" in await talk.say(CANCEL_IT)

    async def test_of_the_order_that_something_was_just_done_to_cancels_it(
        self, talk: Talk
    ) -> None:
        await talk.say(MOVE)
        await talk.say(YES)

        said = await talk.say(heard("cancel the order then", "cancel_order"))

        assert said == "What is the reason?"


class TestWhatATeamGave:
    @pytest.mark.parametrize("name", sorted(GOODWILL))
    @pytest.mark.parametrize(
        "message", [UNDO, HeardMessage(text="annulez ça", language="fr", remark=Remark.UNDO)]
    )
    async def test_is_not_undone_and_is_called_by_its_name(
        self, talk: Talk, name: str, message: HeardMessage
    ) -> None:
        at = talk.clock.now()
        one = talk.conversation.conversation_id
        talk.fold(
            OperationProposed(
                conversation_id=one,
                at=at,
                proposal_id="p1",
                operation=name,
                parameters="{}",
                fingerprint="f",
                customer_id=LEA,
            ),
            OperationOrdered(
                conversation_id=one,
                at=at,
                proposal_id="p1",
                by=AgentId("anna"),
                role="agent",
                told="exception",
                reason="late parcel",
                name="Anna",
            ),
            OperationDone(
                conversation_id=one, at=at, proposal_id="p1", operation=name, reference="#1"
            ),
        )

        said = await talk.say(message)

        what = say(f"names.{name}", message.language)
        assert said.startswith(say("said.no_undo", message.language, what=what))
