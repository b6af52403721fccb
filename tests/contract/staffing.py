"""What presence and waits do. Inherit a contract and override its fixture."""

from datetime import timedelta

import pytest

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.ports import AgentPresence, CustomerPresence, ReplyWaits
from assistant.messages.ports import CustomerTyping
from tests.support.patience import until
from tests.support.seeds.conversation_events import minute

ANNA, BEN = AgentId("anna"), AgentId("ben")
C1 = ConversationId("c1")
SUPPORT = TeamId("support")


class AgentPresenceContract:
    @pytest.fixture
    def agents(self) -> AgentPresence:
        raise NotImplementedError

    async def test_nobody_is_there_at_first(self, agents: AgentPresence) -> None:
        assert await agents.present() == {}

    async def test_who_beats_is_there_as_they_said_last(self, agents: AgentPresence) -> None:
        await agents.beat(ANNA, Availability.ONLINE, for_s=60)
        await agents.beat(BEN, Availability.AWAY, for_s=60)
        await agents.beat(ANNA, Availability.BUSY, for_s=60)

        assert await agents.present() == {ANNA: Availability.BUSY, BEN: Availability.AWAY}

    async def test_who_leaves_is_gone(self, agents: AgentPresence) -> None:
        await agents.beat(ANNA, Availability.ONLINE, for_s=60)
        await agents.leave(ANNA)
        await agents.leave(BEN)

        assert await agents.present() == {}

    async def test_whose_console_falls_silent_is_gone(self, agents: AgentPresence) -> None:
        await agents.beat(ANNA, Availability.ONLINE, for_s=0.01)
        await agents.beat(BEN, Availability.ONLINE, for_s=60)

        async def is_alone() -> object:
            return await agents.present() == {BEN: Availability.ONLINE}

        await until(is_alone)

    async def test_who_comes_back_is_there_again(self, agents: AgentPresence) -> None:
        await agents.beat(ANNA, Availability.ONLINE, for_s=60)
        await agents.leave(ANNA)
        await agents.beat(ANNA, Availability.AWAY, for_s=60)

        assert await agents.present() == {ANNA: Availability.AWAY}


class CustomerPresenceContract:
    @pytest.fixture
    def customers(self) -> CustomerPresence:
        raise NotImplementedError

    async def test_nobody_was_seen_at_first(self, customers: CustomerPresence) -> None:
        assert await customers.last_seen(C1) is None

    async def test_who_was_seen_was_seen_last_then(self, customers: CustomerPresence) -> None:
        await customers.seen(C1, minute(0))
        await customers.seen(C1, minute(5))

        assert await customers.last_seen(C1) == minute(5)
        assert await customers.last_seen(ConversationId("c2")) is None


class CustomerTypingContract:
    @pytest.fixture
    def typing(self) -> CustomerTyping:
        raise NotImplementedError

    async def test_nobody_types_at_first(self, typing: CustomerTyping) -> None:
        assert await typing.last(C1) is None

    async def test_the_last_time_counts_for_each_conversation(self, typing: CustomerTyping) -> None:
        await typing.note(C1, minute(0))
        await typing.note(C1, minute(0) + timedelta(seconds=2.25))

        assert await typing.last(C1) == minute(0) + timedelta(seconds=2.25)
        assert await typing.last(ConversationId("c2")) is None


class ReplyWaitsContract:
    @pytest.fixture
    def waits(self) -> ReplyWaits:
        raise NotImplementedError

    async def test_are_the_newest_of_a_team_first(self, waits: ReplyWaits) -> None:
        await waits.record(SUPPORT, timedelta(minutes=1), at=minute(1))
        await waits.record(SUPPORT, timedelta(minutes=2, seconds=0.5), at=minute(2))
        await waits.record(None, timedelta(minutes=9), at=minute(2))

        found = await waits.recent(SUPPORT, since=minute(0))

        assert list(found) == [timedelta(minutes=2, seconds=0.5), timedelta(minutes=1)]

    async def test_leave_out_what_is_too_long_ago(self, waits: ReplyWaits) -> None:
        await waits.record(None, timedelta(minutes=1), at=minute(1))
        await waits.record(None, timedelta(minutes=2), at=minute(9))

        assert list(await waits.recent(None, since=minute(5))) == [timedelta(minutes=2)]

    async def test_are_the_last_fifty(self, waits: ReplyWaits) -> None:
        for minutes in range(55):
            await waits.record(None, timedelta(minutes=minutes), at=minute(minutes))

        found = await waits.recent(None, since=minute(-1))

        assert len(found) == 50
        assert found[0] == timedelta(minutes=54)
