import asyncio

from assistant.desk.rounds import Round, Rounds
from assistant.kit.duty import Duty
from tests.support.memory.work_queue import MemoryLeases
from tests.support.patience import until


class Counted:
    def __init__(self, *, fails: bool = False) -> None:
        self.times = 0
        self._fails = fails

    async def go(self) -> None:
        self.times += 1
        if self._fails:
            raise ValueError


def rounds(leases: MemoryLeases, *counted: Counted, every_s: float = 0.001) -> Rounds:
    return Rounds(
        duty=Duty(leases=leases, name="desk", for_s=60),
        rounds=[
            Round(name=str(number), every_s=every_s, go=one.go)
            for number, one in enumerate(counted)
        ],
    )


class TestRounds:
    async def test_go_on_although_one_fails(self) -> None:
        failing, fine, stop = Counted(fails=True), Counted(), asyncio.Event()
        running = asyncio.create_task(rounds(MemoryLeases(), failing, fine).run(stop))

        async def several() -> object:
            return fine.times >= 3

        await until(several)
        stop.set()
        await running
        assert failing.times >= 3

    async def test_are_gone_by_one_process_and_by_another_when_it_ends(self) -> None:
        leases, first, second, stop = MemoryLeases(), Counted(), Counted(), asyncio.Event()
        ours = asyncio.create_task(rounds(leases, first).run(stop))

        async def on_duty() -> object:
            return first.times

        await until(on_duty)
        theirs = rounds(leases, second)
        assert not await theirs.duty.is_ours()
        stop.set()
        await ours
        assert await theirs.duty.is_ours()

    async def test_are_not_gone_before_they_are_due(self) -> None:
        counted = Counted()
        now_and_then = rounds(MemoryLeases(), counted, every_s=3600)

        await now_and_then.once()
        await now_and_then.once()

        assert counted.times == 1
