from dataclasses import replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    AbsenceAnnounced,
    ContactAddressGiven,
    ConversationEvent,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.desk.handoff.absence_notices import take_address, tell_absence
from tests.support.seeds.conversation_events import NOON, minute, started, wrote
from tests.support.seeds.people_events import C1, agent_replied, claimed, handed_off, released
from tests.unit.assistant.desk.handoff.opening import CLOSED, OPEN

HANDED = (started(), wrote("m1"), handed_off("m1"))
ASKED = AbsenceAnnounced(conversation_id=C1, at=NOON, asks_address=True)


def folded(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(C1, [*HANDED, *events])


class TestAnAddressThatWasAskedFor:
    def test_is_taken_with_thanks(self) -> None:
        said = wrote("m2", text="C'est Lea@Example.org, merci")
        conversation = folded(claimed("anna"), ASKED, said)

        given, thanks = take_address(conversation, minute(1), language="fr")

        assert isinstance(given, ContactAddressGiven)
        assert (given.email, given.message_id) == ("lea@example.org", MessageId("m2"))
        assert isinstance(thanks, ReplyWritten)
        assert thanks.author is Author.SYSTEM
        assert "lea@example.org" in thanks.text
        after = conversation.after(given).after(thanks)
        assert after.ownership.email == "lea@example.org"
        assert len(after.unanswered) == 2  # both still wait for a person

    def test_is_taken_once_and_put_right_by_a_later_one(self) -> None:
        conversation = folded(ASKED, wrote("m2", text="lea@example.org"))
        for event in take_address(conversation, minute(1), language="fr"):
            conversation = conversation.after(event)

        assert take_address(conversation, minute(2), language="fr") == ()
        corrected = conversation.after(wrote("m3", text="pardon : lea@example.com"))
        given, _ = take_address(corrected, minute(3), language="fr")
        assert isinstance(given, ContactAddressGiven)
        assert given.email == "lea@example.com"

    def test_is_not_looked_for_otherwise(self) -> None:
        writes = wrote("m2", text="mon amie est lea@example.org")

        assert take_address(folded(writes), minute(1), language="fr") == ()
        assert take_address(folded(ASKED, claimed("anna"), writes), minute(1), language="fr") == ()
        assert take_address(folded(ASKED, released(), writes), minute(1), language="fr") == ()
        told = replace(ASKED, asks_address=False)
        assert take_address(folded(told, writes), minute(1), language="fr") == ()


class TestWhoWritesWhileNobodyIsThere:
    def test_is_told_so_once(self) -> None:
        conversation = folded(wrote("m2"))

        absence, notice = tell_absence(conversation, CLOSED, language="fr")

        assert isinstance(absence, AbsenceAnnounced)
        assert isinstance(notice, ReplyWritten)
        assert "demain à 9 h" in notice.text
        after = folded(wrote("m2"), absence, notice, wrote("m3"))
        assert tell_absence(after, CLOSED, language="fr") == ()

    def test_is_told_again_after_somebody_was_there(self) -> None:
        again = folded(ASKED, agent_replied("r1", "m1"), wrote("m2"))

        assert tell_absence(again, CLOSED, language="fr") != ()

    def test_is_told_nothing_where_somebody_is_there_or_nothing_waits(self) -> None:
        assert tell_absence(folded(), OPEN, language="fr") == ()
        assert tell_absence(folded(agent_replied("r1", "m1")), CLOSED, language="fr") == ()

    def test_is_told_nothing_while_the_assistant_answers(self) -> None:
        pending = Conversation.fold(C1, [started(), wrote("m1")])

        assert tell_absence(pending, CLOSED, language="fr") == ()
