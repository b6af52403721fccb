"""Processes that replay: their results come as they are, and whoever closes them ends them all."""

import asyncio
import sys
from contextlib import aclosing

import pytest

from assistant.app.processes.replaying.replay_work import ReplayWork
from assistant.app.processes.round_processes import RoundFailedError
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import REPLAYED, ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.replayer import ReplayedConversation
from assistant.kit.settings.settings import Settings

ONE = ReplayedConversation(tally=ReplayTally(conversations=1))
ECHO = f"""
import sys
sys.stdin.readline()
print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "dies":
        sys.exit(3)
    print({REPLAYED.dump_json(ONE).decode()!r}, flush=True)
"""
IDS = [ConversationId(f"c{number}") for number in range(20)]


def work(processes: int = 2) -> ReplayWork:
    command = (sys.executable, "-c", ECHO)
    return ReplayWork(settings=Settings(), plan=ReplayPlan(), processes=processes, command=command)


class TestProcesses:
    async def test_replay_each_conversation_once(self) -> None:
        replayed = [one async for one in work().replay(IDS)]

        assert replayed == [ONE] * len(IDS)

    async def test_that_are_closed_early_end_nothing_else(self) -> None:
        done = asyncio.Event()

        async def replays() -> None:
            async with aclosing(work().replay(IDS)) as replayed:
                async for _ in replayed:
                    break
            done.set()

        async with asyncio.TaskGroup() as group:  # as a worker runs its duties
            group.create_task(replays())
            await done.wait()

        assert done.is_set()

    async def test_that_are_cancelled_end_nothing_else(self) -> None:
        begun = asyncio.Event()

        async def replays() -> None:
            async with aclosing(work().replay(IDS)) as replayed:
                async for _ in replayed:
                    begun.set()
                    await asyncio.Event().wait()

        task = asyncio.create_task(replays())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def test_of_which_one_dies_say_so(self) -> None:
        with pytest.raises(RoundFailedError):
            [one async for one in work(1).replay([*IDS[:2], ConversationId("dies"), *IDS])]
