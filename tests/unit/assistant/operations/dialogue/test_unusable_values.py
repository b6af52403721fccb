from dataclasses import replace

import pytest

from assistant.conversation.events import OperationDone, OperationDropped
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import YES, Talk, heard, order

RETURN = heard("return both socks to my gift card, too small", "return_items")


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.sign_in(LEA)
    return talk


class TestAValueThatCannotBeUsed:
    async def test_is_said_at_the_read_back_with_those_that_can(self, talk: Talk) -> None:
        await talk.say(RETURN)

        said = await talk.say(heard("paypal"))

        assert said.startswith("I cannot find this payment method in your account.")
        assert "You can choose from: Visa card ending in 4242, gift card ending in 0042." in said
        assert "to your gift card ending in 0042. Shall I go ahead?" in said
        assert not talk.of(OperationDone)

    async def test_behind_a_no_keeps_the_question_open(self, talk: Talk) -> None:
        await talk.say(RETURN)

        said = await talk.say(heard("no, paypal", no=True))

        assert "I cannot find this payment method" in said
        dropped = [one.rule for one in talk.events if isinstance(one, OperationDropped)]
        assert dropped == ["replaced"]
        await talk.say(YES)
        assert len(talk.of(OperationDone)) == 1

    async def test_is_said_where_it_was_asked_for(self, talk: Talk) -> None:
        await talk.say(heard("pay order 1001 differently", "change_payment"))
        await talk.say(heard("return the socks, too small", "return_items"))

        said = await talk.say(heard("with my amex"))

        assert said.startswith("I cannot find this payment method in your account.")
        assert "You can choose from" not in said

    async def test_may_be_a_product_that_is_not_in_the_order(self, talk: Talk) -> None:
        await talk.say(RETURN)

        said = await talk.say(replace(heard("the lamp"), products=("lamp",)))

        assert said.startswith("I cannot find these items in order #1003.")
        assert "Ouessant Shirt (S), 2 x Sein Socks" in said

    async def test_may_be_half_an_address(self, talk: Talk) -> None:
        await talk.say(heard("send order 1001 to 5 rue Haute, 29000 Quimper", "change_address"))

        said = await talk.say(heard("rather 7 rue Basse"))

        assert said.startswith("That is not a whole address yet.")
        assert "5 rue Haute" in said
        assert (await order(talk, "1001")).address.city == "Douarnenez"
