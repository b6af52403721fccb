"""What `OneUse` does. Inherit `OneUseContract` and override `used`."""

import asyncio

import pytest

from assistant.operations.identity.ports import OneUse
from tests.support.patience import until


class OneUseContract:
    @pytest.fixture
    def used(self) -> OneUse:
        raise NotImplementedError

    async def test_the_first_gets_it_and_nobody_else(self, used: OneUse) -> None:
        assert await used.claim("t", holder="a", for_s=600)

        assert not await used.claim("t", holder="b", for_s=600)

    async def test_its_holder_may_ask_again(self, used: OneUse) -> None:
        await used.claim("t", holder="a", for_s=600)

        assert await used.claim("t", holder="a", for_s=600)

    async def test_keys_do_not_share(self, used: OneUse) -> None:
        await used.claim("t", holder="a", for_s=600)

        assert await used.claim("u", holder="b", for_s=600)

    async def test_it_is_free_again_after_its_time(self, used: OneUse) -> None:
        await used.claim("t", holder="a", for_s=0.02)

        async def is_free() -> object:
            return await used.claim("t", holder="b", for_s=600)

        await until(is_free)

    async def test_of_many_at_once_one_gets_it(self, used: OneUse) -> None:
        claims = (used.claim("t", holder=str(number), for_s=600) for number in range(20))

        assert sum(await asyncio.gather(*claims)) == 1
