import json

from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.nudges import NUDGES_TOPIC, FanoutNudges, Nudge, NudgeKind
from assistant.ports import BrokerUnavailableError
from tests.support.memory.fanout import MemoryFanout
from tests.support.seeds.conversation_events import NOON

NUDGE = Nudge(
    kind=NudgeKind.ASKED,
    conversation_id=ConversationId("c1"),
    at=NOON,
    agent_id=AgentId("anna"),
)


class Away(MemoryFanout):
    async def publish(self, conversation_id: ConversationId, notice: bytes) -> None:
        raise BrokerUnavailableError(conversation_id, notice)


class TestANudge:
    async def test_comes_to_whoever_listens(self) -> None:
        fanout = MemoryFanout()
        async with fanout.subscribe(NUDGES_TOPIC) as heard:
            await FanoutNudges(fanout).give(NUDGE)
            told = json.loads(await anext(heard))

        assert (told["kind"], told["conversation_id"], told["agent_id"]) == ("asked", "c1", "anna")
        assert told["at"].startswith("2026-03-01T12:00:00")

    async def test_may_be_lost_without_harm(self) -> None:
        await FanoutNudges(Away()).give(NUDGE)
