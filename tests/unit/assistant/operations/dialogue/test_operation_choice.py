from dataclasses import replace

from assistant.conversation.events import OperationDone, OperationProposed
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.shop_rules import load_rules
from assistant.understanding.types import Remark
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import Talk, heard, order


def told(text: str) -> HeardMessage:
    wishes = tuple(Wish(operation=one, text=text) for one in ("return_items", "exchange_items"))
    return HeardMessage(text=text, language="en", readings=wishes, remark=Remark.DEFECT)


def talk_to_lea(*, exchanges: bool = True) -> Talk:
    rules = load_rules()
    closed = rules.exchange.model_copy(update={"statuses": ()})
    if not exchanges:
        rules = rules.model_copy(update={"exchange": closed})
    talk = Talk(rules=rules)
    talk.sign_in(LEA)
    return talk


class TestADefect:
    async def test_that_can_be_mended_in_two_ways_is_asked_about(self) -> None:
        said = await talk_to_lea().say(told("the socks have a hole"))

        assert said == "I'm sorry about that. Would you like to return it or to exchange it?"

    async def test_is_the_reason_of_the_return(self) -> None:
        talk = talk_to_lea()
        await talk.say(told("the socks have a hole"))
        await talk.say(heard("return", "return_items"))
        await talk.say(heard("both"))
        await talk.say(heard("to my visa"))

        await talk.say(heard("yes", yes=True))

        (request,) = (await order(talk, "1003")).requests
        assert request.line_ids == ("l5",)
        (proposed,) = [one for one in talk.events if isinstance(one, OperationProposed)]
        assert '"reason":"defective"' in proposed.parameters

    async def test_that_can_only_be_returned_is(self) -> None:
        talk = talk_to_lea(exchanges=False)

        await talk.say(told("both socks have a hole"))
        said = await talk.say(heard("to my visa"))

        assert "Return from order #1003" in said

    async def test_of_what_has_not_arrived_changes_nothing(self) -> None:
        talk = talk_to_lea()
        shop = talk.shop
        arrived = await order(talk, "1003")
        shop.keep(replace(arrived, lines=arrived.lines[:1]))  # the socks are in #1001 only

        said = await talk.say(told("the socks have a hole"))

        assert "not packed yet" in said
        assert not talk.of(OperationProposed)

    async def test_is_asked_about_before_it_is_known_who_they_are(self) -> None:
        said = await Talk().say(told("the socks have a hole"))

        assert "return it or to exchange it?" in said

    async def test_told_in_the_middle_of_something_else_goes_first(self) -> None:
        talk = talk_to_lea(exchanges=False)
        await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        said = await talk.say(told("both socks have a hole"))

        assert "Where should the refund go?" in said
        assert not talk.of(OperationDone)
