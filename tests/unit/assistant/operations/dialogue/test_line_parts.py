"""How many pieces of an order line are meant: read, asked, read back, refused."""

import pytest

from assistant.commerce.order import LinePart
from assistant.commerce.shop_ids import LineId
from assistant.conversation.events import OperationDone
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import YES, Talk, heard, order

ONE_OF_TWO = LinePart(line_id=LineId("l5"), pieces=1, of=2)


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.sign_in(LEA)
    return talk


class TestOneOfTwo:
    @pytest.mark.parametrize(
        "words", ["one of the two socks", "only one of the socks", "just the one sock"]
    )
    async def test_is_returned_alone(self, talk: Talk, words: str) -> None:
        said = await talk.say(heard(f"return {words} to my card, too small", "return_items"))
        await talk.say(YES)

        assert "- Sein Socks: 1 of the 2\n" in said
        assert "€8.00" in said
        (request,) = (await order(talk, "1003")).requests
        assert (request.parts, request.amount) == ((ONE_OF_TWO,), request.amount)
        assert request.amount is not None
        assert request.amount.amount_minor == 800

    async def test_leaves_the_other_to_be_returned(self, talk: Talk) -> None:
        await talk.say(heard("return one of the socks to my card, too small", "return_items"))
        await talk.say(YES)

        said = await talk.say(heard("return the socks to my card, too small", "return_items"))

        assert "- Sein Socks: 1 of the 2\n" in said
        await talk.say(YES)
        found = await order(talk, "1003")
        assert found.left(found.lines[1]) == 0

    async def test_is_taken_off_an_order(self, talk: Talk) -> None:
        said = await talk.say(heard("take one of the socks off 1001", "remove_items"))
        await talk.say(YES)

        assert "Sein Socks: 1 of the 2" in said
        assert "- Ouessant Shirt (S)\n- Sein Socks\n" in said
        assert [one.quantity for one in (await order(talk, "1001")).lines] == [1, 1]


class TestANumberThatIsNotSaid:
    async def test_is_asked_for(self, talk: Talk) -> None:
        said = await talk.say(heard("return the socks, too small", "return_items"))

        assert said == "Sein Socks: how many of the 2?"

    @pytest.mark.parametrize(
        ("answer", "read_back"),
        [
            ("1", "1 of the 2"),
            ("just one", "1 of the 2"),
            ("both", "2 x "),
            ("All of them", "2 x "),
        ],
    )
    async def test_is_what_they_answer(self, talk: Talk, answer: str, read_back: str) -> None:
        await talk.say(heard("return the socks to my card, too small", "return_items"))

        said = await talk.say(heard(answer))

        assert read_back in said
        assert "Ouessant Shirt" not in said

    async def test_is_not_asked_of_a_line_with_one_piece(self, talk: Talk) -> None:
        said = await talk.say(heard("return the shirt to my card, too small", "return_items"))

        assert "Shall I go ahead?" in said

    async def test_can_be_corrected_after_the_read_back(self, talk: Talk) -> None:
        await talk.say(heard("return both socks to my card, too small", "return_items"))

        said = await talk.say(heard("no, only one of them", no=True))

        assert "1 of the 2" in said


class TestMoreThanThereAre:
    async def test_are_refused_with_the_number(self, talk: Talk) -> None:
        said = await talk.say(heard("return 5 socks to my card, too small", "return_items"))

        assert said.startswith("For “Sein Socks”, 2 is the most")
        assert "how many of the 2" in said or "from 1 to 2" in said
        assert not talk.of(OperationDone)
