import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

import pytest

from assistant.console.copilot.copilot_relay import CopilotWork, Patience, RemoteCopilot
from assistant.console.copilot.ports import Copilot
from assistant.console.copilot.types import (
    Drafted,
    Failed,
    Help,
    Progress,
    Rewritten,
    Step,
    Suggested,
    Task,
    Why,
)
from assistant.conversation.ids import ConversationId
from assistant.ports import BrokerUnavailableError, UnknownConversationError
from integrations.stores.memory.rate_limits import MemoryOneUse
from tests.support.memory.fanout import MemoryFanout
from tests.unit.assistant.console.copilot.copiloting import Scripted

TASK = Task(help=Help.DRAFT, conversation_id=ConversationId("c1"))
DRAFT = Drafted(text="30 days.", language="en", sources=(), by_model=True)
SOON = Patience(taken_s=0.05, step_s=0.05)


class Stuck:
    """Begins, and never comes to an end."""

    has_model = True

    def __init__(self) -> None:
        self.begun, self.left = asyncio.Event(), asyncio.Event()

    async def help(self, task: Task) -> AsyncGenerator[Step, None]:
        del task
        try:
            yield Progress("30")
            self.begun.set()
            await asyncio.Event().wait()
        finally:
            self.left.set()


class Broken:
    has_model = True

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def help(self, task: Task) -> AsyncGenerator[Step, None]:
        if task:
            raise self._error
        yield Progress("")


@asynccontextmanager
async def workers(
    fanout: MemoryFanout, *copilots: Copilot, at_once: int = 4
) -> AsyncIterator[None]:
    """Have workers listen, each with a copilot of its own."""
    stop, once = asyncio.Event(), MemoryOneUse()
    works = [
        CopilotWork(copilot=one, fanout=fanout, once=once, name=f"w{at}", at_once=at_once)
        for at, one in enumerate(copilots)
    ]
    async with asyncio.TaskGroup() as group:
        for one in works:
            group.create_task(one.run(stop))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        yield
        stop.set()


def remote(fanout: MemoryFanout, patience: Patience = Patience()) -> RemoteCopilot:  # noqa: B008  # frozen
    return RemoteCopilot(fanout=fanout, has_model=True, patience=patience)


async def steps(copilot: RemoteCopilot) -> Sequence[Step]:
    async with aclosing(copilot.help(TASK)) as found:
        return [step async for step in found]


class TestAHelp:
    @pytest.mark.parametrize(
        "end",
        [
            DRAFT,
            Rewritten(text="Hé", language="fr", names=("Lune",)),
            Suggested(operation="cancel_order", number="#1001", parameters='{"a":1}'),
            Failed(why=Why.CHANGED, what=("5 day",)),
        ],
    )
    async def test_comes_step_by_step_from_one_worker(self, end: Step) -> None:
        fanout = MemoryFanout()
        both = Scripted(Progress("3"), end), Scripted(Progress("3"), end)
        async with workers(fanout, *both):
            assert await steps(remote(fanout)) == [Progress("3"), end]
        assert len(both[0].asked) + len(both[1].asked) == 1

    async def test_that_no_worker_takes_ends_in_a_word(self) -> None:
        assert await steps(remote(MemoryFanout(), SOON)) == [Failed(why=Why.BUSY)]

    async def test_that_stalls_ends_in_a_word_and_is_stopped(self) -> None:
        fanout, stuck = MemoryFanout(), Stuck()
        async with workers(fanout, stuck):
            found = await steps(remote(fanout, SOON))
            await asyncio.wait_for(stuck.left.wait(), 5)
        assert found == [Progress("30"), Failed(why=Why.TOO_SLOW)]

    async def test_that_the_page_leaves_is_stopped_in_the_worker(self) -> None:
        fanout, stuck = MemoryFanout(), Stuck()
        async with workers(fanout, stuck):
            async with aclosing(remote(fanout).help(TASK)) as coming:
                assert await anext(coming) == Progress("30")
                await asyncio.wait_for(stuck.begun.wait(), 5)
            await asyncio.wait_for(stuck.left.wait(), 5)

    async def test_of_no_conversation_says_so(self) -> None:
        fanout = MemoryFanout()
        async with workers(fanout, Broken(UnknownConversationError())):
            with pytest.raises(UnknownConversationError):
                await steps(remote(fanout))

    async def test_that_breaks_does_not_end_the_worker(self) -> None:
        fanout = MemoryFanout()
        async with workers(fanout, Broken(RuntimeError())):
            for _ in range(2):
                assert await steps(remote(fanout)) == [Failed(why=Why.UNAVAILABLE)]

    async def test_without_a_broker_is_not_available(self) -> None:
        class Away(MemoryFanout):
            async def publish(self, conversation_id: ConversationId, notice: bytes) -> None:
                del conversation_id, notice
                raise BrokerUnavailableError

        assert await steps(remote(Away())) == [Failed(why=Why.UNAVAILABLE)]

    async def test_beyond_what_a_worker_takes_waits_for_another(self) -> None:
        fanout, stuck = MemoryFanout(), Stuck()
        async with workers(fanout, stuck, at_once=1):
            async with aclosing(remote(fanout).help(TASK)) as first:
                assert await anext(first) == Progress("30")
                assert await steps(remote(fanout, SOON)) == [Failed(why=Why.BUSY)]
            await asyncio.wait_for(stuck.left.wait(), 5)
