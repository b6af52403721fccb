"""Nobody waits for a check by a person who is not there."""

from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import AgentOrder, Proposal
from assistant.conversation.ids import MessageId
from assistant.conversation.message import ChannelKind
from assistant.conversation.people import Role
from assistant.desk.queue.person_draws import PersonDraws
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.autonomy_verdict import Verdict
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import C1
from tests.unit.assistant.desk.serving import ANNA, MORNING, Serving

HALF = Verdict(level=Level.AUTOMATE, rule="r", approver=Role.AGENT, checked_share=0.5)
BOSS = replace(agent("boss"), role=Role.LEAD)
MANY = 40


@dataclass
class Chance:
    """A desk, and as many messages as make a chance certain."""

    serving: Serving
    verdict: Verdict = HALF

    @property
    def draws(self) -> PersonDraws:
        return PersonDraws(key=b"k", outlooks=self.serving.outlooks)

    async def answers(self, channel: ChannelKind = ChannelKind.WEBCHAT) -> int:
        """Return how many answers of many a person looks at first."""
        start = replace(started(), channel=channel)
        asked = [Conversation.fold(C1, [start, wrote(f"m{n}", at=MORNING)]) for n in range(MANY)]
        verdicts = [await self.draws.of_answer(self.verdict, one) for one in asked]
        return sum(one.level is Level.SUGGEST for one in verdicts)

    async def effects(self, ordered: AgentOrder | None = None) -> int:
        """Return how many effects of many a person looks at first."""
        owned = Conversation.fold(C1, [started()]).ownership
        verdicts = [
            await self.draws.of_effect(
                self.verdict, replace(PROPOSAL, proposal_id=f"p{n}", ordered=ordered), owned
            )
            for n in range(MANY)
        ]
        return sum(one.level is Level.SUGGEST for one in verdicts)


PROPOSAL = Proposal(
    proposal_id="p",
    operation="cancel_order",
    parameters="{}",
    fingerprint="f",
    customer_id="lea",  # type: ignore[arg-type]  # an id
    at=MORNING,
    confirmed_by=MessageId("m1"),
)


class TestADraw:
    async def test_is_made_while_somebody_is_there(self) -> None:
        serving = Serving(ANNA)
        await serving.come(ANNA)

        assert 5 < await Chance(serving).answers() < 35
        assert 5 < await Chance(serving).effects() < 35

    async def test_is_not_made_while_nobody_is(self) -> None:
        chance = Chance(Serving(ANNA))

        assert await chance.answers() == 0
        assert await chance.effects() == 0

    async def test_is_not_made_while_nobody_who_may_approve_is(self) -> None:
        serving = Serving(ANNA, BOSS)
        await serving.come(ANNA)
        chance = Chance(serving, replace(HALF, approver=Role.LEAD))

        assert await chance.answers() == 0
        assert await chance.effects() == 0

        await serving.come(BOSS)

        assert await chance.answers() > 5
        assert await chance.effects() > 5

    async def test_is_not_made_where_the_channel_closes_before_an_answer(self) -> None:
        serving = Serving(ANNA)
        await serving.come(ANNA)
        serving.clock.move(timedelta(hours=23, minutes=50).total_seconds())
        await serving.come(ANNA)

        assert await Chance(serving).answers(ChannelKind.WHATSAPP) == 0

    async def test_is_not_made_where_an_agent_ordered_it(self) -> None:
        serving = Serving(ANNA)
        await serving.come(ANNA)

        assert await Chance(serving).effects(ordered=ORDERED) == 0


ORDERED = AgentOrder(by=ANNA.agent_id, role=Role.LEAD)
