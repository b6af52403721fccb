import asyncio

import pytest

from assistant.kit.calls.opened_once import OpenedOnce


class TestAPart:
    async def test_is_opened_once_however_many_ask_for_it(self) -> None:
        opened: list[object] = []

        async def opening() -> object:
            await asyncio.sleep(0)
            opened.append(object())
            return opened[-1]

        part = OpenedOnce(opening)

        seen = await asyncio.gather(*(part.get() for _ in range(3)))

        assert seen == opened * 3

    async def test_that_could_not_be_opened_is_tried_again(self) -> None:
        tries: list[int] = []

        async def opening() -> str:
            tries.append(1)
            if len(tries) == 1:
                raise OSError
            return "open"

        part = OpenedOnce(opening)

        with pytest.raises(OSError):  # noqa: PT011  # any will do
            await part.get()
        assert await part.get() == "open"
