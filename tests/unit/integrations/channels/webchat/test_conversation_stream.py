import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.conversation.events import (
    Author,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    Reason,
    TurnTaken,
)
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.ports import LogUnavailableError, Record
from integrations.channels.webchat.channel import Notice, WebChatChannel
from integrations.channels.webchat.conversation_stream import MAX_PAGES, PageStreams
from integrations.channels.webchat.wire_bodies import StreamEvent, describe
from tests.support.memory.assemblies.web_chat import Chat, a_reply

CID = ConversationId("c1")
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Page:
    """Reads frames as a browser does."""

    def __init__(self, frames: AsyncGenerator[bytes, None]) -> None:
        self._frames = frames
        self._waiting: list[dict[str, Any]] = []

    async def event(self) -> dict[str, Any]:
        """Return the next event; comments are passed over."""
        while not self._waiting:
            async with asyncio.timeout(2):
                frame = await anext(self._frames)
            for block in frame.decode().split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
                if "data" in fields:
                    self._waiting.append({"id": fields.get("id"), **json.loads(fields["data"])})
        return self._waiting.pop(0)

    async def until_live(self) -> list[dict[str, Any]]:
        """Return the past."""
        past = []
        while (event := await self.event()).get("status") != "live":
            past.append(event)
        return past


@asynccontextmanager
async def opened(
    chat: Chat, *, after: int = 0, stop: asyncio.Event | None = None
) -> AsyncIterator[Page]:
    frames = chat.parts.streams.follow(CID, after=after, stop=stop or asyncio.Event())
    async with aclosing(frames):
        yield Page(frames)


def wrote(text: str) -> CustomerWrote:
    return CustomerWrote(conversation_id=CID, at=AT, message_id=MessageId(text), text=text)


def taken() -> TurnTaken:
    return TurnTaken(
        conversation_id=CID,
        at=AT,
        answers=(),
        intent="policy",
        confidence=0.9,
        language="en",
        decision="Answer",
        rule="r",
        latency_ms=1.0,
    )


@pytest.fixture
async def chat() -> Chat:
    chat = Chat()
    await chat.log.start(
        ConversationStarted(
            conversation_id=CID,
            at=AT,
            channel=ChannelKind.WEBCHAT,
            account_id=AccountId("webchat"),
            contact_id=ContactId("k1"),
        )
    )
    return chat


