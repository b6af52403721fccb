"""The shop's people in memory, for tests and to try things out: nothing outlives the process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Agent, Credentials
from assistant.desk.staff.audit_chain import AuditEntry, AuditVerification, Deed, Head
from assistant.desk.staff.ports import EmailTakenError, UnknownAgentError
from assistant.desk.staff.second_factor import SecondFactor
from assistant.desk.staff.sessions import Session


class MemoryDirectory:
    """A `Directory` for one event loop."""

    def __init__(self) -> None:
        self._accounts: dict[AgentId, Account] = {}

    async def agents(self) -> Sequence[Agent]:
        agents = (account.agent for account in self._accounts.values())
        return sorted(agents, key=lambda agent: (agent.name, agent.agent_id))

    async def agent(self, agent_id: AgentId) -> Agent | None:
        account = self._accounts.get(agent_id)
        return account.agent if account else None

    async def account(self, email: str) -> Account | None:
        having = (one for one in self._accounts.values() if one.agent.email == email)
        return next(having, None)

    async def add(self, account: Account) -> None:
        self._check_email(account.agent)
        self._accounts[account.agent.agent_id] = account

    async def change(self, agent: Agent) -> None:
        if agent.agent_id not in self._accounts:
            raise UnknownAgentError(agent.agent_id)
        self._check_email(agent)
        self._accounts[agent.agent_id] = replace(self._accounts[agent.agent_id], agent=agent)

    async def exchange(self, agent_id: AgentId, old: Credentials, new: Credentials) -> bool:
        account = self._accounts.get(agent_id)
        if account is None or account.credentials != old:
            return False
        self._accounts[agent_id] = replace(account, credentials=new)
        return True

    def _check_email(self, agent: Agent) -> None:
        others = (one.agent for one in self._accounts.values())
        if any(one.email == agent.email and one.agent_id != agent.agent_id for one in others):
            raise EmailTakenError


class MemorySessions:
    """`Sessions` for one event loop."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    async def start(self, session: Session) -> None:
        self._sessions[session.token_sha256] = session

    async def find(self, token_sha256: str) -> Session | None:
        return self._sessions.get(token_sha256)

    async def touch(self, token_sha256: str, *, seen_at: datetime) -> None:
        if session := self._sessions.get(token_sha256):
            self._sessions[token_sha256] = replace(session, seen_at=seen_at)

    async def end(self, token_sha256: str) -> None:
        self._sessions.pop(token_sha256, None)

    async def end_all(self, agent_id: AgentId, *, besides: str = "") -> int:
        theirs = [
            session.token_sha256
            for session in self._sessions.values()
            if session.agent_id == agent_id and session.token_sha256 != besides
        ]
        return self._erase(theirs)

    async def forget(self, *, started_before: datetime, seen_before: datetime) -> int:
        over = [
            session.token_sha256
            for session in self._sessions.values()
            if session.started_at < started_before or session.seen_at < seen_before
        ]
        return self._erase(over)

    def _erase(self, hashes: list[str]) -> int:
        for one in hashes:
            del self._sessions[one]
        return len(hashes)


class MemorySecondFactors:
    """`SecondFactors` for one event loop."""

    def __init__(self) -> None:
        self._factors: dict[AgentId, SecondFactor] = {}

    async def find(self, agent_id: AgentId) -> SecondFactor:
        return self._factors.get(agent_id, SecondFactor())

    async def exchange(self, agent_id: AgentId, old: SecondFactor, new: SecondFactor) -> bool:
        if await self.find(agent_id) != old:
            return False
        self._factors[agent_id] = new
        return True


class MemoryAudit:
    """An `Audit` for one event loop."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []
        self._noted: AuditVerification | None = None

    async def write(self, *deeds: Deed) -> None:
        for deed in deeds:
            head = await self.head()
            self._entries.append(AuditEntry.after(head.number, head.sha256, deed))

    async def read(self, *, after: int = 0, limit: int = 1000) -> Sequence[AuditEntry]:
        return self._entries[after : after + limit]

    async def recent(
        self, *, before: int | None = None, limit: int = 50, actor: str = "", subject: str = ""
    ) -> Sequence[AuditEntry]:
        wanted = [
            entry
            for entry in reversed(self._entries)
            if (before is None or entry.number < before)
            and actor in ("", entry.deed.actor)
            and subject in ("", entry.deed.subject)
        ]
        return wanted[:limit]

    async def head(self) -> Head:
        if not self._entries:
            return Head()
        return Head(number=self._entries[-1].number, sha256=self._entries[-1].sha256)

    async def noted(self) -> AuditVerification | None:
        return self._noted

    async def note(self, found: AuditVerification, *, at: datetime) -> None:
        del at
        if found.broken_at is not None and self._noted is not None:
            found = replace(found, head=self._noted.head)
        self._noted = found
