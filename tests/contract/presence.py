"""What every `Presence` does. Inherit `PresenceContract` and override `presence`."""

import pytest

from assistant.ports import Presence
from tests.support.patience import until


class PresenceContract:
    @pytest.fixture
    def presence(self) -> Presence:
        raise NotImplementedError

    async def test_nobody_lives_at_first(self, presence: Presence) -> None:
        assert await presence.alive() == frozenset()

    async def test_who_beats_lives(self, presence: Presence) -> None:
        await presence.beat("w1", for_s=60)
        await presence.beat("w2", for_s=60)
        await presence.beat("w1", for_s=60)

        assert await presence.alive() == {"w1", "w2"}

    async def test_who_leaves_lives_no_more(self, presence: Presence) -> None:
        await presence.beat("w1", for_s=60)
        await presence.beat("w2", for_s=60)

        await presence.leave("w1")

        assert await presence.alive() == {"w2"}

    async def test_who_does_not_beat_again_is_dead(self, presence: Presence) -> None:
        await presence.beat("w1", for_s=0.01)
        await presence.beat("w2", for_s=60)

        async def is_alone() -> object:
            return await presence.alive() == {"w2"}

        await until(is_alone)
