"""What every `CaseProjection` does when processes divide the shards among them."""

import pytest

from assistant.conversation.ids import ALL_SHARDS, shard_of
from assistant.desk.ports import CaseQuery, View
from tests.contract.cases import DeskView, opened
from tests.support.seeds.people_events import claimed, labelled

NAMES = [f"c{number:02}" for number in range(12)]
LOW, HIGH = ALL_SHARDS[:32], ALL_SHARDS[32:]


class ShardsContract:
    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    @pytest.fixture
    async def full(self, desk: DeskView) -> DeskView:
        for number, name in enumerate(NAMES):
            await desk.happens(*opened(name, number, claimed("anna"), labelled(name, "vip")))
        return desk

    async def test_a_share_has_its_own_conversations_alone(self, full: DeskView) -> None:
        while (await full.cases.advance(limit=5, shards=LOW)).more:
            pass

        shown = [name for name in NAMES if shard_of(name) in LOW]
        assert 0 < len(shown) < len(NAMES)
        assert sorted(await full.ids()) == shown

    async def test_shares_together_are_the_lists_however_they_change(self, full: DeskView) -> None:
        shares = (LOW, ALL_SHARDS[20:40], HIGH, ALL_SHARDS[:1], ALL_SHARDS)
        last, steps = await full.cases.last_position(), 0
        while await full.cases.level():
            await full.cases.advance(limit=3, shards=shares[steps % len(shares)])
            steps += 1

        assert sorted(await full.ids(CaseQuery(view=View.OPEN))) == NAMES
        assert await full.found("vip") == NAMES
        assert [use.conversations for use in await full.cases.labels()] == [len(NAMES)]
        end = await full.cases.advance(limit=3)
        assert (end.position, end.events, end.more) == (last, 0, False)

    async def test_the_last_shard_says_how_far_behind_the_lists_are(self, full: DeskView) -> None:
        last = await full.cases.last_position()
        assert await full.cases.level() == last

        while (await full.cases.advance(limit=5, shards=LOW)).more:
            pass
        assert await full.cases.level() == last

        while (await full.cases.advance(limit=5, shards=HIGH)).more:
            pass
        assert await full.cases.level() == 0
