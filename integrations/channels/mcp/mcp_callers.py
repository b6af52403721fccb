"""Who calls: a program in customers' names, or one of the shop's people. Pure."""

from dataclasses import dataclass

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Agent
from integrations.channels.completions.clients import Client

STAFF_PREFIX = "st-"
"""What keys of the shop's people begin with, so that a lost one is recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKey:
    """A key with which one of the shop's people asks; what they may is their role's to say."""

    agent_id: AgentId
    key_sha256: str  # hex
    per_minute: int = 60  # calls


@dataclass(slots=True, kw_only=True)
class ForCustomers:
    """A program that speaks for customers: for one request, or as long as its pipes are open."""

    client: Client
    token: str = ""  # the shop's word for who the customer is; "": none, or it was taken
    called: str = ""  # the conversation, unless a call names another; "": a new one each time
    session: str = ""  # in which no two requests have the same id; "": it has none
    key: str = ""  # what the program calls a request that it sends again

    def goes_on(self, called: str) -> None:
        """Keep the conversation for calls that name none; it knows the customer by now."""
        self.called, self.token = called, ""

    def repeat(self, request_id: object, call: str) -> str:
        """Return what is the same of a call that is made again; "": nothing is known to be.

        `call` is all that it says: a program that has one id for everything says it only once.
        """
        name = self.key or (f"{self.session}:{request_id!r}" if self.session else "")
        return f"{name}\n{call}" if name else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForStaff:
    """A program that one of the shop's people uses."""

    agent: Agent
    per_minute: int = 60


Caller = ForCustomers | ForStaff
