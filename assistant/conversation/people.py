"""Who an agent is. Pure."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.message import Language

_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,255}")


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
    email: str  # as `normal_email` makes it; what they sign in with
    name: str  # among the shop's people
    role: Role
    public_name: str = ""  # what customers see; "": `name`
    picture: str = ""  # address of a picture, or `pictures.face_address`; "": none
    languages: tuple[Language, ...] = ("fr", "en")
    skills: frozenset[str] = frozenset()
    teams: frozenset[TeamId] = frozenset()
    capacity: int = 5  # conversations at once, at least 0
    active: bool = True  # may sign in

    @property
    def shown_name(self) -> str:
        """What customers see."""
        return self.public_name or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Agents who answer for each other."""

    team_id: TeamId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What an agent signs in with; whatever is "" is not had."""

    password_hash: str = field(default="", repr=False)  # argon2id, in its own notation
    code_sha256: str = field(default="", repr=False)  # of the one-time code, hex
    code_expires_at: datetime | None = None  # aware, UTC
    subject: str = ""  # who they are at the identity provider, once they came from there


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An agent with what they sign in with."""

    agent: Agent
    credentials: Credentials = Credentials()


def normal_email(text: str) -> str:
    """Return an address as it is compared: without blanks around it, in lower case."""
    return text.strip().lower()


def is_email(text: str) -> bool:
    """Return whether `text` may be an address; whether anybody reads it is not looked at."""
    return bool(_EMAIL.fullmatch(text.strip()))
