"""Define the callers: a program that speaks for customers, or a person of the shop. Pure."""

from dataclasses import dataclass

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Agent
from integrations.channels.completions.clients import Client

STAFF_PREFIX = "st-"
"""Begins every key of the shop's people, so that a lost key is recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKey:
    """Hold a key of a person of the shop; the person's role decides on their permissions."""

    agent_id: AgentId
    key_sha256: str  # hex
    per_minute: int = 60  # calls


@dataclass(slots=True, kw_only=True)
class ForCustomers:
    """Hold a program that speaks for customers: for one request, or while its pipes are open."""

    client: Client
    token: str = ""  # proves the customer's identity; "": none, or it was used
    called: str = ""  # the conversation of calls that name none; "": a new one each time
    session: str = ""  # in a session no two requests have the same id; "": none
    key: str = ""  # the program's name for a request that it may send again

    def goes_on(self, called: str) -> None:
        """Keep the conversation for calls that name none, and drop the token that it has taken."""
        self.called, self.token = called, ""

    def repeat(self, request_id: object, call: str) -> str:
        """Return a name that a repeated call has again; "" if repeats cannot be recognised.

        `call` is the whole call: where a program uses one id for everything, only equal calls are
        repeats.
        """
        name = self.key or (f"{self.session}:{request_id!r}" if self.session else "")
        return f"{name}\n{call}" if name else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForStaff:
    """Hold a program that a person of the shop uses."""

    agent: Agent
    per_minute: int = 60


Caller = ForCustomers | ForStaff
