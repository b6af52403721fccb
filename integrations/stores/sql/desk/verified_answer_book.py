"""Implement the port `VerifiedBook` on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import ColumnElement, Connection, func, select

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import AnswerState, AnswerVersion, KeptAnswer, VerifiedId
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.desk.verified_tables import verified_versions as versions
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_new

_NEWEST = PreparedStatement(select(func.max(versions.c.edition)))
_TRIES = 20  # where other answers are put at the same moment


class SqlVerifiedBook:
    """Keep a `VerifiedBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edition(self) -> int:
        return await self._database.read(_edition)

    async def all(self) -> Sequence[KeptAnswer]:
        return await self._kept()

    async def read(self, answer_id: VerifiedId) -> KeptAnswer | None:
        found = await self._kept(versions.c.answer_id == answer_id)
        return found[0] if found else None

    async def history(self, answer_id: VerifiedId, *, limit: int) -> Sequence[AnswerVersion]:
        mine = select(versions.c.content).where(versions.c.answer_id == answer_id)
        newest_first = mine.order_by(versions.c.version.desc()).limit(limit)
        rows = await fetch(self._database, newest_first)
        return [decode(row.content, AnswerVersion) for row in rows]

    async def put(self, new: AnswerVersion) -> None:
        for _ in range(_TRIES):
            if await self._database.write(partial(_put, new=new)):
                return
        raise VerifiedConflictError(new.version)

    async def _kept(self, *where: ColumnElement[bool]) -> Sequence[KeptAnswer]:
        """Return answers with the two versions of each that count, read at one moment."""
        each = select(func.max(versions.c.edition)).where(*where).group_by(versions.c.answer_id)
        no_draft = each.where(versions.c.state != AnswerState.DRAFT)
        counts = versions.c.edition.in_(each.union(no_draft))
        rows = await fetch(
            self._database, select(versions.c.content).where(counts).order_by(versions.c.edition)
        )
        newest: dict[VerifiedId, AnswerVersion] = {}
        in_force: dict[VerifiedId, AnswerVersion] = {}
        for row in rows:
            version = decode(row.content, AnswerVersion)
            answer_id = version.answer.answer_id
            newest.pop(answer_id, None)  # so that the order is of the last change
            newest[answer_id] = version
            if version.answer.state is not AnswerState.DRAFT:
                in_force[answer_id] = version
        return [
            KeptAnswer(newest=version, in_force=in_force.get(answer_id))
            for answer_id, version in reversed(newest.items())
        ]


def _edition(connection: Connection) -> int:
    [(newest,)] = _NEWEST.all(connection, {})
    return newest or 0


def _put(connection: Connection, new: AnswerVersion) -> bool:
    """Insert a version; False: another answer was put at the same moment."""
    answer = new.answer
    mine = select(func.max(versions.c.version)).where(versions.c.answer_id == answer.answer_id)
    if (connection.execute(mine).scalar() or 0) != new.version - 1:
        raise VerifiedConflictError(new.version)
    row = {
        "edition": _edition(connection) + 1,
        "answer_id": answer.answer_id,
        "version": new.version,
        "state": answer.state,
        "content": encode(new),
        "at": new.at,
        "author": new.by,
    }
    return bool(insert_new(connection, versions, row))
