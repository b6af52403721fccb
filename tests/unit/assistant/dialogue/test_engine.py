from dataclasses import replace
from datetime import timedelta

from assistant.commerce.customer import PaymentMethod
from assistant.commerce.effects import Receipt
from assistant.commerce.order import Order, OrderStatus, RequestKind
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopRefusedError
from assistant.conversation.events import (
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationProposed,
)
from assistant.dialogue.heard import Wish
from assistant.dialogue.moves import Recorded, Reply
from assistant.memory_shop import MemoryShop
from assistant.operations.rules import Autonomy, load_rules
from tests.infra.shop_records import LEA, LEA_KNOWN, PENDING, RECORDS, SPLIT, TOM, euros
from tests.unit.assistant.dialogue.talking import NO, YES, Talk, heard

EMPTY = replace(LEA_KNOWN.payment_methods[1], balance=euros(1))
CANCEL = heard("cancel order 1001, ordered by mistake", "cancel_order")


class RefusingShop(MemoryShop):
    """A shop system that accepts no effect."""

    async def execute(self, permit: Permit) -> Receipt:
        raise ShopRefusedError(permit.key)


async def order(talk: Talk, number: str) -> Order:
    found = await talk.shop.with_number(number)
    assert found is not None
    return found


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


class TestAYes:
    async def test_to_a_read_back_that_changed_meanwhile_does_nothing(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        await talk.say(heard("send 1001 to 5 rue Haute, 29000 Quimper", "change_address"))
        await talk.say(YES)  # to the address

        assert (await order(talk, "1001")).address.city == "Quimper"
        assert (await order(talk, "1001")).status is OrderStatus.PENDING

    async def test_that_was_written_before_the_read_back_does_not_count(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        talk.write("cancel order 1001, ordered by mistake")
        conversation = talk.conversation
        move = await talk.backstage.engine.advance(conversation, CANCEL)
        talk.write("yes")
        assert isinstance(move, Reply)
        talk.fold(*move.events)
        answered = talk.conversation.unanswered[:1]
        talk.reply_to(answered, "read back")

        said = await talk.hear(YES)

        assert "ask you once more" in said
        assert (await order(talk, "1001")).status is OrderStatus.PENDING

    async def test_that_comes_too_late_is_read_again(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        talk.clock.move(timedelta(minutes=31))

        said = await talk.say(YES)

        assert "#1001" in said
        assert (await order(talk, "1001")).status is OrderStatus.PENDING
        assert talk.of(OperationDropped)

    async def test_to_something_else_that_was_said_since_does_not_count(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        talk.write("can I talk to somebody?")
        talk.reply_to(talk.conversation.unanswered, "Would you like a person to call you?")

        said = await talk.say(YES)

        assert "once more" in said
        assert (await order(talk, "1001")).status is OrderStatus.PENDING

    async def test_that_could_not_be_acted_on_for_long_is_asked_for_again(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        talk.write("yes")
        recorded = await talk.backstage.engine.advance(talk.conversation, YES)
        assert isinstance(recorded, Recorded)
        talk.fold(*recorded.events)
        talk.clock.move(timedelta(minutes=31))

        await talk.hear(YES)

        assert not talk.of(OperationDone)
        assert (await order(talk, "1001")).status is OrderStatus.PENDING

    async def test_that_was_answered_with_an_apology_is_not_carried_out_later(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        talk.write("yes")
        recorded = await talk.backstage.engine.advance(talk.conversation, YES)
        assert isinstance(recorded, Recorded)
        talk.fold(*recorded.events)
        talk.reply_to(talk.conversation.unanswered, "Sorry, a technical problem.")

        said = await talk.say(NO)

        assert not talk.of(OperationDone)
        assert talk.of(OperationDropped)
        assert "#1001" not in said
        assert (await order(talk, "1001")).status is OrderStatus.PENDING

    async def test_to_what_the_shop_refuses_is_answered(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        gate = replace(talk.backstage.engine.gate, orders=RefusingShop(RECORDS))
        engine = replace(talk.backstage.engine, gate=gate)
        talk.write("yes")
        recorded = await engine.advance(talk.conversation, YES)
        assert isinstance(recorded, Recorded)
        talk.fold(*recorded.events)

        move = await engine.advance(talk.conversation, YES)

        assert isinstance(move, Reply)
        assert "nothing was changed" in move.draft.text
        assert any(isinstance(event, OperationDropped) for event in move.events)


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


class TestAReturn:
    async def test_takes_items_by_name_and_pays_back_where_the_customer_says(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        await talk.say(heard("I want to return the socks, too small", "return_items"))
        said = await talk.say(heard("to my gift card"))
        assert "€16.00" in said
        assert "gift card" in said
        await talk.say(YES)

        (request,) = (await order(talk, "1003")).requests
        assert request.kind is RequestKind.RETURN
        assert request.line_ids == ("l5",)

    async def test_can_be_corrected_after_the_read_back(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("return the socks to my gift card, too small", "return_items"))

        said = await talk.say(heard("actually the shirt"))

        assert "Ouessant Shirt" in said
        assert "€30.00" in said
        assert len(talk.of(OperationProposed)) == 2


class TestAnExchange:
    async def test_keeps_the_product_and_settles_the_difference(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        first = await talk.say(heard("exchange the shirt for an L", "exchange_items"))
        said = await talk.say(heard("with my visa"))

        assert "prices differ" in first
        assert "+€2.00" in said
        await talk.say(YES)
        (request,) = (await order(talk, "1003")).requests
        assert request.new_variant_ids == ("shirt-l",)

    async def test_asks_which_version_where_none_is_said(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        said = await talk.say(heard("exchange the shirt", "exchange_items"))

        assert said == "Which version of Ouessant Shirt would you like instead?"


class TestTheVersionThatTheyHave:
    async def test_is_said_to_be_just_that(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("exchange the shirt of order 1003", "exchange_items"))

        said = await talk.say(heard("the one in size S"))

        assert "this is the version you have already" in said


class TestADifference:
    @staticmethod
    def of_a_shirt(*methods: PaymentMethod) -> Talk:
        poor = replace(LEA_KNOWN, payment_methods=methods)
        talk = Talk(shop=MemoryShop(replace(RECORDS, customers=(poor,))))
        talk.sign_in(LEA)
        return talk

    async def test_that_the_only_method_does_not_cover_ends_the_exchange(self) -> None:
        talk = self.of_a_shirt(EMPTY)

        said = await talk.say(heard("the shirt of 1003 for an L please", "exchange_items"))

        assert said == "There is not enough left on this balance."

    async def test_that_the_chosen_method_does_not_cover_is_settled_with_another(self) -> None:
        card = LEA_KNOWN.payment_methods[0]
        talk = self.of_a_shirt(EMPTY, card)
        await talk.say(heard("the shirt of 1003 for an L please", "exchange_items"))

        refused = await talk.say(heard("with my gift card"))
        said = await talk.say(heard("with my visa card"))

        assert refused.startswith("There is not enough left on this balance.")
        assert "Visa card" in said


class TestADigression:
    async def test_is_answered_and_the_question_comes_back(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("cancel it", "cancel_order"))

        said = await talk.say(heard("do you ship to Spain?", question=True))

        assert said == "Which order is it about?"

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


class TestWhatIsLeftToPeople:
    async def test_is_said_before_anything_is_asked(self) -> None:
        rules = load_rules()
        talk = Talk(
            rules=rules.model_copy(update={"autonomy": {"cancel_order": Autonomy.HUMAN_ONLY}})
        )

        said = await talk.say(heard("cancel it", "cancel_order"))

        assert said == "This is something that a person here decides."


class TestWhatCanBeUndone:
    async def test_is_offered_once_it_is_done(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("send order 1001 to 5 rue Haute, 29000 Quimper", "change_address"))
        talk.write("yes")
        recorded = await talk.backstage.engine.advance(talk.conversation, YES)
        assert isinstance(recorded, Recorded)
        talk.fold(*recorded.events)

        move = await talk.backstage.engine.advance(talk.conversation, YES)

        assert isinstance(move, Reply)
        assert move.draft.quick_replies == ("change the delivery address",)


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


class TestAReadBack:
    async def test_of_other_values_is_another_question(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(CANCEL)
        numbers = ("1002", "1001", "1002")

        said = [await talk.say(heard(f"no, order {number}")) for number in numbers]

        assert all(f"#{number}" in text for number, text in zip(numbers, said, strict=True))

    async def test_is_said_yes_to_though_yes_is_an_option_of_an_item(self) -> None:
        waterproof = replace(
            SPLIT, lines=(replace(SPLIT.lines[0], options=(("Waterproof", "yes"),)),)
        )
        talk = Talk(shop=MemoryShop(replace(RECORDS, orders=(PENDING, waterproof))))
        talk.sign_in(LEA)
        await talk.say(CANCEL)

        await talk.say(YES)

        assert (await order(talk, "1001")).status is OrderStatus.CANCELLED
