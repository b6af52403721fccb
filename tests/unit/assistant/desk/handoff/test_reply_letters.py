from dataclasses import replace
from datetime import timedelta

from assistant.conversation.events import RepliesMailed, ReplyRated
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Attachment
from assistant.desk.handoff.reply_letters import (
    LONGEST,
    PATIENCE,
    is_due,
    reply_letter,
    unseen,
    word_reply,
)
from tests.support.seeds.conversation_events import NOON, minute, replied, started, wrote
from tests.support.seeds.people_events import C1, agent_replied, handed_off

HANDED = (started(), wrote("m1"), handed_off("m1"), replied("r0"))
FIRST = replace(agent_replied("r1", "m1"), at=minute(5))
SECOND = replace(agent_replied("r2"), at=minute(6))


class TestARepliesReader:
    def test_who_has_left_has_not_seen_it(self) -> None:
        assert unseen([*HANDED, FIRST, SECOND], last_seen=None) == (FIRST, SECOND)
        assert unseen([*HANDED, FIRST, SECOND], last_seen=minute(4)) == (FIRST, SECOND)

    def test_whose_page_was_open_after_it_has_seen_it(self) -> None:
        assert unseen([*HANDED, FIRST, SECOND], last_seen=minute(5)) == (SECOND,)
        assert unseen([*HANDED, FIRST, SECOND], last_seen=minute(7)) == ()

    def test_who_writes_or_rates_has_seen_it(self) -> None:
        rated = ReplyRated(
            conversation_id=C1, at=minute(6), message_id=MessageId("r1"), helpful=True
        )

        assert unseen([*HANDED, FIRST, wrote("m2")], last_seen=None) == ()
        assert unseen([*HANDED, FIRST, rated], last_seen=None) == ()

    def test_gets_it_in_one_letter_only(self) -> None:
        mailed = RepliesMailed(conversation_id=C1, at=minute(7), messages=(MessageId("r1"),))

        assert unseen([*HANDED, FIRST, mailed, SECOND], last_seen=None) == (SECOND,)

    def test_gets_no_letter_of_what_the_assistant_said(self) -> None:
        assert unseen(HANDED, last_seen=None) == ()


class TestALetter:
    def test_waits_until_the_agent_has_paused(self) -> None:
        assert not is_due([FIRST, SECOND], SECOND.at + PATIENCE - timedelta(seconds=1))
        assert is_due([FIRST, SECOND], SECOND.at + PATIENCE)
        assert not is_due([], minute(60))

    def test_does_not_wait_for_ever_for_an_agent_who_goes_on(self) -> None:
        going_on = replace(SECOND, at=FIRST.at + LONGEST)

        assert is_due([FIRST, going_on], going_on.at)

    def test_is_the_same_for_the_same_replies(self) -> None:
        one, same, other = (
            reply_letter(replies, recipient="lea@example.org", page_url="", at=at)
            for replies, at in (
                ((FIRST,), NOON),
                ((FIRST,), minute(9)),
                ((FIRST, SECOND), minute(9)),
            )
        )

        assert one.letter_id == same.letter_id != other.letter_id

    def test_brings_the_words_and_the_way_back(self) -> None:
        with_file = replace(
            SECOND,
            attachments=(Attachment(attachment_id="a", name="bon.pdf", media_type="", size=1),),
        )
        letter = reply_letter(
            (FIRST, with_file),
            recipient="lea@example.org",
            page_url="https://shop.example/lampes",
            at=NOON,
        )

        worded = word_reply(letter, shop="Brisemare")

        assert worded.subject == "Brisemare\N{NO-BREAK SPACE}: Anna vous a répondu"
        assert worded.body.count("    Vous avez 30 jours.") == 2
        assert "    [bon.pdf]" in worded.body
        assert letter.values["files"] == "a"
        assert "https://shop.example/lampes" in worded.body

    def test_from_nobody_in_particular_is_from_the_team(self) -> None:
        nameless = replace(FIRST, agent_name="", language="en")
        letter = reply_letter((nameless,), recipient="l@example.org", page_url="", at=NOON)

        worded = word_reply(letter, shop="")

        assert worded.subject == "Customer service: an answer to your message"
        assert "The team has answered" in worded.body

    def test_keeps_its_subject_in_one_line(self) -> None:
        odd = replace(FIRST, agent_name="Anna\r\nBcc: x@example.org")
        letter = reply_letter((odd,), recipient="l@example.org", page_url="", at=NOON)

        assert "\n" not in word_reply(letter, shop="S").subject
