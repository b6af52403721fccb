"""What every `Fanout` does.

Inherit `FanoutContract` and override `fanout` and `elsewhere`, the same in two processes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from assistant.conversation.ids import ConversationId
from assistant.ports import Fanout

C1, C2 = ConversationId("c1"), ConversationId("c2")


async def receive(notices: AsyncIterator[bytes]) -> bytes:
    """Return the next notice."""
    async with asyncio.timeout(5):
        return await anext(notices)


class FanoutContract:
    @pytest.fixture
    def fanout(self) -> Fanout:
        raise NotImplementedError

    @pytest.fixture
    def elsewhere(self) -> Fanout:
        raise NotImplementedError

    async def test_a_notice_reaches_readers_everywhere(
        self, fanout: Fanout, elsewhere: Fanout
    ) -> None:
        async with fanout.subscribe(C1) as here, elsewhere.subscribe(C1) as there:
            await elsewhere.publish(C1, b"1")

            assert await receive(here) == b"1"
            assert await receive(there) == b"1"

    async def test_notices_come_in_order(self, fanout: Fanout, elsewhere: Fanout) -> None:
        async with fanout.subscribe(C1) as notices:
            for number in range(50):
                await elsewhere.publish(C1, b"%d" % number)

            assert [await receive(notices) for _ in range(50)] == [b"%d" % n for n in range(50)]

    async def test_conversations_are_apart(self, fanout: Fanout) -> None:
        async with fanout.subscribe(C1) as notices:
            await fanout.publish(C2, b"other")
            await fanout.publish(C1, b"mine")

            assert await receive(notices) == b"mine"

    async def test_what_was_published_before_entering_is_not_yielded(self, fanout: Fanout) -> None:
        await fanout.publish(C1, b"before")

        async with fanout.subscribe(C1) as notices:
            await fanout.publish(C1, b"after")

            assert await receive(notices) == b"after"

    async def test_who_leaves_disturbs_no_other_reader(self, fanout: Fanout) -> None:
        async with fanout.subscribe(C1) as staying:
            async with fanout.subscribe(C1) as leaving:
                await fanout.publish(C1, b"1")
                assert await receive(leaving) == b"1"

            await fanout.publish(C1, b"2")

            assert [await receive(staying) for _ in range(2)] == [b"1", b"2"]

    async def test_coming_back_at_once_works(self, fanout: Fanout, elsewhere: Fanout) -> None:
        for number in range(20):
            async with fanout.subscribe(C1) as notices:
                await elsewhere.publish(C1, b"%d" % number)

                assert await receive(notices) == b"%d" % number

    async def test_any_bytes_arrive_whole(self, fanout: Fanout) -> None:
        notice = bytes(range(256)) * 256

        async with fanout.subscribe(C1) as notices:
            await fanout.publish(C1, notice)

            assert await receive(notices) == notice

    async def test_many_conversations_are_read_at_once(
        self, fanout: Fanout, elsewhere: Fanout
    ) -> None:
        ids = [ConversationId(f"c{number}") for number in range(200)]

        async with AsyncExitStack() as stack:
            pages = await asyncio.gather(
                *(stack.enter_async_context(fanout.subscribe(each)) for each in ids)
            )
            for each in ids:
                await elsewhere.publish(each, each.encode())

            assert [await receive(page) for page in pages] == [each.encode() for each in ids]

    async def test_publishing_to_nobody_is_fine(self, fanout: Fanout) -> None:
        await fanout.publish(C1, b"1")

        async with fanout.subscribe(C1) as notices:
            await fanout.publish(C1, b"2")

            assert await receive(notices) == b"2"
