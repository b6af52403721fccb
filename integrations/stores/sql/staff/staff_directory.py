"""Implement the port `Directory` on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account, Agent, Credentials, Team
from assistant.desk.staff.ports import EmailTakenError, UnknownAgentError
from integrations.stores.sql.database import Database
from integrations.stores.sql.staff.staff_codec import (
    decode_account,
    decode_agent,
    decode_credentials,
    encode_agent,
    encode_credentials,
)
from integrations.stores.sql.staff.staff_tables import staff, teams

# SQLite and PostgreSQL write "or change it" alike; SQLAlchemy has a construct for each.
_KEEP_TEAM = {
    name: statement.on_conflict_do_update(
        index_elements=[teams.c.team_id], set_={"name": statement.excluded.name}
    )
    for name, statement in (
        ("sqlite", sqlite.insert(teams)),
        ("postgresql", postgresql.insert(teams)),
    )
}


class SqlDirectory:
    """Keep a `Directory` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def agents(self) -> Sequence[Agent]:
        found = await self._database.read(_all)
        return sorted(found, key=lambda agent: (agent.name, agent.agent_id))

    async def agent(self, agent_id: AgentId) -> Agent | None:
        return await self._database.read(partial(_with_id, agent_id=agent_id))

    async def account(self, email: str) -> Account | None:
        return await self._database.read(partial(_with_email, email=email))

    async def add(self, account: Account) -> None:
        row = encode_agent(account.agent) | encode_credentials(account.credentials)
        try:
            await self._database.write(lambda connection: connection.execute(insert(staff), row))
        except IntegrityError:
            raise EmailTakenError from None

    async def change(self, agent: Agent) -> None:
        try:
            found = await self._database.write(partial(_change, agent=agent))
        except IntegrityError:
            raise EmailTakenError from None
        if not found:
            raise UnknownAgentError(agent.agent_id)

    async def exchange(self, agent_id: AgentId, old: Credentials, new: Credentials) -> bool:
        return await self._database.write(partial(_exchange, agent_id=agent_id, old=old, new=new))

    async def teams(self) -> Sequence[Team]:
        found = await self._database.read(_all_teams)
        return sorted(found, key=lambda team: (team.name, team.team_id))

    async def keep_team(self, team: Team) -> None:
        await self._database.write(partial(_keep_team, team=team))

    async def drop_team(self, team_id: TeamId) -> None:
        gone = delete(teams).where(teams.c.team_id == team_id)
        await self._database.write(lambda connection: connection.execute(gone))


def _all(connection: Connection) -> list[Agent]:
    return [decode_agent(row) for row in connection.execute(select(staff))]


def _with_id(connection: Connection, agent_id: AgentId) -> Agent | None:
    row = connection.execute(select(staff).where(staff.c.agent_id == agent_id)).first()
    return None if row is None else decode_agent(row)


def _with_email(connection: Connection, email: str) -> Account | None:
    row = connection.execute(select(staff).where(staff.c.email == email)).first()
    return None if row is None else decode_account(row)


def _change(connection: Connection, agent: Agent) -> bool:
    this = staff.c.agent_id == agent.agent_id
    return connection.execute(update(staff).where(this).values(encode_agent(agent))).rowcount > 0


def _exchange(
    connection: Connection, agent_id: AgentId, old: Credentials, new: Credentials
) -> bool:
    this = staff.c.agent_id == agent_id
    # PostgreSQL locks the row; on SQLite the transaction excludes others.
    row = connection.execute(select(staff).where(this).with_for_update()).first()
    if row is None or decode_credentials(row) != old:
        return False
    connection.execute(update(staff).where(this).values(encode_credentials(new)))
    return True


def _all_teams(connection: Connection) -> list[Team]:
    rows = connection.execute(select(teams))
    return [Team(team_id=TeamId(row.team_id), name=row.name) for row in rows]


def _keep_team(connection: Connection, team: Team) -> None:
    row = {"team_id": team.team_id, "name": team.name}
    connection.execute(_KEEP_TEAM[connection.dialect.name], row)
