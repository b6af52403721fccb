"""Change the shop's people: add them, and change their rights. Every change is in the audit.

A change of somebody's rights ends all of their sessions: they sign in again with their new rights.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account, Agent, Credentials, Role, normal_email
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.credentials import CODE_LIFETIME, Passwords, digest_code, mint_code
from assistant.desk.staff.ports import Audit, Directory, Sessions, UnknownAgentError
from assistant.ports import Clock


class LastAdminError(ValueError):
    """Say that without this agent nobody could manage the staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffManagement:
    """Add and change agents. `by` is the actor in the audit: an agent's id, or `COMMAND_LINE`."""

    directory: Directory
    sessions: Sessions
    audit: Audit
    passwords: Passwords
    clock: Clock

    async def add(self, email: str, *, name: str, role: Role, by: str, password: str = "") -> Agent:
        """Add an agent. Without a password they cannot sign in yet: see `give_code`.

        The caller checks whether the password is weak.

        Raises:
            EmailTakenError: somebody has that address.
        """
        agent = Agent(
            agent_id=AgentId(secrets.token_hex(8)), email=normal_email(email), name=name, role=role
        )
        kept = await self.passwords.keep(password) if password else ""
        await self.directory.add(Account(agent=agent, credentials=Credentials(password_hash=kept)))
        await self._note(by, Action.AGENT_ADDED, agent.agent_id, role=role)
        if password:
            await self._note(by, Action.PASSWORD_CHANGED, agent.agent_id)
        return agent

    async def set_password(self, email: str, password: str, *, by: str) -> None:
        """Set an agent's password, and sign them out; the caller checks whether it is weak.

        Raises:
            UnknownAgentError: nobody has that address.
        """
        account = await self._account(email)
        kept = await self.passwords.keep(password)
        await self._replace(account, Credentials(password_hash=kept))
        await self._note(by, Action.PASSWORD_CHANGED, account.agent.agent_id)

    async def give_code(self, email: str, *, by: str) -> str:
        """Return a new one-time code, which replaces password and code; sign the agent out.

        Raises:
            UnknownAgentError: nobody has that address.
        """
        account, code = await self._account(email), mint_code()
        fresh = Credentials(
            code_sha256=digest_code(code), code_expires_at=self.clock.now() + CODE_LIFETIME
        )
        await self._replace(account, fresh)
        await self._note(by, Action.CODE_GIVEN, account.agent.agent_id)
        return code

    async def set_role(self, email: str, role: Role, *, by: str) -> Agent:
        """Change the role of an agent.

        Raises:
            UnknownAgentError: nobody has that address.
            LastAdminError: see there.
        """
        agent = (await self._account(email)).agent
        if agent.role is role:
            return agent
        await self._keep_an_admin(agent)
        changed = replace(agent, role=role)
        await self.directory.change(changed)
        await self.sessions.end_all(agent.agent_id)
        was = {"was": str(agent.role), "role": str(role)}
        await self._note(by, Action.ROLE_CHANGED, agent.agent_id, **was)
        return changed

    async def set_active(self, email: str, *, active: bool, by: str) -> Agent:
        """Let an agent sign in, or no longer.

        Raises:
            UnknownAgentError: nobody has that address.
            LastAdminError: see there.
        """
        agent = (await self._account(email)).agent
        if agent.active is active:
            return agent
        if not active:
            await self._keep_an_admin(agent)
        changed = replace(agent, active=active)
        await self.directory.change(changed)
        await self.sessions.end_all(agent.agent_id)
        action = Action.AGENT_ENABLED if active else Action.AGENT_DISABLED
        await self._note(by, action, agent.agent_id)
        return changed

    async def change(self, agent: Agent, *, by: str) -> None:
        """Change an agent's profile: name, languages, skills, teams, capacity.

        Raises:
            UnknownAgentError, EmailTakenError: see there.
            ValueError: role or `active` differ, which have functions of their own.
        """
        now = await self.directory.agent(agent.agent_id)
        if now is None:
            raise UnknownAgentError(agent.agent_id)
        if (now.role, now.active) != (agent.role, agent.active):
            msg = "a role is changed by set_role, and who may sign in by set_active"
            raise ValueError(msg)
        await self.directory.change(agent)
        await self._note(by, Action.AGENT_CHANGED, agent.agent_id)

    async def set_teams(self, agent_id: AgentId, teams: Collection[TeamId], *, by: str) -> None:
        """Set the teams of an agent; each team that they join or leave is noted.

        Raises:
            UnknownAgentError: see there.
        """
        agent = await self.directory.agent(agent_id)
        if agent is None:
            raise UnknownAgentError(agent_id)
        changed = replace(agent, teams=frozenset(teams))
        if changed == agent:
            return
        await self.directory.change(changed)
        for team in sorted(agent.teams ^ changed.teams):
            did = "joined" if team in changed.teams else "left"
            await self._note(by, Action.TEAM_CHANGED, agent_id, do=did, team=team)

    async def _account(self, email: str) -> Account:
        account = await self.directory.account(normal_email(email))
        if account is None:
            raise UnknownAgentError
        return account

    async def _keep_an_admin(self, agent: Agent) -> None:
        if agent.role is not Role.ADMIN or not agent.active:
            return
        everybody = await self.directory.agents()
        admins = [one for one in everybody if one.role is Role.ADMIN and one.active]
        if admins == [agent]:
            raise LastAdminError

    async def _replace(self, account: Account, fresh: Credentials) -> None:
        """Replace an agent's credentials, even if they change meanwhile."""
        fresh = replace(fresh, subject=account.credentials.subject)
        agent_id = account.agent.agent_id
        old: Credentials | None = account.credentials
        while old is not None and not await self.directory.exchange(agent_id, old, fresh):
            again = await self.directory.account(account.agent.email)
            old = again.credentials if again else None
        await self.sessions.end_all(agent_id)

    async def _note(self, by: str, action: Action, agent_id: AgentId, **detail: str) -> None:
        deed = Deed(at=self.clock.now(), actor=by, action=action, subject=agent_id, detail=detail)
        await self.audit.write(deed)
