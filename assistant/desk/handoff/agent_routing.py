"""Choose the agent that is asked to take a conversation. Pure.

An agent is asked if they are online, are in the team, have room, and did not let the same
conversation pass lately. They should speak the language and have the skills as well, until the wait
has been long enough to do without each of these. A conversation leaves its team only if the team
has no agents at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.events import (
    ConversationAssigned,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
)
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent

NOT_ACCEPTED = "not_accepted"
"""The rule of a `ConversationAssigned` that ends an offer nobody took up."""


class Availability(StrEnum):
    """Name whether an agent whose console is open can be asked."""

    ONLINE = "online"
    BUSY = "busy"  # goes on with what they have, takes nothing new
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCandidate:
    """Hold an agent whose console is open, and the number of their conversations."""

    agent: Agent
    availability: Availability
    load: int  # conversations: theirs, and those they are asked to take

    @property
    def has_room(self) -> bool:
        """Return whether the agent can take one more conversation."""
        return self.load < self.agent.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Hold the needs of a conversation in the queue: language, skills, team, and its wait."""

    waited: timedelta  # since the handoff
    language: Language | None = None  # None: any
    skills: frozenset[str] = frozenset()
    team: TeamId | None = None  # None: any
    team_is_empty: bool = False  # no agent who works here is of it
    last_agent_id: AgentId | None = None  # who knows the customer
    passed: frozenset[AgentId] = frozenset()  # let it pass lately


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingTimes:
    """Hold the times of routing: how long an offer lasts, and when a need is dropped."""

    accept: timedelta = timedelta(seconds=60)
    relax_skills: timedelta = timedelta(minutes=2)
    relax_language: timedelta = timedelta(minutes=5)
    relax_empty_team: timedelta = timedelta(minutes=5)
    ask_again: timedelta = timedelta(minutes=10)  # who let it pass
    prefers_last_agent: bool = True


class Stays(StrEnum):
    """Name the reason why a conversation stays in the queue."""

    NOBODY_ONLINE = "nobody_online"
    NOBODY_OF_TEAM = "nobody_of_team"
    ALL_PASSED = "all_passed"
    ALL_FULL = "all_full"
    NOBODY_SPEAKS = "nobody_speaks"  # the language
    NOBODY_SKILLED = "nobody_skilled"
    ELSEWHERE = "elsewhere"  # somebody at a phone, or another app, has it


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgent:
    """Hold the agent that is asked."""

    agent_id: AgentId


def route(
    need: Need, candidates: Iterable[AgentCandidate], times: RoutingTimes
) -> AskedAgent | Stays:
    """Return the agent to ask, or the reason why the conversation stays in the queue."""
    left = [one for one in candidates if one.availability is Availability.ONLINE]
    steps = (
        (Stays.NOBODY_ONLINE, left),
        (Stays.NOBODY_OF_TEAM, left := [one for one in left if _may_stand_in(one, need, times)]),
        (Stays.ALL_PASSED, left := [o for o in left if o.agent.agent_id not in need.passed]),
        (Stays.ALL_FULL, left := [one for one in left if one.has_room]),
        (Stays.NOBODY_SPEAKS, left := [one for one in left if _may_speak(one, need, times)]),
        (Stays.NOBODY_SKILLED, left := [one for one in left if _may_know(one, need, times)]),
    )
    for why, found in steps:
        if not found:
            return why
    best = min(left, key=lambda one: _distance(one, need, times))
    return AskedAgent(agent_id=best.agent.agent_id)


def passed_over(
    events: Sequence[ConversationEvent], *, at: datetime, times: RoutingTimes
) -> frozenset[AgentId]:
    """Return the agents that were asked and did not answer, less than `ask_again` before `at`."""
    asked: AgentId | None = None
    passed = dict[AgentId, datetime]()
    for event in events:
        match event:
            case ConversationAssigned():
                if asked is not None and event.rule == NOT_ACCEPTED:
                    passed[asked] = event.at
                asked = event.agent_id
            case ConversationClaimed():
                asked = None
                passed.pop(event.agent_id, None)
            case ConversationReleased():
                asked = None
                passed.clear()
            case _:
                pass
    return frozenset(one for one, when in passed.items() if at - when < times.ask_again)


def _may_stand_in(one: AgentCandidate, need: Need, times: RoutingTimes) -> bool:
    """Return whether the agent is of the team, or the team is empty and the wait is long."""
    if need.team_is_empty and need.waited >= times.relax_empty_team:
        return True
    return need.team is None or need.team in one.agent.teams


def _speaks(one: AgentCandidate, need: Need) -> bool:
    return need.language is None or need.language in one.agent.languages


def _may_speak(one: AgentCandidate, need: Need, times: RoutingTimes) -> bool:
    return need.waited >= times.relax_language or _speaks(one, need)


def _may_know(one: AgentCandidate, need: Need, times: RoutingTimes) -> bool:
    return need.waited >= times.relax_skills or need.skills <= one.agent.skills


def _distance(
    one: AgentCandidate, need: Need, times: RoutingTimes
) -> tuple[bool, bool, int, float, int, str]:
    """Return the sort key of an agent: the lowest is asked; the id only makes the order fixed."""
    agent = one.agent
    is_last = times.prefers_last_agent and agent.agent_id == need.last_agent_id
    return (
        not is_last,
        not _speaks(one, need),
        len(need.skills - agent.skills),
        one.load / agent.capacity,
        one.load,
        agent.agent_id,
    )