class CountingReads:
    """Wraps a log's `read` and counts its calls."""

    def __init__(self, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._read = chat.log.read
        monkeypatch.setattr(chat.log, "read", self)

    async def __call__(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        self.count += 1
        return await self._read(conversation_id, after=after)


class TestAStream:
    async def test_begins_with_what_was_said(self, chat: Chat) -> None:
        await chat.log.append(CID, [wrote("returns?"), taken(), a_reply(CID)])

        async with opened(chat) as page:
            past = await page.until_live()

        assert [(e["id"], e["author"], e["text"]) for e in past] == [
            ("2", "customer", "returns?"),
            ("4", "assistant", "You have 30 days."),
        ]

    async def test_resumes_after_the_last_event_that_was_seen(self, chat: Chat) -> None:
        await chat.log.append(CID, [wrote("one"), wrote("two")])

        async with opened(chat, after=2) as page:
            assert [e["text"] for e in await page.until_live()] == ["two"]

    async def test_says_where_the_past_ends_though_the_last_event_is_internal(
        self, chat: Chat
    ) -> None:
        await chat.log.append(CID, [wrote("returns?"), taken()])

        async with opened(chat) as page:
            await page.event()
            live = await page.event()

        assert (live["status"], live["last"], live["id"]) == ("live", 3, None)

    async def test_gives_a_page_its_new_token_once_it_is_live(self, chat: Chat) -> None:
        await chat.log.append(CID, [wrote("returns?")])
        stop = asyncio.Event()
        frames = chat.parts.streams.follow(CID, after=0, stop=stop, token="new")

        async with aclosing(frames):
            page = Page(frames)
            assert "token" not in await page.event()
            live = await page.event()

        assert (live["status"], live["token"]) == ("live", "new")
        assert StreamEvent.model_validate({k: v for k, v in live.items() if k != "id"})

    async def test_that_has_the_last_event_reads_nothing_when_it_comes_back(
        self, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await chat.log.append(CID, [wrote("one"), taken()])
        reads = CountingReads(chat, monkeypatch)

        async with opened(chat, after=3) as page:
            assert await page.until_live() == []

        assert reads.count == 0

    async def test_goes_on_with_what_happens(self, chat: Chat) -> None:
        async with opened(chat) as page:
            await page.until_live()
            await chat.tell(a_reply(CID))

            event = await page.event()

        assert (event["id"], event["kind"], event["sources"]) == ("2", "answered", [])

    async def test_tells_a_reply_without_reading_the_log(
        self, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with opened(chat) as page:
            await page.until_live()
            reads = CountingReads(chat, monkeypatch)
            reply = a_reply(CID)
            stored = await chat.log.append(CID, [taken(), reply])
            notice = Notice(sequence=stored[-1].sequence, follows=1, data=describe(reply) or b"")
            await chat.fanout.publish(CID, notice.encode())

            assert (await page.event())["id"] == "3"
            assert reads.count == 0

    async def test_makes_good_a_notice_that_was_lost(self, chat: Chat) -> None:
        async with opened(chat) as page:
            await page.until_live()
            await chat.log.append(CID, [wrote("lost on its way")])
            await chat.tell(a_reply(CID))

            texts = [(await page.event())["text"], (await page.event())["text"]]

        assert texts == ["lost on its way", "You have 30 days."]

    async def test_reads_the_log_for_a_notice_that_only_wakes(self, chat: Chat) -> None:
        async with opened(chat) as page:
            await page.until_live()
            (stored,) = await chat.log.append(CID, [wrote("from another page")])
            await chat.fanout.publish(CID, Notice(sequence=stored.sequence).encode())

            assert (await page.event())["text"] == "from another page"

    async def test_looks_at_the_log_when_notices_may_be_missing(self, chat: Chat) -> None:
        async with opened(chat) as page:
            await page.until_live()
            await chat.log.append(CID, [wrote("nobody was told")])
            await chat.fanout.publish(CID, b"")

            assert (await page.event())["text"] == "nobody was told"

    async def test_tells_an_event_once_however_often_it_is_announced(self, chat: Chat) -> None:
        reply = a_reply(CID)
        async with opened(chat) as page:
            await page.until_live()
            sequence = await chat.tell(reply)
            again = Notice(sequence=sequence, follows=sequence - 1, data=describe(reply) or b"")
            await chat.fanout.publish(CID, again.encode())
            await chat.tell(a_reply(CID, "Anything else?"))

            assert [(await page.event())["id"] for _ in range(2)] == ["2", "3"]

    async def test_makes_good_the_last_notice_at_a_heartbeat(self) -> None:
        chat = Chat(heartbeat_s=0.01)
        await chat.log.start(
            ConversationStarted(
                conversation_id=CID,
                at=AT,
                channel=ChannelKind.WEBCHAT,
                account_id=AccountId("webchat"),
                contact_id=ContactId("k1"),
            )
        )
        async with opened(chat) as page:
            await page.until_live()
            await chat.log.append(CID, [wrote("nobody was told")])

            assert (await page.event())["text"] == "nobody was told"

    async def test_reads_nothing_while_nothing_happens(
        self, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        streams = PageStreams(chat.log, chat.fanout, clock=chat.parts.clock, heartbeat_s=0.01)
        reads = CountingReads(chat, monkeypatch)
        frames = streams.follow(CID, after=1, stop=asyncio.Event())
        async with aclosing(frames):
            while await anext(frames) != b": \n\n":
                pass

        assert reads.count == 0

    async def test_goes_on_while_the_log_is_away_and_makes_good_what_was_lost(
        self, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        streams = PageStreams(chat.log, chat.fanout, clock=chat.parts.clock, heartbeat_s=0.01)
        looks, asked = chat.log.last_sequences, list[int]()

        async def away_at_first(ids: Sequence[ConversationId]) -> Mapping[ConversationId, int]:
            asked.append(len(ids))
            if len(asked) == 1:
                raise LogUnavailableError
            return await looks(ids)

        monkeypatch.setattr(chat.log, "last_sequences", away_at_first)
        frames = streams.follow(CID, after=0, stop=asyncio.Event())
        async with aclosing(frames):
            page = Page(frames)
            await page.until_live()
            await chat.log.append(CID, [wrote("nobody was told")])

            assert (await page.event())["text"] == "nobody was told"

    async def test_shows_typing_without_an_id(self, chat: Chat) -> None:
        async with opened(chat) as page:
            await page.until_live()
            await WebChatChannel(chat.fanout).show_typing(CID, Author.AGENT, active=True)

            event = await page.event()

        assert event["id"] is None
        assert (event["type"], event["author"], event["active"]) == ("typing", "agent", True)

    async def test_says_that_a_person_was_asked_for(self, chat: Chat) -> None:
        asked = HandoffRequested(conversation_id=CID, at=AT, reason=Reason.ASKED_FOR_PERSON)
        await chat.log.append(CID, [asked])

        async with opened(chat) as page:
            (event,) = await page.until_live()

        assert (event["type"], event["author"]) == ("handoff", "system")
        assert event["reason"] == "asked_for_person"

    async def test_ends_when_the_page_is_gone(self, chat: Chat) -> None:
        stop = asyncio.Event()
        async with opened(chat, stop=stop) as page:
            await page.until_live()
            stop.set()

            with pytest.raises(StopAsyncIteration):
                await page.event()
        assert chat.parts.streams.count() == 0

    async def test_ends_with_a_word_when_the_process_stops(self, chat: Chat) -> None:
        async with opened(chat) as page:
            await page.until_live()
            chat.parts.streams.close()

            assert (await page.event())["status"] == "closing"
            with pytest.raises(StopAsyncIteration):
                await page.event()

    async def test_is_short_when_the_process_is_already_stopping(self, chat: Chat) -> None:
        chat.parts.streams.close()

        async with opened(chat) as page:
            await page.until_live()
            assert (await page.event())["status"] == "closing"

    async def test_has_events_that_fit_their_description(self, chat: Chat) -> None:
        asked = HandoffRequested(conversation_id=CID, at=AT, reason=Reason.UNCLEAR)
        await chat.log.append(CID, [wrote("a"), taken(), a_reply(CID), asked])

        async with opened(chat) as page:
            events = await page.until_live()

        for event in events:
            assert StreamEvent.model_validate({k: v for k, v in event.items() if k != "id"})


class TestAConversation:
    async def test_is_open_in_a_bounded_number_of_pages(self, chat: Chat) -> None:
        streams: PageStreams = chat.parts.streams
        pages = [streams.follow(CID, after=0, stop=asyncio.Event()) for _ in range(MAX_PAGES)]
        for page in pages:
            assert streams.has_room(CID)
            await anext(page)

        assert not streams.has_room(CID)
        for page in pages:
            await page.aclose()
        assert streams.has_room(CID)
