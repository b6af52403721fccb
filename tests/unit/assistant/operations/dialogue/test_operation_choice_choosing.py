from dataclasses import replace

from assistant.conversation.events import OperationProposed
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import NO, Talk, heard

CLOSE = ("return_items", "exchange_items")


def unclear(text: str) -> HeardMessage:
    readings = tuple(Wish(operation=one, text=text) for one in CLOSE)
    return replace(heard(text), readings=readings)


async def asked_which() -> Talk:
    talk = Talk()
    talk.sign_in(LEA)
    said = await talk.say(unclear("the socks of 1003 are too small, refund my card"))
    assert said == "Do you mean one of these?"
    return talk


class TestTwoCloseReadings:
    async def test_are_asked_about_and_the_words_are_kept(self) -> None:
        talk = await asked_which()

        said = await talk.say(heard("return items", "return_items"))

        assert "Sein Socks" in said
        assert "Which items" not in said

    async def test_are_chosen_from_by_their_verb(self) -> None:
        talk = await asked_which()

        assert "Sein Socks" in await talk.say(heard("return please"))

    async def test_are_chosen_from_by_a_bare_command_behind_a_yes(self) -> None:
        talk = await asked_which()

        assert "Sein Socks" in await talk.say(
            replace(heard("yes send it back"), yes=False, rest="send it back")
        )

    async def test_are_chosen_from_by_place(self) -> None:
        talk = await asked_which()

        assert "Sein Socks" in await talk.say(heard("the first one"))

    async def test_are_both_left_at_a_no(self) -> None:
        talk = await asked_which()

        assert await talk.say(NO) == "All right, I'll leave it at that."
        assert not talk.of(OperationProposed)

    async def test_are_asked_about_twice_and_no_more(self) -> None:
        talk = await asked_which()

        again = await talk.say(heard("blorp"))
        last = await talk.say(heard("zzz"))

        assert "Do you mean one of these?" in again
        assert "A person from the team" in last

    async def test_give_way_to_another_request(self) -> None:
        talk = await asked_which()

        said = await talk.say(heard("what is on my gift card", "balance"))

        assert "€40.00" in said
        assert "Do you mean" not in said

    async def test_give_way_to_a_question(self) -> None:
        talk = await asked_which()

        assert await talk.say(heard("what is a vareuse?", question=True)) == ""


class TestTheOnlyReading:
    async def test_is_taken_without_asking(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        only = (Wish(operation="order_status", text="and 1003?"),)

        said = await talk.say(replace(heard("and 1003?"), readings=only))

        assert said.startswith("Order #1003: delivered.")
