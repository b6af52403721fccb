"""Implement the port `AssertionBook` on the event log's database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import structlog
from pydantic import ValidationError
from sqlalchemy import Column, Connection, Integer, Select, Table, Text, select

from assistant.improvement.assertions.assertion import Assertion, AssertionId, AssertionMove
from assistant.improvement.assertions.ports import AssertionConflictError, UnknownAssertionError
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_new, put_version
from integrations.stores.sql.tables import UtcDateTime, metadata

log = structlog.get_logger(__name__)

R = TypeVar("R", Assertion, AssertionMove)

# `content` is all but the moves, as JSON. Neither table names a customer.
assertions = Table(
    "assertions",
    metadata,
    Column("assertion_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
)

# Rows are inserted, and never updated or deleted.
assertion_moves = Table(
    "assertion_moves",
    metadata,
    Column("assertion_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 0, 1, 2 ...
    Column("content", Text, nullable=False),
)


class SqlAssertionBook:
    """Keep an `AssertionBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Assertion]:
        newest = select(assertions.c.content).order_by(
            assertions.c.posted_at.desc(), assertions.c.assertion_id
        )
        rows = await fetch(self._database, newest)
        moves: dict[str, list[AssertionMove]] = {}
        in_turn = select(assertion_moves).order_by(
            assertion_moves.c.assertion_id, assertion_moves.c.number
        )
        for row in await fetch(self._database, in_turn):
            if (move := _read(row.content, AssertionMove)) is not None:
                moves.setdefault(row.assertion_id, []).append(move)
        read = (_read(row.content, Assertion) for row in rows)
        return [
            replace(one, moves=tuple(moves.get(one.assertion_id, ())))
            for one in read
            if one is not None
        ]

    async def get(self, assertion_id: AssertionId) -> Assertion:
        this = select(assertions.c.content).where(assertions.c.assertion_id == assertion_id)
        rows = await fetch(self._database, this)
        found = _read(rows[0].content, Assertion) if rows else None
        if found is None:
            raise UnknownAssertionError(assertion_id)
        moves = await fetch(self._database, _moves_of(assertion_id))
        read = (_read(row.content, AssertionMove) for row in moves)
        return replace(found, moves=tuple(move for move in read if move is not None))

    async def put(self, assertion: Assertion, *, expected_version: int | None) -> None:
        row = {
            "assertion_id": assertion.assertion_id,
            "version": assertion.version,
            "posted_at": assertion.posted_at,
            "content": encode(replace(assertion, moves=())),
        }

        def put(connection: Connection) -> bool:
            is_put = put_version(connection, assertions, row, expected_version)
            if is_put:
                _append(connection, assertion)
            return is_put

        if not await self._database.write(put):
            raise AssertionConflictError(assertion.assertion_id)


def _moves_of(assertion_id: AssertionId) -> Select[tuple[str]]:
    own = assertion_moves.c.assertion_id == assertion_id
    return select(assertion_moves.c.content).where(own).order_by(assertion_moves.c.number)


def _append(connection: Connection, assertion: Assertion) -> None:
    """Insert the moves that are new, after all those stored: another version may have more."""
    stored = connection.execute(_moves_of(assertion.assertion_id)).all()
    known = sum(_read(row.content, AssertionMove) is not None for row in stored)
    new = [
        {"assertion_id": assertion.assertion_id, "number": number, "content": encode(move)}
        for number, move in enumerate(assertion.moves[known:], start=len(stored))
    ]
    if new:
        insert_new(connection, assertion_moves, new)


def _read(content: str, type_: type[R]) -> R | None:
    """Return a row's content; None: another version wrote it, and this one passes over it."""
    try:
        return decode(content, type_)
    except ValidationError as error:
        log.warning("assertion.unread", faults=error.error_count())
        return None
