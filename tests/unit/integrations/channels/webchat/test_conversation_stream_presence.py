import asyncio
from contextlib import aclosing
from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.ports import BrokerUnavailableError
from tests.support.memory.assemblies.web_chat import Chat
from tests.support.memory.desk_rooms import MemoryCustomerPresence
from tests.support.patience import until
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import C1


class Away(MemoryCustomerPresence):
    async def seen(self, conversation_id: ConversationId, at: datetime) -> None:
        raise BrokerUnavailableError(conversation_id, at)


async def opened(customers: MemoryCustomerPresence) -> Chat:
    chat = Chat(customers=customers, heartbeat_s=0.005)
    await chat.log.start(started())
    return chat


class TestAnOpenPage:
    async def test_counts_as_the_customer_being_there_while_it_is_open(self) -> None:
        customers, gone = MemoryCustomerPresence(), asyncio.Event()
        chat = await opened(customers)

        async def read() -> None:
            async with aclosing(chat.parts.streams.follow(C1, after=0, stop=gone)) as frames:
                async for _ in frames:
                    pass

        reading = asyncio.create_task(read())

        async def is_seen() -> object:
            return await customers.last_seen(C1)

        await until(is_seen)
        first = await customers.last_seen(C1)

        async def is_seen_again() -> object:
            return await customers.last_seen(C1) != first

        await until(is_seen_again)
        gone.set()
        await reading
        last = await customers.last_seen(C1)
        assert last is not None
        assert last <= chat.clock.now()

    async def test_goes_on_where_nobody_can_be_told(self) -> None:
        chat = await opened(Away())

        async with aclosing(chat.parts.streams.follow(C1, after=0, stop=asyncio.Event())) as frames:
            got = [await anext(frames) for _ in range(4)]

        assert got[-1] == b": \n\n"
