import asyncio

from assistant.conversation.ids import ConversationId
from tests.support.memory.fanout import MemoryFanout

C1, C2 = ConversationId("c1"), ConversationId("c2")


class TestMemoryFanout:
    async def test_a_notice_reaches_every_open_page_of_its_conversation(self) -> None:
        fanout = MemoryFanout()
        async with fanout.subscribe(C1) as one, fanout.subscribe(C1) as other:
            await fanout.publish(C2, b"elsewhere")
            await fanout.publish(C1, b"here")

            assert [await anext(one), await anext(other)] == [b"here", b"here"]

    async def test_a_notice_from_before_is_not_seen(self) -> None:
        fanout = MemoryFanout()
        await fanout.publish(C1, b"before")
        async with fanout.subscribe(C1) as notices:
            await fanout.publish(C1, b"after")

            assert await anext(notices) == b"after"

    async def test_a_reader_waits_for_the_next_notice(self) -> None:
        fanout = MemoryFanout()
        async with fanout.subscribe(C1) as notices:
            reading = asyncio.ensure_future(anext(notices))
            await asyncio.sleep(0)
            assert not reading.done()
            await fanout.publish(C1, b"now")

            assert await reading == b"now"

    async def test_a_reader_that_falls_behind_keeps_the_oldest(self) -> None:
        fanout = MemoryFanout(backlog=2)
        async with fanout.subscribe(C1) as notices:
            for notice in (b"1", b"2", b"3"):
                await fanout.publish(C1, notice)

            assert [await anext(notices), await anext(notices)] == [b"1", b"2"]
            await fanout.publish(C1, b"4")
            assert await anext(notices) == b"4"

    async def test_a_closed_page_is_told_nothing(self) -> None:
        fanout = MemoryFanout()
        async with fanout.subscribe(C1):
            pass
        async with fanout.subscribe(C1) as notices:
            await fanout.publish(C1, b"again")

            assert await anext(notices) == b"again"
