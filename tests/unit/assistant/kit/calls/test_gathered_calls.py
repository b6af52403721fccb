import asyncio
from collections.abc import Sequence

import pytest

from assistant.kit.calls.gathered_calls import GatheredCalls
from tests.support.patience import until


class Doubling:
    """Doubles numbers, and keeps what it was asked in one question."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, keys: Sequence[int]) -> list[int]:
        self.asked.append(list(keys))
        await self.may_answer.wait()
        if 0 in keys:
            raise ZeroDivisionError
        return [2 * key for key in keys]


async def until_asked(ask: Doubling) -> None:
    async def is_asked() -> object:
        return ask.asked

    await until(is_asked)


class TestCallers:
    async def test_who_come_together_share_a_question(self) -> None:
        ask = Doubling()
        calls = GatheredCalls(ask)

        found = await asyncio.gather(*(calls.of(key) for key in (1, 2, 2, 3)))

        assert (found, ask.asked) == ([2, 4, 4, 6], [[1, 2, 2, 3]])

    async def test_who_come_meanwhile_share_the_next(self) -> None:
        ask = Doubling()
        calls = GatheredCalls(ask)
        ask.may_answer.clear()
        first = asyncio.create_task(calls.of(1))
        await until_asked(ask)
        others = [asyncio.create_task(calls.of(key)) for key in (2, 3)]
        await asyncio.sleep(0)
        ask.may_answer.set()

        assert [await one for one in (first, *others)] == [2, 4, 6]
        assert ask.asked == [[1], [2, 3]]

    async def test_are_no_more_than_one_question_takes(self) -> None:
        ask = Doubling()
        calls = GatheredCalls(ask, most=2)

        await asyncio.gather(*(calls.of(key) for key in (1, 2, 3)))

        assert ask.asked == [[1, 2], [3]]

    async def test_are_told_what_went_wrong_and_may_ask_again(self) -> None:
        calls = GatheredCalls(Doubling())

        found = await asyncio.gather(calls.of(0), calls.of(1), return_exceptions=True)

        assert [type(one) for one in found] == [ZeroDivisionError, ZeroDivisionError]
        assert await calls.of(1) == 2

    async def test_who_give_up_leave_the_others_theirs(self) -> None:
        ask = Doubling()
        calls = GatheredCalls(ask)
        given_up, kept = asyncio.create_task(calls.of(1)), asyncio.create_task(calls.of(2))
        await asyncio.sleep(0)

        given_up.cancel()

        assert await kept == 4
        with pytest.raises(asyncio.CancelledError):
            await given_up
