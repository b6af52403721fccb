"""What is known of a customer's pictures, as the events tell."""

from dataclasses import replace

from assistant.conversation.events import (
    AttachmentReceived,
    ConversationEvent,
    CustomerWrote,
    MessageEdited,
    MessageRevoked,
    PhotoDescribed,
    Reason,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Attachment, MessageKind
from assistant.conversation.photo_notes import PhotoNote, PhotoReading, photo_notes
from tests.support.seeds.conversation_events import NOON, replied, wrote

C1, M1 = ConversationId("c1"), MessageId("m1")
PICTURE = Attachment(attachment_id="a1", name="semelle.jpg", media_type="image/jpeg", size=9)


def photo(message: str = "m1", text: str = "", *, kept: bool = True) -> CustomerWrote:
    files = (PICTURE,) if kept else ()
    return replace(wrote(message, text=text), kind=MessageKind.IMAGE, attachments=files)


def asked(*answers: str) -> ReplyWritten:
    return replace(replied("r1", *answers), reason=Reason.PHOTO)


def described(text: str) -> PhotoDescribed:
    return PhotoDescribed(
        conversation_id=C1, at=NOON, message_id=M1, attachment_id="a1", text=text, language="fr"
    )


def edited(message: str, text: str) -> MessageEdited:
    return MessageEdited(conversation_id=C1, at=NOON, message_id=MessageId(message), text=text)


def revoked(message: str) -> MessageRevoked:
    return MessageRevoked(conversation_id=C1, at=NOON, message_id=MessageId(message))


def note(*events: ConversationEvent) -> PhotoNote:
    return photo_notes(events)[M1]


class TestTheCustomersWords:
    def test_are_those_that_came_with_it(self) -> None:
        assert note(photo(text="La semelle se décolle")).told == "La semelle se décolle"

    def test_are_their_answer_to_the_question(self) -> None:
        seen = note(photo(), asked("m1"), wrote("m2", text="La semelle"), wrote("m3", text="Merci"))

        assert seen.told == "La semelle"

    def test_are_those_that_came_in_one_go_with_it(self) -> None:
        events = (photo(), wrote("m2", text="Elle se décolle"), replied("r1", "m1", "m2"))

        assert note(*events).told == "Elle se décolle"

    def test_are_none_if_nobody_asked(self) -> None:
        assert note(photo(), replied("r1", "m1"), wrote("m2", text="Bonjour")).told == ""

    def test_stand_beside_all_pictures_that_were_asked_about(self) -> None:
        events = (photo(), asked("m1"), photo("m2"), asked("m2"), wrote("m3", text="Les deux"))

        assert [one.told for one in photo_notes(events).values()] == ["Les deux", "Les deux"]

    def test_stay_when_more_is_said_later(self) -> None:
        events = (photo(text="Tachée"), asked("m1"), wrote("m2", text="Et alors ?"))

        assert note(*events).told == "Tachée"

    def test_are_as_they_are_after_a_change(self) -> None:
        answer = (photo(), asked("m1"), wrote("m2", text="La semele"))

        assert note(*answer, edited("m2", "La semelle")).told == "La semelle"
        assert note(photo(text="Tachee"), edited("m1", "Tachée")).told == "Tachée"
        assert note(photo(), edited("m1", "Tachée")).told == "Tachée"

    def test_are_gone_once_they_were_taken_back(self) -> None:
        one_go = (photo(), wrote("m2", text="Elle se décolle"), wrote("m3", text="Au talon"))
        said = (*one_go, replied("r1", "m1", "m2", "m3"))

        assert note(*said, revoked("m2")).told == "Au talon"
        assert note(*said, revoked("m2"), revoked("m3")).told == ""
        assert note(*one_go, revoked("m2"), replied("r1", "m1", "m3")).told == "Au talon"
        answer = (photo(), asked("m1"), wrote("m2", text="La semelle"), revoked("m2"))
        assert note(*answer).told == ""

    def test_are_others_once_the_first_were_taken_back(self) -> None:
        events = (photo(text="Tachée"), asked("m1"), edited("m1", ""), wrote("m2", text="Décousue"))

        assert note(*events).told == "Décousue"


class TestAModelsWords:
    def test_stand_beside_the_customers(self) -> None:
        seen = note(photo(text="Ma botte"), described("Une botte dont la semelle est décollée."))

        assert (seen.told, seen.seen) == ("Ma botte", ("Une botte dont la semelle est décollée.",))

    def test_are_none_where_none_could_be_shown(self) -> None:
        assert note(photo(), described("")).seen == ()


class TestAPicture:
    def test_is_known_once_it_was_fetched(self) -> None:
        fetched = AttachmentReceived(conversation_id=C1, at=NOON, message_id=M1, attachment=PICTURE)

        assert note(photo(kept=False), fetched).pictures == (PICTURE,)

    def test_is_no_document(self) -> None:
        file = replace(PICTURE, media_type="application/pdf")
        sent = replace(wrote("m1"), kind=MessageKind.DOCUMENT, attachments=(file,))

        assert photo_notes((sent,)) == {}

    def test_that_was_taken_back_is_gone(self) -> None:
        assert photo_notes((photo(), revoked("m1"))) == {}


class TestReadingOn:
    def test_tells_which_notes_an_event_changed(self) -> None:
        reading = PhotoReading()

        assert reading.take(photo()) == {M1}
        assert reading.take(asked("m1")) == frozenset()
        assert reading.take(wrote("m2", text="La semelle")) == {M1}
        assert reading.take(described("Une botte.")) == {M1}
        assert reading.take(revoked("m2")) == {M1}
        assert reading.take(edited("m3", "Merci")) == frozenset()
