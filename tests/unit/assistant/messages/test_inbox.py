"""The inbox: in the log first, whatever becomes of the queue."""

import asyncio
import json
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Call
from assistant.messages.inbox import Inbox
from assistant.ports import BrokerUnavailableError, UnknownConversationError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock, Shop, message
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.seeds.conversation_events import NOON, started


class AwayQueue(MemoryWorkQueue):
    """A queue whose server is away."""

    async def put(self, conversation_id: ConversationId) -> None:
        raise BrokerUnavailableError(conversation_id)


class HangingQueue(MemoryWorkQueue):
    """A queue whose server takes commands and answers none."""

    async def put(self, conversation_id: ConversationId) -> None:
        del conversation_id
        await asyncio.Event().wait()


@pytest.fixture
async def shop() -> Shop:
    shop = Shop()
    await shop.open()
    return shop


class TestAMessage:
    async def test_is_in_the_log_and_in_the_queue(self, shop: Shop) -> None:
        accepted = await shop.receive("returns?")

        (wrote,) = await shop.messages()
        assert (wrote.text, wrote.message_id, wrote.at) == ("returns?", accepted.message_id, NOON)
        assert (accepted.sequence, accepted.is_new) == (2, True)
        assert await shop.queue.outstanding() == {ConversationId("c1")}

    async def test_is_stored_once_however_often_it_is_delivered(self, shop: Shop) -> None:
        first = await shop.receive("returns?", client_id="m1")
        again = await shop.receive("returns?", client_id="m1")

        assert (again.message_id, again.sequence) == (first.message_id, first.sequence)
        assert not again.is_new
        assert len(await shop.messages()) == 1

    async def test_of_a_program_has_no_number_of_a_card_in_what_it_calls_for(
        self, shop: Shop
    ) -> None:
        call = Call(
            operation="change_payment",
            slots='{"method": "card 4111 1111 1111 1111"}',
            described='{"items": "4111111111111111"}',
        )
        await shop.inbox.receive(replace(message("pay with my card"), call=call))

        (wrote,) = await shop.messages()
        assert wrote.call is not None
        assert "1111 1111 1111" not in wrote.call.slots
        assert "411111111111" not in wrote.call.described
        assert "method" in json.loads(wrote.call.slots)

    async def test_is_stored_without_the_number_of_a_card(self, shop: Shop) -> None:
        with capture_logs() as lines:
            await shop.receive("take 4111 1111 1111 1111, order BM10482783")

        (wrote,) = await shop.messages()
        assert wrote.text == "take ••••••••••••1111, order BM10482783"
        assert "4111" not in repr(lines)

    async def test_is_queued_again_when_it_is_repeated(self, shop: Shop) -> None:
        await shop.receive("returns?", client_id="m1")
        await shop.work()

        await shop.receive("returns?", client_id="m1")

        assert await shop.queue.outstanding() == {ConversationId("c1")}

    async def test_of_an_unknown_conversation_is_refused(self, shop: Shop) -> None:
        with pytest.raises(UnknownConversationError):
            await shop.receive("returns?", conversation="c2")

        assert await shop.queue.outstanding() == frozenset()

    async def test_gets_the_id_that_the_inbox_makes(self, shop: Shop) -> None:
        inbox = Inbox(
            events=shop.events,
            queue=shop.queue,
            clock=HandClock(),
            new_id=lambda: MessageId("ours"),
        )

        assert (await inbox.receive(message("returns?"))).message_id == "ours"


class TestAQueueInTrouble:
    @pytest.mark.parametrize("queue", [AwayQueue(), HangingQueue()], ids=["away", "hanging"])
    async def test_does_not_keep_a_message_from_being_acknowledged(
        self, queue: MemoryWorkQueue
    ) -> None:
        events, clock = MemoryEventLog(), HandClock()
        inbox = Inbox(events=events, queue=queue, clock=clock, put_timeout_s=0.01)
        await events.start(started())

        accepted = await inbox.receive(message("returns?"))

        assert accepted.is_new
        clock.move(60)
        assert await events.unanswered(clock.now(), limit=10) == (ConversationId("c1"),)
