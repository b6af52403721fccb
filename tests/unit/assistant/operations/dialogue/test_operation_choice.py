from dataclasses import replace

from assistant.conversation.events import (
    ApprovalRequested,
    NoteWritten,
    OperationDone,
    OperationProposed,
)
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.understanding.types import Remark
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import YES, Talk, heard, order


def told(text: str) -> HeardMessage:
    wish = Wish(operation="claim", text=text)
    return HeardMessage(text=text, language="en", readings=(wish,), remark=Remark.DEFECT)


def talk_to_lea() -> Talk:
    talk = Talk()
    talk.sign_in(LEA)
    return talk


class TestADefect:
    async def test_opens_a_claim_that_asks_for_a_photo_and_a_wish(self) -> None:
        talk = talk_to_lea()

        first = await talk.say(told("one of the socks has a hole"))
        second = await talk.say(heard("no photo", no=True))
        said = await talk.say(heard("a refund please", "return_items"))

        assert first.startswith("I'm sorry about that.\n\nCould you send a photo")
        assert "a replacement, or a refund?" in second
        assert "- Sein Socks: 1 of the 2\nWhat is wrong: arrived damaged or broken." in said
        (proposed,) = [one for one in talk.events if isinstance(one, OperationProposed)]
        assert '"words":"one of the socks has a hole"' in proposed.parameters
        assert '"wish":"refund"' in proposed.parameters

    async def test_waits_for_a_person_with_a_note_after_the_yes(self) -> None:
        talk = talk_to_lea()
        for one in (told("both socks have a hole"), heard("no"), heard("you decide"), YES):
            said = await talk.say(one)

        assert "passed your report on" in said
        asked = [one for one in talk.events if isinstance(one, ApprovalRequested)]
        assert [one.operation for one in asked] == ["claim"]
        (note,) = [one for one in talk.events if isinstance(one, NoteWritten)]
        assert "both socks have a hole" in note.text
        assert not talk.of(OperationDone)

    async def test_is_left_for_a_return(self) -> None:
        talk = talk_to_lea()
        await talk.say(told("both socks have a hole"))

        said = await talk.say(heard("I'd rather return both socks, to my visa", "return_items"))

        assert "reason" in said
        assert "report" not in said

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

        assert "I need to know who you are" in said

    async def test_told_in_the_middle_of_something_else_goes_first(self) -> None:
        talk = talk_to_lea()
        await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))

        said = await talk.say(told("both socks have a hole"))

        assert "a photo" in said
        assert not talk.of(OperationDone)
