"""Which conversations an agent may open. Pure."""

from enum import StrEnum

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Agent, Role


class Sight(StrEnum):
    """How far agents see; everybody else who reads conversations sees all of them."""

    ALL = "all"
    TEAMS = "teams"  # their own, their teams', and what is no team's


def teams_of(agent: Agent, sight: Sight) -> tuple[TeamId, ...] | None:
    """Return the teams whose conversations a list of the agent's may have; None: everybody's."""
    if sight is Sight.ALL or agent.role is not Role.AGENT:
        return None
    return tuple(sorted(agent.teams))


def sees(agent: Agent, *, holder: AgentId | None, team: TeamId | None, sight: Sight) -> bool:
    """Return whether `agent` may open a conversation that `holder` has and that is `team`'s."""
    if sight is Sight.ALL or agent.role is not Role.AGENT:
        return True
    return holder == agent.agent_id or team is None or team in agent.teams
