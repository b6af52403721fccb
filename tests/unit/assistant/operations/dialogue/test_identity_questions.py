"""Who a customer is, on the small shop: what they wrote before counts, once."""

from assistant.conversation.events import IdentityProven, IdentityRefused
from tests.unit.assistant.operations.dialogue.talking import Talk, heard

WISH = heard("cancel it after all, ordered by mistake", "cancel_order")


def asked_with(email: str) -> Talk:
    """A talk in which a question gave an order's number and an address."""
    talk = Talk()
    talk.write(f"I have order #1001, {email}. Do you deliver on Saturdays?")
    talk.reply_to(talk.conversation.unanswered, "Yes, we do.")
    return talk


class TestAProofOfAnEarlierMessage:
    async def test_holds_once_something_is_wanted(self) -> None:
        talk = asked_with("lea.legoff@example.com")

        await talk.say(WISH)

        assert talk.of(IdentityProven)

    async def test_that_is_wrong_is_tried_once(self) -> None:
        talk = asked_with("tom.obrien@example.com")

        await talk.say(WISH)
        await talk.say(heard("please do it", "cancel_order"))

        assert len(talk.of(IdentityRefused)) == 1
        assert not talk.of(IdentityProven)

    async def test_of_two_messages_is_none(self) -> None:
        talk = Talk()
        for text in ("order #1001", "my address is lea.legoff@example.com"):
            talk.write(text)
            talk.reply_to(talk.conversation.unanswered, "All right.")

        await talk.say(WISH)

        assert not talk.of(IdentityProven)
