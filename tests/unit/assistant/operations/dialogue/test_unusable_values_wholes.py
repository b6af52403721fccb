import pytest

from assistant.conversation.events import OperationDone
from assistant.operations.dialogue.frames import Frame
from assistant.operations.dialogue.unusable_values import rest_of
from tests.support.seeds.shop_records import LEA, PENDING
from tests.unit.assistant.operations.dialogue.talking import CANCEL, YES, Talk, heard

SHIRT, SOCKS = PENDING.lines


def rest(part: str, operation: str = "cancel_order") -> object:
    return rest_of(Frame(operation=operation, part=part), PENDING)


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.sign_in(LEA)
    return talk


class TestTheRestOfAnOrder:
    @pytest.mark.parametrize(
        "text", ["cancel the shirt", "cancel the shirt, keep the socks", "everything but the socks"]
    )
    def test_is_what_the_words_leave_out(self, text: str) -> None:
        assert rest(text) == (SOCKS,)

    @pytest.mark.parametrize(
        "text", ["cancel it", "cancel the shirt and the socks", "all of it", ""]
    )
    def test_is_nothing_where_all_is_meant(self, text: str) -> None:
        assert rest(text) == ()

    def test_is_nothing_where_a_part_can_be_taken(self) -> None:
        assert rest("return the shirt", "return_items") == ()


class TestACancellationOfAPart:
    async def test_is_said_to_take_all_before_anything_is_asked(self, talk: Talk) -> None:
        said = await talk.say(heard("order 1001: cancel the shirt", "cancel_order"))

        assert said.startswith(
            "I can only cancel order #1001 as a whole: Sein Socks would be cancelled, too."
        )
        assert said.endswith("What is the reason?")

    async def test_is_said_to_take_all_once_the_order_is_known(self, talk: Talk) -> None:
        first = await talk.say(heard("cancel the shirt, ordered by mistake", "cancel_order"))

        said = await talk.say(heard("1001"))

        assert first == "Which order is it about?"
        assert "as a whole: Sein Socks" in said
        assert "Shall I go ahead?" in said

    async def test_is_said_to_take_all_when_it_is_wished_at_the_read_back(self, talk: Talk) -> None:
        await talk.say(CANCEL)

        said = await talk.say(heard("only the shirt please"))

        assert said.startswith("I can only cancel order #1001 as a whole")
        assert "Please say yes" not in said
        await talk.say(YES)
        assert len(talk.of(OperationDone)) == 1

    async def test_is_no_part_where_the_item_tells_which_order_is_meant(self, talk: Talk) -> None:
        await talk.say(heard("cancel it, ordered by mistake", "cancel_order"))

        said = await talk.say(heard("the one with the socks"))

        assert "#1001" in said
        assert "as a whole" not in said
