from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.order import Order, OrderLine, OrderStatus, RequestKind
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.events import OperationProposed, OperationRefused
from assistant.operations.dialogue.heard_message import HeardMessage
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import ARRIVED, LEA, PENDING, RECORDS, SPLIT
from tests.unit.assistant.operations.dialogue.talking import Talk, heard


def known(*orders: Order) -> Talk:
    talk = Talk(shop=MemoryShop(replace(RECORDS, orders=orders or RECORDS.orders)))
    talk.sign_in(LEA)
    return talk


def refused(talk: Talk) -> list[str]:
    return [e.rule for e in talk.events if isinstance(e, OperationRefused)]


def final(line: OrderLine) -> OrderLine:
    return replace(line, final_sale=True)


NO_OTHER = HeardMessage(text="no, the other one", language="en", no=True)


class TestAnOrderThatIsRuledOut:
    async def test_is_refused_before_anything_more_is_asked(self) -> None:
        talk = known()

        said = await talk.say(heard("return something of order 1001", "return_items"))

        assert refused(talk) == ["is_pending"]
        assert "Which items" not in said

    async def test_is_refused_after_its_window(self) -> None:
        talk = known()
        talk.clock.move(timedelta(days=31))
        talk.sign_in(LEA)

        await talk.say(heard("return something of order 1003", "return_items"))

        assert refused(talk) == ["window_closed"]


class TestAnotherVersion:
    async def test_of_what_is_not_packed_yet_is_a_change_however_it_is_called(self) -> None:
        talk = known()

        await talk.say(heard("exchange the shirt of 1001 for an M", "exchange_items"))

        assert not refused(talk)
        (proposed,) = (e for e in talk.events if isinstance(e, OperationProposed))
        assert proposed.operation == RequestKind.CHANGE_ITEMS

    async def test_of_what_arrived_is_an_exchange_however_it_is_called(self) -> None:
        talk = known()

        await talk.say(heard("change the shirt of 1003 to an M", "change_items"))

        (proposed,) = (e for e in talk.events if isinstance(e, OperationProposed))
        assert proposed.operation == "exchange_items"

    async def test_that_is_gone_is_asked_for_again_for_the_same_item(self) -> None:
        talk = known()
        await talk.say(heard("exchange the shirt of 1003 for an XL", "exchange_items"))

        said = await talk.say(heard("then an M"))

        assert refused(talk) == ["variant_out_of_stock"]
        assert "Ouessant Shirt (S) → M" in said


class TestAnItemThatCannotBeTakenBack:
    async def test_is_left_out_and_the_rest_goes_on(self) -> None:
        shirt, socks = ARRIVED.lines
        talk = known(replace(ARRIVED, lines=(final(shirt), socks)))

        said = await talk.say(
            heard("return all of 1003 to my gift card, too small", "return_items")
        )

        assert refused(talk) == ["final_sale"]
        assert "“Ouessant Shirt” was a final sale" in said
        assert "- 2 x Sein Socks" in said
        assert "- Ouessant Shirt" not in said

    async def test_ends_the_return_where_it_is_all_there_is(self) -> None:
        shirt, socks = ARRIVED.lines
        talk = known(replace(ARRIVED, lines=(final(shirt), socks)))

        await talk.say(heard("return the shirt of 1003, too small", "return_items"))

        assert refused(talk) == ["final_sale"]
        assert not talk.conversation.dealings.dialogue

    @pytest.mark.parametrize("said", ["return my order", "return something of 1003"])
    async def test_is_refused_before_the_reason_is_asked_where_it_is_the_only_one(
        self, said: str
    ) -> None:
        shirt, _ = ARRIVED.lines
        talk = known(replace(ARRIVED, lines=(final(shirt),)))

        told = await talk.say(heard(said, "return_items"))

        assert refused(talk) == ["final_sale"]
        assert "Why" not in told
        assert not talk.conversation.dealings.dialogue


class TestTheOtherOne:
    async def test_is_the_other_order(self) -> None:
        talk = known()
        await talk.say(heard("cancel 1001, ordered by mistake", "cancel_order"))

        assert "#1002" in await talk.say(NO_OTHER)

    async def test_is_the_other_item(self) -> None:
        talk = known()
        await talk.say(heard("return the shirt of 1003 to my card, too small", "return_items"))

        asked = await talk.say(NO_OTHER)
        said = await talk.say(heard("both"))

        assert asked == "Sein Socks: how many of the 2?"
        assert "- 2 x Sein Socks" in said
        assert "Ouessant Shirt" not in said

    async def test_is_asked_for_among_several(self) -> None:
        third = replace(SPLIT, order_id=OrderId("o1009"), number="#1009")
        talk = known(PENDING, SPLIT, third)
        await talk.say(heard("cancel 1001, ordered by mistake", "cancel_order"))

        assert await talk.say(NO_OTHER) == "Which order is it about?"

    async def test_is_a_no_where_there_is_no_other(self) -> None:
        talk = known(PENDING)
        await talk.say(heard("cancel 1001, ordered by mistake", "cancel_order"))

        assert await talk.say(NO_OTHER) == "All right, nothing was done."


class TestAVersionOfAnOrderOnItsWay:
    @pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.PROCESSED])
    async def test_is_refused(self, status: OrderStatus) -> None:
        talk = known(replace(PENDING, status=status))

        await talk.say(heard("exchange the shirt of 1001 for an M", "exchange_items"))

        assert refused(talk) == [f"is_{status}"]
