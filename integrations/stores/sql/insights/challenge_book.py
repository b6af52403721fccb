"""Implement the port of people's judgements on answers on the event log's database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, Table, Text, delete, select

from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.challenges.ports import (
    AlreadyJudgedError,
    Challenge,
    ChallengeVerdict,
    Made,
)
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.scenario_tables import scenarios as questions
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import UtcDateTime, aware, metadata

challenges = Table(
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


class SqlChallengeBook:
    """Keep a `ChallengeBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, challenge: Challenge) -> None:
        row = {
            "reply_id": challenge.reply_id,
            "conversation_id": challenge.conversation_id,
            "verdict": challenge.verdict,
            "by": challenge.by,
            "at": challenge.at,
            "made": challenge.made,
            "made_id": challenge.made_id,
        }
        if not await self._database.write(partial(insert_new, table=challenges, rows=row)):
            raise AlreadyJudgedError(challenge.reply_id)

    async def remove(self, reply_id: MessageId) -> None:
        gone = delete(challenges).where(challenges.c.reply_id == reply_id)
        await self._database.write(lambda connection: connection.execute(gone).rowcount)

    async def judged(self, reply_ids: Collection[MessageId]) -> frozenset[MessageId]:
        among = select(challenges.c.reply_id).where(challenges.c.reply_id.in_(reply_ids))
        return frozenset(MessageId(row[0]) for row in await fetch(self._database, among))

    async def of_person(self, by: str, *, since: datetime) -> Sequence[Challenge]:
        theirs = (
            select(challenges)
            .where(challenges.c.by == by, challenges.c.at >= since)
            .order_by(challenges.c.at.desc(), challenges.c.reply_id)
        )
        return [_challenge(row) for row in await fetch(self._database, theirs)]


def hold_challenges(database: Database) -> SqlHolding:
    """Return the `Holding` of judgements on answers to a person."""
    return SqlHolding(name="challenges", database=database, read=_of_answers, remove=_erase)


def _challenge(row: Row[Any]) -> Challenge:
    return Challenge(
        reply_id=MessageId(row.reply_id),
        conversation_id=ConversationId(row.conversation_id),
        verdict=ChallengeVerdict(row.verdict),
        by=row.by,
        at=aware(row.at),
        made=Made(row.made),
        made_id=row.made_id,
    )


def _of_answers(connection: Connection, person: Person) -> list[KeptRecord]:
    """Return the judgements without the colleague who gave them."""
    theirs = select(challenges).where(challenges.c.conversation_id.in_(person.conversations))
    return [
        {"reply_id": row.reply_id, "verdict": row.verdict, "at": aware(row.at)}
        for row in connection.execute(theirs)
    ]


def _erase(connection: Connection, person: Person) -> int:
    """Erase the judgements, and the questions saved by them that nobody has edited since."""
    theirs = challenges.c.conversation_id.in_(person.conversations)
    saved = select(challenges.c.made_id).where(theirs, challenges.c.made == Made.QUESTION)
    untouched = questions.c.version == 1
    connection.execute(delete(questions).where(questions.c.scenario_id.in_(saved), untouched))
    return connection.execute(delete(challenges).where(theirs)).rowcount
