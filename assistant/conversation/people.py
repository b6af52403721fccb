"""Describe agents, their teams and their credentials. Pure."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.message import Language

_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,255}")


class Role(StrEnum):
    """Name the roles of agents; `permissions` lists the permissions of each."""

    AGENT = "agent"
    LEAD = "lead"
    MERCHANDISER = "merchandiser"
    OPERATIONS = "operations"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Describe a person of the shop who answers."""

    agent_id: AgentId
    email: str  # as `normal_email` makes it; they sign in with it
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
        """Return the name that customers see."""
        return self.public_name or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Name a team of agents who answer for each other."""

    team_id: TeamId  # never changes, whatever the team is called
    name: str
    put_away: bool = False  # nothing goes to it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Hold the secrets that an agent signs in with; "": they have none of that kind."""

    password_hash: str = field(default="", repr=False)  # argon2id, in its own notation
    code_sha256: str = field(default="", repr=False)  # of the one-time code, hex
    code_expires_at: datetime | None = None  # aware, UTC
    subject: str = ""  # their id at the identity provider, once they signed in there


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Hold an agent with their credentials."""

    agent: Agent
    credentials: Credentials = Credentials()


def normal_email(text: str) -> str:
    """Return an address as it is compared: without blanks around it, in lower case."""
    return text.strip().lower()


def is_email(text: str) -> bool:
    """Return whether `text` may be an address; that anybody reads it is not checked."""
    return bool(_EMAIL.fullmatch(text.strip()))
