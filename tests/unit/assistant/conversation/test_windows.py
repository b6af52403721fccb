from datetime import timedelta

import pytest

from assistant.conversation.event_base import Author
from assistant.conversation.message import ChannelKind
from assistant.conversation.windows import ReplyWindow, closes_at, window
from tests.support.seeds.conversation_events import NOON

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
DAY, WEEK = timedelta(hours=24), timedelta(days=7)
ASSISTANT, AGENT, SYSTEM = Author.ASSISTANT, Author.AGENT, Author.SYSTEM
WHATSAPP, MESSENGER, WEBCHAT = ChannelKind.WHATSAPP, ChannelKind.MESSENGER, ChannelKind.WEBCHAT


class TestWindow:
    @pytest.mark.parametrize("author", [ASSISTANT, AGENT, SYSTEM])
    @pytest.mark.parametrize("channel", [WHATSAPP, MESSENGER])
    def test_is_free_until_a_day_after_the_last_message_and_not_at_its_end(
        self, channel: ChannelKind, author: Author
    ) -> None:
        assert window(channel, NOON, author, NOON) is ReplyWindow.FREE
        assert window(channel, NOON, author, NOON + DAY - INSTANT) is ReplyWindow.FREE
        assert window(channel, NOON, author, NOON + DAY) is not ReplyWindow.FREE

    @pytest.mark.parametrize("author", list(Author))
    @pytest.mark.parametrize("after", [DAY, WEEK, 60 * WEEK])
    def test_leaves_whatsapp_its_templates(self, author: Author, after: timedelta) -> None:
        assert window(WHATSAPP, NOON, author, NOON + after) is ReplyWindow.TEMPLATE_ONLY
        assert window(WHATSAPP, None, author, NOON) is ReplyWindow.TEMPLATE_ONLY

    def test_gives_people_a_week_on_messenger(self) -> None:
        assert window(MESSENGER, NOON, AGENT, NOON + DAY) is ReplyWindow.HUMAN_AGENT_TAG
        assert window(MESSENGER, NOON, AGENT, NOON + WEEK - INSTANT) is ReplyWindow.HUMAN_AGENT_TAG
        assert window(MESSENGER, NOON, AGENT, NOON + WEEK) is ReplyWindow.CLOSED

    @pytest.mark.parametrize("author", [one for one in Author if one is not AGENT])
    @pytest.mark.parametrize("after", [DAY, 2 * DAY, WEEK])
    def test_never_gives_the_human_tag_to_what_no_person_wrote(
        self, author: Author, after: timedelta
    ) -> None:
        assert window(MESSENGER, NOON, author, NOON + after) is ReplyWindow.CLOSED

    @pytest.mark.parametrize("author", list(Author))
    def test_is_closed_on_messenger_to_who_never_wrote(self, author: Author) -> None:
        assert window(MESSENGER, None, author, NOON) is ReplyWindow.CLOSED

    def test_is_open_to_a_message_from_a_clock_that_is_ahead(self) -> None:
        assert window(WHATSAPP, NOON + HOUR, ASSISTANT, NOON) is ReplyWindow.FREE

    @pytest.mark.parametrize("last", [None, NOON])
    @pytest.mark.parametrize("channel", [WEBCHAT, ChannelKind.API])
    def test_is_always_free_where_no_other_company_is_between(
        self, channel: ChannelKind, last: object
    ) -> None:
        inbound = NOON if last else None
        assert window(channel, inbound, ASSISTANT, NOON + 9 * WEEK) is ReplyWindow.FREE


class TestItsEnd:
    def test_is_when_the_window_is_not_free_any_more(self) -> None:
        for channel, author, until in (
            (WHATSAPP, AGENT, NOON + DAY),
            (MESSENGER, ASSISTANT, NOON + DAY),
            (MESSENGER, AGENT, NOON + WEEK),
        ):
            assert closes_at(channel, NOON, author) == until
            before = window(channel, NOON, author, until - INSTANT)
            assert before in (ReplyWindow.FREE, ReplyWindow.HUMAN_AGENT_TAG)
            after = window(channel, NOON, author, until)
            assert after in (ReplyWindow.TEMPLATE_ONLY, ReplyWindow.CLOSED)

    def test_is_none_where_there_is_no_window(self) -> None:
        assert closes_at(WEBCHAT, NOON, AGENT) is None
        assert closes_at(WHATSAPP, None, AGENT) is None
