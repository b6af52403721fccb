"""Implement the ports of saved questions and of their runs on the event log's database."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, delete, select

from assistant.messages.trials.ports import QuestionConflictError, QuestionRun
from assistant.messages.trials.saved_question import QuestionResult, SavedQuestion
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.desk.question_tables import (
    question_results as results,
)
from integrations.stores.sql.desk.question_tables import question_runs as runs
from integrations.stores.sql.desk.question_tables import saved_questions as questions
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_or_update, put_version


class SqlSavedQuestions:
    """Keep `SavedQuestions` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[SavedQuestion]:
        oldest_first = select(questions.c.content).order_by(
            questions.c.made_at, questions.c.question_id
        )
        rows = await fetch(self._database, oldest_first)
        return [decode(row.content, SavedQuestion) for row in rows]

    async def get(self, question_id: str) -> SavedQuestion | None:
        this = select(questions.c.content).where(questions.c.question_id == question_id)
        rows = await fetch(self._database, this)
        return decode(rows[0].content, SavedQuestion) if rows else None

    async def put(self, question: SavedQuestion, *, expected_version: int | None) -> None:
        row = {
            "question_id": question.question_id,
            "version": question.version,
            "content": encode(question),
        }
        if expected_version is None:
            row["made_at"] = question.at
        put = partial(put_version, table=questions, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise QuestionConflictError(question.question_id)

    async def remove(self, question_id: str, *, expected_version: int) -> None:
        still = questions.c.version == expected_version
        this = delete(questions).where(questions.c.question_id == question_id, still)
        if not await change(self._database, this):
            raise QuestionConflictError(question_id)


class SqlQuestionRuns:
    """Keep `QuestionRuns` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, run: QuestionRun, *, expected_version: int | None) -> None:
        row = {
            "run_id": run.run_id,
            "version": run.version,
            "asked_at": run.asked_at,
            "going": run.is_going,
            "in_force": run.candidate is None and run.seen is not None,
            "content": encode(run),
        }
        put = partial(put_version, table=runs, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise QuestionConflictError(run.run_id)

    async def get(self, run_id: str) -> QuestionRun | None:
        rows = await fetch(self._database, select(runs.c.content).where(runs.c.run_id == run_id))
        return decode(rows[0].content, QuestionRun) if rows else None

    async def next_waiting(self) -> QuestionRun | None:
        waiting = select(runs.c.content).where(runs.c.going).order_by(runs.c.asked_at).limit(1)
        rows = await fetch(self._database, waiting)
        return decode(rows[0].content, QuestionRun) if rows else None

    async def latest(self) -> QuestionRun | None:
        newest = select(runs.c.content).where(runs.c.in_force)
        rows = await fetch(self._database, newest.order_by(runs.c.asked_at.desc()).limit(1))
        return decode(rows[0].content, QuestionRun) if rows else None

    async def history(self, *, limit: int) -> Sequence[QuestionRun]:
        newest = select(runs.c.content).order_by(runs.c.asked_at.desc()).limit(limit)
        return [decode(row.content, QuestionRun) for row in await fetch(self._database, newest)]

    async def note(self, run_id: str, result: QuestionResult) -> None:
        row = {"run_id": run_id, "question_id": result.question_id, "content": encode(result)}
        await self._database.write(partial(insert_or_update, table=results, row=row))

    async def results(self, run_id: str) -> Sequence[QuestionResult]:
        of_run = select(results.c.content).where(results.c.run_id == run_id)
        rows = await fetch(self._database, of_run.order_by(results.c.question_id))
        return [decode(row.content, QuestionResult) for row in rows]

    async def forget(self, *, keep: int) -> int:
        return await self._database.write(partial(_forget, keep=keep))


def _forget(connection: Connection, keep: int) -> int:
    newest_first = select(runs.c.run_id).where(~runs.c.going).order_by(runs.c.asked_at.desc())
    old = [row.run_id for row in connection.execute(newest_first.offset(keep))]
    if old:
        connection.execute(delete(results).where(results.c.run_id.in_(old)))
        connection.execute(delete(runs).where(runs.c.run_id.in_(old)))
    return len(old)
