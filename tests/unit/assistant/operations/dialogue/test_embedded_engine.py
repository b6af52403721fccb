from dataclasses import replace

from assistant.commerce.order import OrderStatus
from assistant.conversation.events import (
    OperationConfirmed,
    OperationDone,
    OperationProposed,
)
from assistant.operations.dialogue.heard_message import Wish
from tests.support.seeds.shop_records import LEA, LEA_KNOWN, TOM
from tests.unit.assistant.operations.dialogue.talking import CANCEL, NO, YES, Talk, heard, order


class TestACancellation:
    async def test_is_read_back_before_anything_is_done(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        said = await talk.say(CANCEL)

        assert "#1001" in said
        assert "Ouessant Shirt (S)" in said
        assert (await order(talk, "1001")).status is OrderStatus.PENDING

    async def test_is_done_after_a_yes(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)

        said = await talk.say(YES)

        assert "cancelled" in said
        assert (await order(talk, "1001")).status is OrderStatus.CANCELLED
        assert len(talk.of(OperationDone)) == 1

    async def test_is_not_done_after_a_no(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)

        said = await talk.say(NO)

        assert said == "All right, nothing was done."
        assert (await order(talk, "1001")).status is OrderStatus.PENDING
        assert await talk.say(YES) == ""

    async def test_happens_once_however_often_yes_is_said(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        await talk.say(YES)
        await talk.say(YES)

        assert len(talk.of(OperationConfirmed)) == 1
        assert len(talk.of(OperationDone)) == 1

    async def test_asks_for_what_is_missing_one_thing_at_a_time(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        assert await talk.say(heard("cancel it", "cancel_order")) == "Which order is it about?"
        assert await talk.say(heard("1002")) == "What is the reason?"
        assert "#1002" in await talk.say(heard("no longer needed"))

    async def test_of_an_order_that_arrived_is_refused_with_the_reason(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        said = await talk.say(heard("cancel 1003, ordered by mistake", "cancel_order"))

        assert said == "Order #1003 has been delivered: this is no longer possible."
        assert not talk.of(OperationProposed)


class TestAnIdentity:
    async def test_is_asked_for_before_anything_is_said_of_an_order(self) -> None:
        talk = Talk()

        said = await talk.say(CANCEL)

        assert "who you are" in said
        assert "Ouessant" not in said

    async def test_proven_by_order_and_address_leads_on_to_the_request(self) -> None:
        talk = Talk()
        await talk.say(CANCEL)

        said = await talk.say(heard(f"{LEA_KNOWN.email}"))

        assert "#1001" in said
        assert "Ouessant Shirt" in said

    async def test_of_somebody_else_shows_no_order(self) -> None:
        talk, other = Talk(), Talk()
        talk.sign_in(TOM)
        other.sign_in(TOM)

        theirs = await talk.say(CANCEL)
        unknown = await other.say(heard("cancel order 9999, ordered by mistake", "cancel_order"))

        assert "Ouessant" not in theirs
        assert theirs == unknown


class TestADigression:
    async def test_is_answered_and_the_question_comes_back(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))

        said = await talk.say(heard("do you ship to Spain?", question=True))

        assert said == "Which order is it about?"

    async def test_into_a_second_question_ends_the_request(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))
        await talk.say(heard("do you ship to Spain?", question=True))

        assert await talk.say(heard("and to Malta?", question=True)) == ""
        assert talk.conversation.dealings.dialogue == ""

    async def test_from_a_request_that_goes_on_may_come_again(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))
        await talk.say(heard("do you ship to Spain?", question=True))
        await talk.say(heard("1001"))

        said = await talk.say(heard("and to Malta?", question=True))

        assert said == "What is the reason?"

    async def test_to_another_request_comes_back_to_the_first(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))

        said = await talk.say(heard("what is left on my gift card?", "balance"))

        assert "€40.00" in said
        assert said.endswith("Which order is it about?")


class TestSmallTalk:
    async def test_does_not_bring_one_question_back_for_ever(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))

        said = [await talk.say(heard("thanks", social=True)) for _ in range(3)]

        assert len(set(said)) == 3 or "person" in said[-1]
        assert said[-1] != "Which order is it about?"


class TestTheSameQuestion:
    async def test_is_never_asked_three_times(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        first = await talk.say(heard("cancel it", "cancel_order"))
        second = await talk.say(heard("the thing"))
        third = await talk.say(heard("the thing"))

        assert len({first, second, third}) == 3
        assert "person" in third


class TestSeveralRequests:
    async def test_are_done_one_after_the_other(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order", "balance"))

        said = await talk.say(YES)

        assert "cancelled" in said
        assert "€40.00" in said

    async def test_of_one_kind_keep_their_own_words(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        both = (
            "cancel order 1001, ordered by mistake",
            "cancel order 1002, delivery takes too long",
        )
        wishes = tuple(Wish(operation="cancel_order", text=text) for text in both)
        await talk.say(replace(heard(" and ".join(both)), wishes=wishes))
        await talk.say(YES)
        await talk.say(YES)

        assert (await order(talk, "1001")).cancel_reason == "ordered_by_mistake"
        assert (await order(talk, "1002")).cancel_reason == "too_slow"


class TestANoToAQuestion:
    async def test_leaves_what_was_asked_for(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))

        assert await talk.say(NO) == "All right, I'll leave it at that."
