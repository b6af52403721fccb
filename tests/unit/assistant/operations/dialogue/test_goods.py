from dataclasses import replace

from assistant.commerce.customer import PaymentMethod
from assistant.commerce.order import RequestKind
from assistant.conversation.events import (
    OperationProposed,
)
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import LEA, LEA_KNOWN, RECORDS, euros
from tests.unit.assistant.operations.dialogue.talking import YES, Talk, heard, order

EMPTY = replace(LEA_KNOWN.payment_methods[1], balance=euros(1))


class TestAReturn:
    async def test_takes_items_by_name_and_pays_back_where_the_customer_says(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)

        await talk.say(heard("I want to return both socks, too small", "return_items"))
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
        await talk.say(heard("return both socks to my gift card, too small", "return_items"))

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
