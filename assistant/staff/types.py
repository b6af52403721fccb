"""Who an agent is. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.message import Language


class Role(StrEnum):
    """What an agent is for; `permissions` says what each may do."""

    AGENT = "agent"
    LEAD = "lead"
    MERCHANDISER = "merchandiser"
    OPERATIONS = "operations"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person of the shop."""

    agent_id: AgentId
    email: str  # lower case; what they sign in with
    name: str  # among the shop's people
    role: Role
    public_name: str = ""  # what customers see; "": `name`
    picture: str = ""  # address of a picture; "": none
    languages: tuple[Language, ...] = ("fr", "en")
    skills: frozenset[str] = frozenset()
    teams: frozenset[TeamId] = frozenset()
    capacity: int = 5  # conversations at once, at least 0
    active: bool = True  # may sign in

    @property
    def shown_name(self) -> str:
        """What customers see."""
        return self.public_name or self.name
