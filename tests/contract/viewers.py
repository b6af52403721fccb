"""What every `Viewers` does. Inherit `ViewersContract` and override `viewers`."""

import pytest

from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.ports import Viewers
from tests.support.patience import until

C1, C2 = ConversationId("c1"), ConversationId("c2")
ANNA, BEN = AgentId("anna"), AgentId("ben")


class ViewersContract:
    @pytest.fixture
    def viewers(self) -> Viewers:
        raise NotImplementedError

    async def test_who_looks_is_known_with_whether_they_write(self, viewers: Viewers) -> None:
        await viewers.look(C1, ANNA, typing=False, for_s=60)
        await viewers.look(C1, BEN, typing=True, for_s=60)
        await viewers.look(C2, BEN, typing=False, for_s=60)

        assert await viewers.of(C1) == {ANNA: False, BEN: True}
        assert await viewers.of(C2) == {BEN: False}
        assert await viewers.of(ConversationId("c3")) == {}

    async def test_the_last_word_counts(self, viewers: Viewers) -> None:
        await viewers.look(C1, ANNA, typing=True, for_s=60)
        await viewers.look(C1, ANNA, typing=False, for_s=60)

        assert await viewers.of(C1) == {ANNA: False}

    async def test_who_leaves_is_gone_and_may_leave_twice(self, viewers: Viewers) -> None:
        await viewers.look(C1, ANNA, typing=True, for_s=60)
        await viewers.leave(C1, ANNA)
        await viewers.leave(C1, ANNA)

        assert await viewers.of(C1) == {}

    async def test_who_says_nothing_more_is_gone_after_a_while(self, viewers: Viewers) -> None:
        await viewers.look(C1, ANNA, typing=True, for_s=0.05)
        await viewers.look(C1, BEN, typing=False, for_s=60)

        async def only_ben_is_left() -> bool:
            return await viewers.of(C1) == {BEN: False}

        await until(only_ben_is_left)
