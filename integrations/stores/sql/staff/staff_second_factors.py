"""Implement the port `SecondFactors` on the event log's database."""

from functools import partial

from sqlalchemy import Connection, insert, select, update

from assistant.conversation.ids import AgentId
from assistant.desk.staff.second_factor import SecondFactor
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.staff.staff_codec import decode_factor, encode_factor
from integrations.stores.sql.staff.staff_tables import second_factors, staff


class SqlSecondFactors:
    """Keep `SecondFactors` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, agent_id: AgentId) -> SecondFactor:
        this = second_factors.c.agent_id == agent_id
        rows = await fetch(self._database, select(second_factors).where(this))
        return decode_factor(rows[0].record) if rows else SecondFactor()

    async def exchange(self, agent_id: AgentId, old: SecondFactor, new: SecondFactor) -> bool:
        return await self._database.write(partial(_exchange, agent_id=agent_id, old=old, new=new))


def _exchange(
    connection: Connection, agent_id: AgentId, old: SecondFactor, new: SecondFactor
) -> bool:
    # The agent's row is locked, since the factor's own is not there at first.
    agent = select(staff.c.agent_id).where(staff.c.agent_id == agent_id).with_for_update()
    if connection.execute(agent).first() is None:
        return False
    this = second_factors.c.agent_id == agent_id
    row = connection.execute(select(second_factors.c.record).where(this)).first()
    if (decode_factor(row.record) if row else SecondFactor()) != old:
        return False
    record = encode_factor(new)
    if row is None:
        connection.execute(insert(second_factors).values(agent_id=agent_id, record=record))
    else:
        connection.execute(update(second_factors).where(this).values(record=record))
    return True
