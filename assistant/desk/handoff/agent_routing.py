"""Whom to ask to take a conversation. Pure.

Asked is who is online, of the team, has room, and did not let the same conversation pass lately;
who speaks the language and has the skills, until the wait has been long enough for each to be
done without. A team is done without only if nobody is in it.
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
    """Whether an agent, who is there, can be asked."""

    ONLINE = "online"
    BUSY = "busy"  # goes on with what they have, takes nothing new
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCandidate:
    """An agent who is there, and what they have."""

    agent: Agent
    availability: Availability
    load: int  # conversations: theirs, and those they are asked to take

    @property
    def has_room(self) -> bool:
        """Whether one more fits."""
        return self.load < self.agent.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a conversation in the queue wants of who takes it."""

    waited: timedelta  # since the handoff
    language: Language | None = None  # None: any
    skills: frozenset[str] = frozenset()
    team: TeamId | None = None  # None: any
    team_is_empty: bool = False  # no agent who works here is of it
    last_agent_id: AgentId | None = None  # who knows the customer
    passed: frozenset[AgentId] = frozenset()  # let it pass lately


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingTimes:
    """How long what is waited for."""

    accept: timedelta = timedelta(seconds=60)
    relax_skills: timedelta = timedelta(minutes=2)
    relax_language: timedelta = timedelta(minutes=5)
    relax_empty_team: timedelta = timedelta(minutes=5)
    ask_again: timedelta = timedelta(minutes=10)  # who let it pass
    prefers_last_agent: bool = True


class Stays(StrEnum):
    """Why a conversation stays in the queue."""

    NOBODY_ONLINE = "nobody_online"
    NOBODY_OF_TEAM = "nobody_of_team"
    ALL_PASSED = "all_passed"
    ALL_FULL = "all_full"
    NOBODY_SPEAKS = "nobody_speaks"  # the language
    NOBODY_SKILLED = "nobody_skilled"
    ELSEWHERE = "elsewhere"  # somebody at a phone, or another app, has it


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgent:
    """Who is asked."""

    agent_id: AgentId


def route(
    need: Need, candidates: Iterable[AgentCandidate], times: RoutingTimes
) -> AskedAgent | Stays:
    """Return whom to ask, or why nobody."""
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
    """Return who was asked and did not answer, less than `ask_again` before `at`."""
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
    """Whether the agent is of the team, or nobody ever will be and the wait is long."""
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
    """Return how far an agent is from the one to ask; the id only makes the answer the same."""
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
