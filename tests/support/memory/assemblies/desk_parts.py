"""A desk put together from simple parts: lists in memory, a directory that a test fills."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent, Role
from assistant.desk.nudges import Nudge
from assistant.desk.ports import Case, CasePage, CaseQuery, Load
from tests.support.memory.desk_cases import MemoryCases

_ALL = 100_000


class CurrentCases(MemoryCases):
    """Lists that have all of the log whenever they are looked at."""

    async def list(self, query: CaseQuery) -> CasePage:
        await self.advance(limit=_ALL)
        return await super().list(query)

    async def with_id(self, conversation_id: ConversationId) -> Case | None:
        await self.advance(limit=_ALL)
        return await super().with_id(conversation_id)

    async def loads(self) -> Sequence[Load]:
        await self.advance(limit=_ALL)
        return await super().loads()

    async def due(self, now: datetime, *, limit: int) -> Sequence[ConversationId]:
        await self.advance(limit=_ALL)
        return await super().due(now, limit=limit)


class Directory:
    """The shop's people, as a test says."""

    def __init__(self, *agents: Agent) -> None:
        self.people = list(agents)

    async def agents(self) -> Sequence[Agent]:
        return self.people


class Bell:
    """`Nudges` that are remembered."""

    def __init__(self) -> None:
        self.given: list[Nudge] = []

    async def give(self, nudge: Nudge) -> None:
        self.given.append(nudge)


def agent(  # what routing looks at
    name: str,
    *,
    capacity: int = 5,
    languages: tuple[Language, ...] = ("fr", "en"),
    skills: Iterable[str] = (),
    teams: Iterable[str] = (),
) -> Agent:
    return Agent(
        agent_id=AgentId(name),
        email=f"{name}@shop.example",
        name=name.title(),
        role=Role.AGENT,
        languages=languages,
        skills=frozenset(skills),
        teams=frozenset(map(TeamId, teams)),
        capacity=capacity,
    )
