"""Implement the port `Directory` on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Agent, Credentials
from assistant.desk.staff.ports import EmailTakenError, UnknownAgentError
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.staff.staff_codec import (
    decode_account,
    decode_agent,
    decode_credentials,
    encode_agent,
    encode_credentials,
)
from integrations.stores.sql.staff.staff_tables import staff


class SqlDirectory:
    """Keep a `Directory` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def agents(self) -> Sequence[Agent]:
        found = map(decode_agent, await fetch(self._database, select(staff)))
        return sorted(found, key=lambda agent: (agent.name, agent.agent_id))

    async def agent(self, agent_id: AgentId) -> Agent | None:
        rows = await fetch(self._database, select(staff).where(staff.c.agent_id == agent_id))
        return decode_agent(rows[0]) if rows else None

    async def account(self, email: str) -> Account | None:
        rows = await fetch(self._database, select(staff).where(staff.c.email == email))
        return decode_account(rows[0]) if rows else None

    async def add(self, account: Account) -> None:
        row = encode_agent(account.agent) | encode_credentials(account.credentials)
        try:
            await change(self._database, insert(staff).values(row))
        except IntegrityError:
            raise EmailTakenError from None

    async def change(self, agent: Agent) -> None:
        this = update(staff).where(staff.c.agent_id == agent.agent_id)
        try:
            found = await change(self._database, this.values(encode_agent(agent)))
        except IntegrityError:
            raise EmailTakenError from None
        if not found:
            raise UnknownAgentError(agent.agent_id)

    async def exchange(self, agent_id: AgentId, old: Credentials, new: Credentials) -> bool:
        return await self._database.write(partial(_exchange, agent_id=agent_id, old=old, new=new))


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
