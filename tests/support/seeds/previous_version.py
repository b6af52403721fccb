"""The projector of the version before shards, which knows the one position alone.

Its statements are as they were in that version; what it folds and stores is the same.
"""

from collections import defaultdict

from sqlalchemy import Connection, select, update

from assistant.conversation.events import StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import ProjectionStep
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk import case_projection
from integrations.stores.sql.desk.case_projection import CaseProjectionStep
from integrations.stores.sql.desk.case_shards import OutrunError
from integrations.stores.sql.desk.case_statements import fold
from integrations.stores.sql.desk.case_tables import case_position
from integrations.stores.sql.log.log_reading import tail


class PreviousCases:
    """Step along the log as the version before does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def advance(self, *, limit: int) -> ProjectionStep:
        while True:
            was, step = await self._database.read(lambda one: _next_step(one, limit))
            if step.taken.events == 0:
                return step.taken
            try:
                return await self._database.write(lambda one: _keep(one, was, step))  # noqa: B023 - run at once
            except OutrunError:
                continue

    async def start_over(self) -> None:
        await self._database.write(_start_over)

    async def position(self) -> int:
        return await self._database.read(_position)


def _position(connection: Connection) -> int:
    found: int = connection.execute(select(case_position.c.position)).scalar_one()
    return found


def _next_step(connection: Connection, limit: int) -> tuple[int, CaseProjectionStep]:
    was = _position(connection)
    found = tail(connection, was, limit)
    by_conversation = defaultdict[ConversationId, list[StoredEvent]](list)
    for stored in found:
        by_conversation[stored.event.conversation_id].append(stored)
    known = case_projection._standings(connection, list(by_conversation))  # noqa: SLF001
    projected = [case_projection._projected(known, *each) for each in by_conversation.items()]  # noqa: SLF001
    return was, CaseProjectionStep(
        projected=tuple(one for one in projected if one.after is not one.before),
        taken=ProjectionStep(
            position=found[-1].position if found else was,
            events=len(found),
            changed=tuple(by_conversation),
        ),
    )


def _keep(connection: Connection, was: int, step: CaseProjectionStep) -> ProjectionStep:
    moved = (
        update(case_position)
        .where(case_position.c.position == was)
        .values(position=step.taken.position, fold=fold())
    )
    if connection.execute(moved).rowcount != 1:
        raise OutrunError
    return case_projection.keep(connection, step)


def _start_over(connection: Connection) -> None:
    connection.execute(update(case_position).values(position=0, fold=fold()))
    case_projection.empty(connection)
