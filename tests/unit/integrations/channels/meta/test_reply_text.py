"""Choices and sources of a reply, as WhatsApp and Messenger share them."""

from typing import Any

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import Card, ChannelKind, OutboundMessage, Source
from integrations.channels.meta.reply_text import CHOICE, choices_of, chosen, cited, numbered


def a_reply(**changes: Any) -> OutboundMessage:  # noqa: ANN401 - its fields
    said: dict[str, Any] = {
        "conversation_id": ConversationId("c1"),
        "channel": ChannelKind.MESSENGER,
        "account_id": AccountId("page"),
        "sequence": 3,
        "message_id": MessageId("m1"),
        "text": "You have 30 days.",
        "language": "en",
    }
    return OutboundMessage(**(said | changes))


def a_source(title: str, url: str = "") -> Source:
    return Source(title=title, url=url, quote="30 days", language="en", score=0.9)


class TestChoices:
    def test_are_offered_once_each(self) -> None:
        assert choices_of(a_reply(quick_replies=(" Yes ", "No", "Yes", " "))) == ("Yes", "No")

    def test_come_back_by_their_id(self) -> None:
        assert [chosen(f"{CHOICE}Yes"), chosen("#1"), chosen("")] == ["Yes", "", ""]

    def test_may_be_numbered(self) -> None:
        assert numbered(("Yes", "No")) == "1. Yes\n2. No"


class TestSources:
    def test_are_pages_that_can_be_opened(self) -> None:
        sources = (a_source("Help"), a_source("Returns", "https://shop.example/returns"))

        shown = cited(a_reply(sources=sources), str)

        assert shown == "Source: Returns https://shop.example/returns"

    def test_are_the_first_title_where_none_can_be_opened(self) -> None:
        reply = a_reply(sources=(a_source("Returns"), a_source("Help")))

        assert cited(reply, str) == "Source: Returns"
        assert cited(reply, str, longest=3) == "Source: Re…"

    def test_are_not_said_of_what_a_card_shows(self) -> None:
        card = Card(product_id="p1", title="Mug", subtitle="", price="", availability="", url="")

        assert not cited(a_reply(cards=(card,), sources=(a_source("Mug"),)), str)
