"""Implement the port of turns in shadow on the event log's database."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Row,
    Select,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    update,
)

from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.autonomy.shadow_turn import (
    DECIDED,
    ShadowCount,
    ShadowState,
    ShadowTurn,
    count_of,
)
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.shared_statements import insert_new, insert_or_update
from integrations.stores.sql.tables import UtcDateTime, aware, metadata

turns = Table(
    "shadow_turns",
    metadata,
    Column("turn_id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("judged_at", UtcDateTime),
    Column("by", Text, nullable=False),
    Index("shadow_turns_state", "state", "at"),
    Index("shadow_turns_conversation", "conversation_id"),
)
runs = Table(
    "shadow_runs",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger),
    Column("at", UtcDateTime),
)

tallies = Table(
    "shadow_tallies",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("pruned", BigInteger, nullable=False),
)

_READER, _TAKER, _EDITION = "reader", "taker", "edition"
_PLAIN = tuple(one.name for one in fields(ShadowTurn) if one.name != "subject")


class SqlShadowBook:
    """Keep a `ShadowBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self) -> int:
        found = await self._run(_READER)
        return int(found.position) if found else 0

    async def keep(
        self, begun: Sequence[ShadowTurn], judged: Sequence[ShadowTurn], *, position: int
    ) -> None:
        await self._database.write(partial(_keep, begun=begun, judged=judged, position=position))

    async def move(self, turn: ShadowTurn, *, expected: ShadowState) -> bool:
        return await self._database.write(partial(_move, turn=turn, expected=expected))

    async def note_run(self, at: datetime) -> None:
        row = {"name": _TAKER, "at": at}
        await self._database.write(partial(insert_or_update, table=runs, row=row))

    async def last_run(self) -> datetime | None:
        found = await self._run(_TAKER)
        return aware(found.at) if found else None

    async def in_state(
        self, state: ShadowState, *, limit: int, of: Collection[ConversationId] | None = None
    ) -> Sequence[ShadowTurn]:
        wanted = _oldest_first().where(turns.c.state == state).limit(limit)
        if of is not None:
            wanted = wanted.where(turns.c.conversation_id.in_(of))
        return [_turn(row) for row in await fetch(self._database, wanted)]

    async def get(self, turn_id: str) -> ShadowTurn | None:
        wanted = select(turns).where(turns.c.turn_id == turn_id)
        return next((_turn(row) for row in await fetch(self._database, wanted)), None)

    async def edition(self) -> int:
        found = await self._run(_EDITION)
        return int(found.position) if found else 0

    async def ended(self) -> Sequence[ShadowTurn]:
        passed = turns.c.state != ShadowState.PASSED
        ended = _oldest_first().where(turns.c.judged_at.is_not(None), passed)
        return [_turn(row) for row in await fetch(self._database, ended)]

    async def counts(self) -> Mapping[AutonomySubject, ShadowCount]:
        row = (turns.c.kind, turns.c.name, turns.c.state)
        kept = select(*row, func.count().label("turns")).group_by(*row)
        pruned = select(
            tallies.c.kind, tallies.c.name, tallies.c.state, tallies.c.pruned.label("turns")
        )
        found: dict[AutonomySubject, dict[ShadowState, int]] = {}
        for of in (kept, pruned):
            for one in await fetch(self._database, of):
                states = found.setdefault(AutonomySubject(kind=one.kind, name=one.name), {})
                state = ShadowState(one.state)
                states[state] = states.get(state, 0) + one.turns
        return {subject: count_of(states) for subject, states in found.items()}

    async def prune(self, before: Mapping[AutonomySubject, datetime], *, others: datetime) -> int:
        return await self._database.write(partial(_prune, before=before, others=others))

    async def _run(self, name: str) -> Row[Any] | None:
        rows = await fetch(self._database, select(runs).where(runs.c.name == name))
        return rows[0] if rows else None


def hold_shadow_turns(database: Database) -> SqlHolding:
    """Return the `Holding` of turns in shadow of a person's conversations."""
    return SqlHolding(name="shadow_turns", database=database, read=_of_person, remove=_erase)


def _oldest_first() -> Select[Any]:
    return select(turns).order_by(turns.c.at, turns.c.turn_id)


def _row(turn: ShadowTurn) -> dict[str, Any]:
    plain = {name: getattr(turn, name) for name in _PLAIN}
    return {**plain, "kind": turn.subject.kind, "name": turn.subject.name}


def _turn(row: Row[Any]) -> ShadowTurn:
    return ShadowTurn(
        turn_id=row.turn_id,
        conversation_id=ConversationId(row.conversation_id),
        message_id=MessageId(row.message_id),
        subject=AutonomySubject(kind=row.kind, name=row.name),
        at=aware(row.at),
        state=ShadowState(row.state),
        words=row.words,
        operation=row.operation,
        effect=row.effect,
        judged_at=aware(row.judged_at) if row.judged_at else None,
        by=row.by,
    )


def _keep(
    connection: Connection,
    begun: Sequence[ShadowTurn],
    judged: Sequence[ShadowTurn],
    position: int,
) -> None:
    if begun:
        insert_new(connection, turns, [_row(one) for one in begun])
    for one in judged:
        _move(connection, one, ShadowState.WAITS)
    insert_or_update(connection, runs, {"name": _READER, "position": position})


def _move(connection: Connection, turn: ShadowTurn, expected: ShadowState) -> bool:
    this = turns.c.turn_id == turn.turn_id
    still = turns.c.state == expected
    changed = update(turns).where(this, still).values(_row(turn))
    moved = connection.execute(changed).rowcount > 0
    if moved and turn.judged_at is not None:
        _note_edition(connection)
    return moved


def _note_edition(connection: Connection) -> None:
    """Count one more change of the turns that have ended."""
    insert_or_update(connection, runs, {"name": _EDITION, "position": 1}, adding=["position"])


def _prune(
    connection: Connection, before: Mapping[AutonomySubject, datetime], others: datetime
) -> int:
    """Delete decided turns, and add them to the tallies of their rows, in one transaction."""
    ended = func.coalesce(turns.c.judged_at, turns.c.at)
    named = [(_is_of(subject), ended < since) for subject, since in before.items()]
    old = or_(
        *(of & is_old for of, is_old in named),
        (turns.c.state == ShadowState.PASSED) & (ended < others),
        ~or_(*(of for of, _ in named)) & (ended < others) if named else ended < others,
    )
    gone = turns.c.state.in_(DECIDED) & old
    row = (turns.c.kind, turns.c.name, turns.c.state)
    # Only those deleted are counted: a person may decide or erase at the same time.
    deleted = connection.execute(delete(turns).where(gone).returning(*row)).all()
    for (kind, name, state), count in sorted(Counter(map(tuple, deleted)).items()):
        tally = {"kind": kind, "name": name, "state": state, "pruned": count}
        insert_or_update(connection, tallies, tally, adding=["pruned"])
    if deleted:
        _note_edition(connection)
    return len(deleted)


def _is_of(subject: AutonomySubject) -> ColumnElement[bool]:
    return (turns.c.kind == subject.kind) & (turns.c.name == subject.name)


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    theirs = select(turns).where(turns.c.conversation_id.in_(person.conversations))
    return [
        {"turn_id": row.turn_id, "words": row.words, "at": aware(row.at)}
        for row in connection.execute(theirs)
    ]


def _erase(connection: Connection, person: Person) -> int:
    theirs = turns.c.conversation_id.in_(person.conversations)
    gone = connection.execute(delete(turns).where(theirs)).rowcount
    if gone:
        _note_edition(connection)
    return gone
