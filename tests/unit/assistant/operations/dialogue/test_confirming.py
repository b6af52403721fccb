from dataclasses import replace
from datetime import timedelta

from assistant.commerce.order import OrderStatus
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopRefusedError
from assistant.commerce.shop_effects import Receipt
from assistant.conversation.events import (
    OperationDone,
    OperationDropped,
)
from assistant.operations.dialogue.engine_moves import RecordedYes, Reply
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import LEA, PENDING, RECORDS, SPLIT
from tests.unit.assistant.operations.dialogue.talking import CANCEL, NO, YES, Talk, heard, order


class RefusingShop(MemoryShop):
    """A shop system that accepts no effect."""

    async def execute(self, permit: Permit) -> Receipt:
        raise ShopRefusedError(permit.key)


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
        assert isinstance(recorded, RecordedYes)
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
        assert isinstance(recorded, RecordedYes)
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
        assert isinstance(recorded, RecordedYes)
        talk.fold(*recorded.events)

        move = await engine.advance(talk.conversation, YES)

        assert isinstance(move, Reply)
        assert "nothing was changed" in move.draft.text
        assert any(isinstance(event, OperationDropped) for event in move.events)


class TestWhatCanBeUndone:
    async def test_is_offered_once_it_is_done(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.say(heard("send order 1001 to 5 rue Haute, 29000 Quimper", "change_address"))
        talk.write("yes")
        recorded = await talk.backstage.engine.advance(talk.conversation, YES)
        assert isinstance(recorded, RecordedYes)
        talk.fold(*recorded.events)

        move = await talk.backstage.engine.advance(talk.conversation, YES)

        assert isinstance(move, Reply)
        assert move.draft.quick_replies == ("change the delivery address",)


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
