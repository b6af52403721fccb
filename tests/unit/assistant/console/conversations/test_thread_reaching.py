"""What a channel tells of messages is shown on them, in whatever order it is told."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from assistant.console.conversations.thread import (
    Delivery,
    Entry,
    QuietLine,
    ThreadMessage,
    read_thread,
)
from assistant.conversation.events import (
    AttachmentReceived,
    AttachmentRefused,
    ContactOptedOut,
    ConversationEvent,
    CustomerReacted,
    MessageEdited,
    MessageRevoked,
    ReplyRejected,
    ReplyStatusReported,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Attachment, ChannelKind, DeliveryStatus, MessageKind
from tests.support.seeds.conversation_events import NOON, delivered, replied, started, wrote

C1, M1, R1 = ConversationId("c1"), MessageId("m1"), MessageId("r1")
WHATSAPP = replace(started(), channel=ChannelKind.WHATSAPP)
PHOTO = Attachment(attachment_id="f1", name="a.jpg", media_type="image/jpeg", size=9)
PICTURE = replace(wrote("m1", text=""), kind=MessageKind.IMAGE)


def read(*events: ConversationEvent) -> tuple[Entry, ...]:
    stored = [
        StoredEvent(position=n, sequence=n, event=one) for n, one in enumerate(events, start=1)
    ]
    return read_thread(stored, language="fr", names={}, zone=ZoneInfo("UTC"))


def last(*events: ConversationEvent) -> ThreadMessage:
    return [one for one in read(*events) if isinstance(one, ThreadMessage)][-1]


def status(told: str, code: str = "") -> ReplyStatusReported:
    return ReplyStatusReported(
        conversation_id=C1, at=NOON, message_id=R1, status=DeliveryStatus(told), code=code
    )


def reacted(emoji: str) -> CustomerReacted:
    return CustomerReacted(conversation_id=C1, at=NOON, message_id=R1, emoji=emoji)


class TestAReply:
    @pytest.mark.parametrize(
        ("told", "shown"),
        [
            ((), "sending"),
            ((delivered("r1"),), "sent"),  # the channel has it, the customer may not
            ((delivered("r1"), status("delivered")), "delivered"),
            ((delivered("r1"), status("read"), status("delivered")), "read"),
            ((status("read"), delivered("r1")), "read"),  # told before we knew that it went
            ((delivered("r1"), status("failed", "131026")), "failed"),
        ],
    )
    def test_shows_how_far_it_came(
        self, told: tuple[ConversationEvent, ...], shown: Delivery
    ) -> None:
        assert last(WHATSAPP, replied("r1"), *told).delivery == shown

    def test_of_the_web_chat_is_sent_until_its_page_says_that_it_was_read(self) -> None:
        assert last(started(), replied("r1"), delivered("r1")).delivery == "sent"
        assert last(started(), replied("r1"), delivered("r1"), status("read")).delivery == "read"

    @pytest.mark.parametrize(
        ("code", "why"), [("131047", "window"), ("551", "unreachable"), ("999", "other")]
    )
    def test_that_failed_says_why(self, code: str, why: str) -> None:
        rejected = ReplyRejected(conversation_id=C1, at=NOON, message_id=R1, reason=code)

        assert last(WHATSAPP, replied("r1"), status("failed", code)).failure == why
        assert last(WHATSAPP, replied("r1"), rejected).failure == why

    def test_shows_the_customers_emoji_until_it_is_taken_away(self) -> None:
        assert last(WHATSAPP, replied("r1"), reacted("👍")).reaction == "👍"
        assert last(WHATSAPP, replied("r1"), reacted("👍"), reacted("")).reaction == ""


class TestACustomersMessage:
    def test_shows_its_file_once_that_is_kept(self) -> None:
        kept = AttachmentReceived(conversation_id=C1, at=NOON, message_id=M1, attachment=PHOTO)

        assert last(WHATSAPP, PICTURE).content.media == "fetching"
        shown = last(WHATSAPP, PICTURE, kept)
        assert (shown.content.media, shown.attachments) == ("kept", (PHOTO,))

    def test_says_why_its_file_is_not_kept(self) -> None:
        refused = AttachmentRefused(conversation_id=C1, at=NOON, message_id=M1, reason="infected")
        content = last(WHATSAPP, PICTURE, refused).content

        assert (content.media, content.flaw) == ("refused", "infected")

    def test_says_its_new_words_and_that_they_are_new(self) -> None:
        edited = MessageEdited(conversation_id=C1, at=NOON, message_id=M1, text="Taille 40")
        shown = last(WHATSAPP, wrote("m1", text="Taille 38"), edited)

        assert (shown.text, shown.content.edited) == ("Taille 40", True)

    def test_that_was_taken_back_says_nothing_any_more(self) -> None:
        revoked = MessageRevoked(conversation_id=C1, at=NOON, message_id=M1)
        shown = last(WHATSAPP, wrote("m1", text="mon code est 1234"), revoked)

        assert (shown.text, shown.content.revoked, shown.waits) == ("", True, False)

    def test_names_what_it_answers(self) -> None:
        answer = replace(wrote("m1", text="Oui"), reply_to=R1)

        assert last(WHATSAPP, replied("r1"), answer).content.quoted == "Vous avez 30 jours."


class TestAnOptOut:
    def test_is_said_in_a_line(self) -> None:
        out = ContactOptedOut(conversation_id=C1, at=NOON, message_id=M1)
        line = read(WHATSAPP, wrote("m1", text="STOP"), out)[-1]

        assert isinstance(line, QuietLine)
        assert "STOP" in line.text
