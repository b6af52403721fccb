"""Implement the port `ExperimentBook` on the event log's database."""

from collections.abc import Collection, Sequence
from functools import partial

from sqlalchemy import Column, Index, Integer, Table, Text, func, select

from assistant.kit.experiments.experiment import Experiment, ExperimentId, ExperimentState
from assistant.kit.experiments.ports import ExperimentConflictError, UnknownExperimentError
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import put_version
from integrations.stores.sql.tables import UtcDateTime, metadata

# What is sorted or compared by has a column; `content` is all, as JSON. It names no customer.
experiments = Table(
    "experiments",
    metadata,
    Column("experiment_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
    Index("experiments_state", "state", "proposed_at"),
)


class SqlExperimentBook:
    """Keep an `ExperimentBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edition(self) -> int:
        [row] = await fetch(self._database, select(func.sum(experiments.c.version)))
        return int(row[0] or 0)

    async def all(self, states: Collection[ExperimentState] = ()) -> Sequence[Experiment]:
        newest = select(experiments.c.content).order_by(
            experiments.c.proposed_at.desc(), experiments.c.experiment_id
        )
        if states:
            newest = newest.where(experiments.c.state.in_(states))
        return [decode(row.content, Experiment) for row in await fetch(self._database, newest)]

    async def get(self, experiment_id: ExperimentId) -> Experiment:
        this = select(experiments.c.content).where(experiments.c.experiment_id == experiment_id)
        rows = await fetch(self._database, this)
        if not rows:
            raise UnknownExperimentError(experiment_id)
        return decode(rows[0].content, Experiment)

    async def put(self, experiment: Experiment, *, expected_version: int | None) -> None:
        row = {
            "experiment_id": experiment.experiment_id,
            "version": experiment.version,
            "state": experiment.state,
            "proposed_at": experiment.proposed_at,
            "content": encode(experiment),
        }
        put = partial(put_version, table=experiments, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise ExperimentConflictError(experiment.experiment_id)
