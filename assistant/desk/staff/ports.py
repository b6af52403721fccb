"""Declare the stores of the shop's people: accounts, sessions, and the audit of their deeds.

`integrations/stores/sql` keeps all three in the event log's database,
`tests/support/memory/staff_directory.py` in memory. Every method may raise `LogUnavailableError`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Agent, Credentials
from assistant.desk.staff.audit_chain import AuditEntry, AuditVerification, Deed, Head
from assistant.desk.staff.second_factor import SecondFactor
from assistant.desk.staff.sessions import Session
from assistant.ports import PortError


class EmailTakenError(PortError):
    """Say that another agent has this address."""


class UnknownAgentError(PortError):
    """Say that there is no such agent."""


class UnreadableEntryError(PortError):
    """Say that Comptoir did not write an entry of the audit."""

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number} of the audit cannot be read")
        self.number = number


class Directory(Protocol):
    """Store the shop's people. Nobody is ever removed: the audit names them."""

    async def agents(self) -> Sequence[Agent]:
        """Return every agent by name, also those that may not sign in."""
        ...

    async def agent(self, agent_id: AgentId) -> Agent | None: ...

    async def account(self, email: str) -> Account | None:
        """Return the account with this address, as `normal_email` writes it."""
        ...

    async def add(self, account: Account) -> None:
        """Keep a new agent.

        Raises:
            EmailTakenError: see there.
        """
        ...

    async def change(self, agent: Agent) -> None:
        """Keep an agent as they are now.

        Raises:
            EmailTakenError, UnknownAgentError: see there.
        """
        ...

    async def exchange(self, agent_id: AgentId, old: Credentials, new: Credentials) -> bool:
        """Replace an agent's credentials; False: they were no longer `old`, and nothing changed."""
        ...


class Sessions(Protocol):
    """Store the sessions of signed-in agents. A restart signs nobody out."""

    async def start(self, session: Session) -> None: ...

    async def find(self, token_sha256: str) -> Session | None:
        """Return the session, which may be over: `Lifetimes` says so."""
        ...

    async def touch(self, token_sha256: str, *, seen_at: datetime) -> None:
        """Note that the session is in use; does nothing if it ended."""
        ...

    async def end(self, token_sha256: str) -> None:
        """End the session of one browser; a repeat does nothing."""
        ...

    async def end_all(self, agent_id: AgentId, *, besides: str = "") -> int:
        """Sign an agent out everywhere, `besides` the session of this hash; return how many."""
        ...

    async def forget(self, *, started_before: datetime, seen_before: datetime) -> int:
        """Erase sessions that are over, by either; return how many."""
        ...


class SecondFactors(Protocol):
    """Store agents' second factors."""

    async def find(self, agent_id: AgentId) -> SecondFactor:
        """Return the second factor of an agent; an empty one if they have none."""
        ...

    async def exchange(self, agent_id: AgentId, old: SecondFactor, new: SecondFactor) -> bool:
        """Replace a second factor; False: it was no longer `old`, and nothing changed."""
        ...


class Audit(Protocol):
    """Store the audit: it grows at its end only, one entry after the other over all processes.

    The methods that read may raise `UnreadableEntryError`.
    """

    async def write(self, *deeds: Deed) -> None:
        """Put `deeds` at the end of the chain, durably, all or none."""
        ...

    async def read(self, *, after: int = 0, limit: int = 1000) -> Sequence[AuditEntry]:
        """Return entries whose number is greater than `after`, in order."""
        ...

    async def recent(
        self, *, before: int | None = None, limit: int = 50, actor: str = "", subject: str = ""
    ) -> Sequence[AuditEntry]:
        """Return the newest entries, newest first; those of an actor or a subject only, if given.

        `before` is the number of the last one that was seen.
        """
        ...

    async def head(self) -> Head: ...

    async def noted(self) -> AuditVerification | None:
        """Return the newest head that was whole, and the break that the last verification found.

        None: the audit was never verified.
        """
        ...

    async def note(self, found: AuditVerification, *, at: datetime) -> None:
        """Keep a verification; the head noted before stays while the chain is broken."""
        ...
