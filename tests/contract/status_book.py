"""What every `StatusBook` does. Inherit `StatusBookContract` and override `log` and `book`."""

import asyncio
from datetime import timedelta
from itertools import permutations

import pytest

from assistant.conversation.events import ConversationStarted, ReplyStatusReported
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, DeliveryStatus
from assistant.messages.channels.ports import SendKey, SendState, StatusBook
from assistant.messages.channels.updates import StatusArrived
from assistant.ports import EventLog
from tests.support.seeds.conversation_events import NOON

C1, REPLY, NUMBER = ConversationId("c1"), MessageId("r1"), AccountId("111")
KEY = SendKey(conversation_id=C1, message_id=REPLY)
SENT, DELIVERED, READ, FAILED = DeliveryStatus


def told(
    status: DeliveryStatus, *, of: str = "wamid.1", callback: str = "", code: str = ""
) -> StatusArrived:
    return StatusArrived(
        channel=ChannelKind.WHATSAPP,
        account_id=NUMBER,
        provider_message_id=of,
        status=status,
        at=NOON,
        callback=callback,
        code=code,
    )


class StatusBookContract:
    @pytest.fixture
    def log(self) -> EventLog:
        raise NotImplementedError

    @pytest.fixture
    def book(self, log: EventLog) -> StatusBook:
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    async def started(self, log: EventLog) -> None:
        await log.start(
            ConversationStarted(
                conversation_id=C1,
                at=NOON,
                channel=ChannelKind.WHATSAPP,
                account_id=NUMBER,
                contact_id=ContactId("FR.1"),
            )
        )

    async def statuses(self, log: EventLog) -> list[DeliveryStatus]:
        record = await log.read(C1)
        events = [stored.event for stored in record.events]
        return [one.status for one in events if isinstance(one, ReplyStatusReported)]

    async def test_a_send_is_new_then_unsure_then_sent(self, book: StatusBook) -> None:
        assert (await book.begin(KEY, NUMBER, at=NOON)).state is SendState.NEW
        unsure = await book.begin(KEY, NUMBER, at=NOON + timedelta(seconds=9))
        assert (unsure.state, unsure.at) == (SendState.UNSURE, NOON)

        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)

        begun = await book.begin(KEY, NUMBER, at=NOON)
        assert (begun.state, begun.provider_message_id) == (SendState.SENT, "wamid.1")
        assert await book.find(NUMBER, "wamid.1") == KEY
        assert await book.find(AccountId("222"), "wamid.1") is None

    async def test_a_retry_counts_from_its_own_time(self, book: StatusBook) -> None:
        await book.begin(KEY, NUMBER, at=NOON)
        later = NOON + timedelta(minutes=1)

        await book.retry(KEY, at=later)

        assert (await book.begin(KEY, NUMBER, at=NOON)).at == later

    async def test_what_surely_did_not_go_is_new_again(self, book: StatusBook) -> None:
        await book.begin(KEY, NUMBER, at=NOON)

        await book.give_back(KEY)

        assert (await book.begin(KEY, NUMBER, at=NOON)).state is SendState.NEW

    @pytest.mark.parametrize("order", list(permutations([SENT, DELIVERED, READ])))
    async def test_statuses_only_rise(
        self, book: StatusBook, log: EventLog, order: tuple[DeliveryStatus, ...]
    ) -> None:
        await book.begin(KEY, NUMBER, at=NOON)
        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)

        for status in (*order, *order):
            await book.report(told(status))

        stored = await self.statuses(log)
        assert stored[-1] is READ
        assert stored == sorted(set(stored), key=[DELIVERED, READ].index)

    async def test_a_failure_is_told_with_its_code(self, book: StatusBook, log: EventLog) -> None:
        await book.begin(KEY, NUMBER, at=NOON)
        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)

        reported = await book.report(told(FAILED, code="131047"))

        assert reported is not None
        assert reported.message_id == REPLY
        event = (await log.read(C1)).events[-1].event
        assert isinstance(event, ReplyStatusReported)
        assert (event.status, event.code) == (FAILED, "131047")

    async def test_what_somebody_has_received_did_not_fail(
        self, book: StatusBook, log: EventLog
    ) -> None:
        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)
        await book.report(told(DELIVERED))

        assert await book.report(told(FAILED)) is None
        assert await self.statuses(log) == [DELIVERED]

    async def test_a_status_before_its_send_is_parked(
        self, book: StatusBook, log: EventLog
    ) -> None:
        await book.begin(KEY, NUMBER, at=NOON)
        assert await book.report(told(READ)) is None
        assert await book.report(told(DELIVERED)) is None
        assert await self.statuses(log) == []

        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)

        assert await self.statuses(log) == [READ]

    async def test_the_callback_settles_what_was_unsure(
        self, book: StatusBook, log: EventLog
    ) -> None:
        await book.begin(KEY, NUMBER, at=NOON)

        reported = await book.report(told(SENT, callback=KEY.callback()))

        assert reported is not None
        assert reported.settled
        begun = await book.begin(KEY, NUMBER, at=NOON)
        assert (begun.state, begun.provider_message_id) == (SendState.SENT, "wamid.1")
        assert await self.statuses(log) == []  # that it was sent is the outbox's to say

    async def test_a_reply_of_two_parts_is_reported_once(
        self, book: StatusBook, log: EventLog
    ) -> None:
        second = SendKey(conversation_id=C1, message_id=REPLY, part=1)
        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)
        await book.sent(second, NUMBER, "wamid.2", at=NOON)

        await book.report(told(DELIVERED))
        await book.report(told(DELIVERED, of="wamid.2"))
        await book.report(told(READ, of="wamid.2"))

        assert await self.statuses(log) == [DELIVERED, READ]

    async def test_a_watermark_reports_all_that_was_sent_before_it(
        self, book: StatusBook, log: EventLog
    ) -> None:
        later = SendKey(conversation_id=C1, message_id=MessageId("r2"))
        for minutes, key in enumerate((KEY, later)):
            at = NOON + timedelta(minutes=minutes)
            await book.begin(key, NUMBER, at=at)
            await book.sent(key, NUMBER, f"m_{minutes}", at=at)

        reported = await book.report_up_to(C1, READ, up_to=NOON, at=NOON)

        assert [one.message_id for one in reported] == [REPLY]
        assert await self.statuses(log) == [READ]
        assert await book.report_up_to(C1, READ, up_to=NOON, at=NOON) == ()

    async def test_old_sends_are_forgotten(self, book: StatusBook) -> None:
        await book.begin(KEY, NUMBER, at=NOON)
        await book.report(told(READ, of="wamid.9"))

        assert await book.drop_before(NOON) == 0
        assert await book.drop_before(NOON + timedelta(seconds=1)) == 2
        assert (await book.begin(KEY, NUMBER, at=NOON)).state is SendState.NEW

    async def test_a_status_that_comes_with_its_send_is_not_lost(
        self, book: StatusBook, log: EventLog
    ) -> None:
        for number in range(20):
            key = SendKey(conversation_id=C1, message_id=MessageId(f"r{number}"))
            await book.begin(key, NUMBER, at=NOON)
            await asyncio.gather(
                book.sent(key, NUMBER, f"wamid.{number}", at=NOON),
                book.report(told(DELIVERED, of=f"wamid.{number}")),
                book.report(told(READ, of=f"wamid.{number}")),
            )

        events = [stored.event for stored in (await log.read(C1)).events]
        read = {e.message_id for e in events if isinstance(e, ReplyStatusReported)}
        assert len(read) == 20
        furthest = {e.message_id: e.status for e in events if isinstance(e, ReplyStatusReported)}
        assert set(furthest.values()) <= {DELIVERED, READ}
        again = [await book.report(told(READ, of=f"wamid.{number}")) for number in range(20)]
        assert again == [None] * 20
