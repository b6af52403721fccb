"""Implement the port of people's decisions on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import BigInteger, Column, Connection, Table, Text, func, select

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.shared_statements import insert_new, insert_or_update
from integrations.stores.sql.tables import UtcDateTime, aware, metadata

decisions = Table(
    "agreements",
    metadata,
    Column("decision_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("judgement", Text, nullable=False),
    Column("by", Text, nullable=False),
)
positions = Table(
    "agreement_position",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

_READER = "agreements"


class SqlAgreementBook:
    """Keep an `AgreementBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self) -> int:
        rows = await fetch(self._database, select(positions.c.position))
        return int(rows[0].position) if rows else 0

    async def keep(self, agreements: Sequence[Agreement], *, position: int) -> None:
        await self._database.write(partial(_keep, found=agreements, position=position))

    async def edition(self) -> int:
        rows = await fetch(self._database, select(func.count()).select_from(decisions))
        return int(rows[0][0])

    async def all(self) -> Sequence[Agreement]:
        oldest_first = select(decisions).order_by(decisions.c.at, decisions.c.decision_id)
        return [
            Agreement(
                decision_id=row.decision_id,
                subject=AutonomySubject(kind=row.kind, name=row.name),
                at=aware(row.at),
                judgement=Agreed(row.judgement),
                by=row.by,
            )
            for row in await fetch(self._database, oldest_first)
        ]


def _keep(connection: Connection, found: Sequence[Agreement], position: int) -> None:
    rows = [
        {
            "decision_id": one.decision_id,
            "kind": one.subject.kind,
            "name": one.subject.name,
            "at": one.at,
            "judgement": one.judgement,
            "by": one.by,
        }
        for one in found
    ]
    if rows:
        insert_new(connection, decisions, rows)
    insert_or_update(connection, positions, {"reader": _READER, "position": position})
