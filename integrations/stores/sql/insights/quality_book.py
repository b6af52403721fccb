"""Implement the port of judgements on checks and answers on the event log's database."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

from sqlalchemy import Boolean, Column, Connection, Index, Table, Text, delete, select

from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.quality.ports import (
    AlreadyJudgedError,
    AnswerJudgement,
    AnswerVerdict,
    CheckSwitch,
    Made,
    QualityJudgement,
)
from assistant.insights.analysis_rows import QualityName
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.scenario_tables import scenarios as questions
from integrations.stores.sql.log.log_reading import ERASED
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.shared_statements import insert_new, insert_or_update
from integrations.stores.sql.tables import UtcDateTime, aware, conversations, metadata

judged = Table(
    "quality_judgements",
    metadata,
    Column("check_name", Text, primary_key=True),
    Column("side", Text, primary_key=True),
    Column("agent_id", Text, primary_key=True),
    Column("visit_id", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("failed", Boolean, nullable=False),
    Column("agrees", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("quality_judgements_conversation", "conversation_id"),
)
switched = Table(
    "quality_switches",
    metadata,
    Column("check_name", Text, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
)
answered = Table(
    "challenges",
    metadata,
    Column("reply_id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("made", Text, nullable=False),
    Column("made_id", Text, nullable=False),
    Index("challenges_by", "by", "at"),
    Index("challenges_conversation", "conversation_id"),
)


class SqlQualityBook:
    """Keep a `QualityBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def judge(self, judgement: QualityJudgement) -> None:
        await self._database.write(partial(_keep, judgement=judgement))

    async def judgements(self) -> Sequence[QualityJudgement]:
        oldest_first = select(judged).order_by(judged.c.at, judged.c.visit_id, judged.c.by)
        return [
            QualityJudgement(
                check=QualityName(row.check_name),
                side=row.side,
                agent_id=row.agent_id,
                conversation_id=row.conversation_id,
                visit_id=row.visit_id,
                failed=row.failed,
                agrees=row.agrees,
                by=AgentId(row.by),
                at=aware(row.at),
            )
            for row in await fetch(self._database, oldest_first)
        ]

    async def switch(self, switch: CheckSwitch) -> None:
        row = {
            "check_name": str(switch.check),
            "is_on": switch.is_on,
            "at": switch.at,
            "by": switch.by,
        }
        await self._database.write(lambda one: insert_or_update(one, switched, row))

    async def switches(self) -> Sequence[CheckSwitch]:
        by_name = select(switched).order_by(switched.c.check_name)
        return [
            CheckSwitch(
                check=QualityName(row.check_name), is_on=row.is_on, at=aware(row.at), by=row.by
            )
            for row in await fetch(self._database, by_name)
        ]

    async def judge_answer(self, judgement: AnswerJudgement) -> None:
        row = asdict(judgement)
        if not await self._database.write(partial(insert_new, table=answered, rows=row)):
            raise AlreadyJudgedError(judgement.reply_id)

    async def forget_answer(self, reply_id: MessageId) -> None:
        gone = delete(answered).where(answered.c.reply_id == reply_id)
        await self._database.write(lambda connection: connection.execute(gone).rowcount)

    async def judged_answers(self, reply_ids: Collection[MessageId]) -> frozenset[MessageId]:
        among = select(answered.c.reply_id).where(answered.c.reply_id.in_(reply_ids))
        return frozenset(MessageId(row[0]) for row in await fetch(self._database, among))

    async def answers_judged_by(self, by: str, *, since: datetime) -> Sequence[AnswerJudgement]:
        theirs = (
            select(answered)
            .where(answered.c.by == by, answered.c.at >= since)
            .order_by(answered.c.at.desc(), answered.c.reply_id)
        )
        return [
            AnswerJudgement(
                reply_id=MessageId(row.reply_id),
                conversation_id=ConversationId(row.conversation_id),
                verdict=AnswerVerdict(row.verdict),
                by=row.by,
                at=aware(row.at),
                made=Made(row.made),
                made_id=row.made_id,
            )
            for row in await fetch(self._database, theirs)
        ]


def hold_judgements(database: Database) -> SqlHolding:
    """Return the `Holding` of judgements on a person's conversations."""
    return SqlHolding(name="quality", database=database, read=_of_person, remove=_erase)


def _keep(connection: Connection, judgement: QualityJudgement) -> None:
    gone = select(conversations.c.conversation_id).where(
        conversations.c.conversation_id == judgement.conversation_id,
        conversations.c.status == ERASED,
    )
    if connection.execute(gone).first() is not None:
        return
    row = {
        "check_name": str(judgement.check),
        "side": judgement.side,
        "agent_id": judgement.agent_id,
        "visit_id": judgement.visit_id,
        "by": judgement.by,
        "conversation_id": judgement.conversation_id,
        "failed": judgement.failed,
        "agrees": judgement.agrees,
        "at": judgement.at,
    }
    insert_or_update(connection, judged, row)


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    """Return the judgements without the colleagues who gave them."""
    checks = select(judged).where(judged.c.conversation_id.in_(person.conversations))
    answers = select(answered).where(answered.c.conversation_id.in_(person.conversations))
    return [
        {
            "check": row.check_name,
            "conversation": row.conversation_id,
            "failed": row.failed,
            "agrees": row.agrees,
            "at": aware(row.at).isoformat(),
        }
        for row in connection.execute(checks)
    ] + [
        {"reply_id": row.reply_id, "verdict": row.verdict, "at": aware(row.at).isoformat()}
        for row in connection.execute(answers)
    ]


def _erase(connection: Connection, person: Person) -> int:
    """Erase the judgements, and the questions saved by them that nobody has edited since."""
    theirs = answered.c.conversation_id.in_(person.conversations)
    saved = select(answered.c.made_id).where(theirs, answered.c.made == Made.QUESTION)
    untouched = questions.c.version == 1
    connection.execute(delete(questions).where(questions.c.scenario_id.in_(saved), untouched))
    checks = delete(judged).where(judged.c.conversation_id.in_(person.conversations))
    return sum(connection.execute(one).rowcount for one in (checks, delete(answered).where(theirs)))
