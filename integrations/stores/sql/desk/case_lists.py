"""Implement `Cases`, `CaseProjection`, `Measures` and `SourceUses` on the event log's database.

Start here. `case_statements.py` and `source_statements.py` ask, `case_projection.py` reads the log.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from assistant.conversation.ids import ALL_SHARDS, AgentId, ConversationId, TeamId
from assistant.desk.lists.source_uses import SourceUse, UseCount
from assistant.desk.lists.work_measures import Measure
from assistant.desk.ports import Case, CasePage, CaseQuery, LabelUse, Load, ProjectionStep, View
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk import (
    case_projection,
    case_shards,
    case_statements,
    source_statements,
)
from integrations.stores.sql.desk.case_projection import CaseProjectionStep
from integrations.stores.sql.desk.case_shards import OutrunError

_TRIES = 20  # each lost to another process that took in something


class SqlCases:
    """Keep all four ports, for any number of processes at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, query: CaseQuery) -> CasePage:
        return await self._database.read(partial(case_statements.page, query=query))

    async def counts(
        self, agent_id: AgentId | None, *, teams: tuple[TeamId, ...] | None = None
    ) -> dict[View, int]:
        return await self._database.read(
            partial(case_statements.counts, agent_id=agent_id, teams=teams)
        )

    async def with_id(self, conversation_id: ConversationId) -> Case | None:
        return await self._database.read(
            partial(case_statements.with_id, conversation_id=conversation_id)
        )

    async def of_contact(self, conversation_id: ConversationId) -> Sequence[Case]:
        return await self._database.read(
            partial(case_statements.of_contact, conversation_id=conversation_id)
        )

    async def loads(self) -> Sequence[Load]:
        return await self._database.read(case_statements.loads)

    async def labels(self) -> Sequence[LabelUse]:
        return await self._database.read(case_statements.labels)

    async def due(self, now: datetime, *, limit: int) -> Sequence[ConversationId]:
        return await self._database.read(partial(case_statements.due, now=now, limit=limit))

    async def measures(self, since: datetime, until: datetime) -> Sequence[Measure]:
        return await self._database.read(
            partial(case_statements.measures, since=since, until=until)
        )

    async def use_counts(self) -> Sequence[UseCount]:
        return await self._database.read(source_statements.use_counts)

    async def answers(
        self, url: str, *, title: str | None = None, limit: int
    ) -> Sequence[SourceUse]:
        return await self._database.read(
            partial(source_statements.answers, url=url, title=title, limit=limit)
        )

    async def answers_between(
        self, since: datetime, until: datetime, *, limit: int
    ) -> Sequence[SourceUse]:
        between = partial(source_statements.answers_between, since=since, until=until, limit=limit)
        return await self._database.read(between)

    async def conflicts(self, *, limit: int) -> Sequence[SourceUse]:
        return await self._database.read(partial(source_statements.conflicts, limit=limit))

    async def follow(self, conversation_id: ConversationId) -> bool:
        step = partial(case_projection.one_step, conversation_id=conversation_id)
        return (await self._take_in(step)).events > 0

    async def advance(self, *, limit: int, shards: Collection[int] = ALL_SHARDS) -> ProjectionStep:
        step = partial(case_projection.next_step, limit=limit, shards=shards)
        return await self._take_in(step)

    async def level(self) -> int:
        if not await self._database.read(case_shards.is_level):
            await self._database.write(case_shards.level)
        return await self._database.read(case_shards.lag)

    async def start_over(self) -> None:
        await self._database.write(case_projection.start_over)

    async def is_current(self) -> bool:
        return await self._database.read(case_shards.is_current)

    async def last_position(self) -> int:
        return await self._database.read(case_projection.last_position)

    async def _take_in(self, read: Callable[[Connection], CaseProjectionStep]) -> ProjectionStep:
        """Read and fold beside the writers; hold the write lock only to write."""
        for _ in range(_TRIES):
            step = await self._database.read(read)
            if step.is_empty:
                return step.taken
            try:
                return await self._database.write(partial(case_projection.keep, step=step))
            except OutrunError:
                continue
        msg = "the desk's view kept being changed by other processes"
        raise LogUnavailableError(msg)
