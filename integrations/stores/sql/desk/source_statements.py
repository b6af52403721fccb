"""Ask which sources replies rest on: the statements of the port `SourceUses`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.lists.source_uses import SourceUse, UseCount, UseKind
from integrations.stores.sql.desk.case_tables import case_sources as sources
from integrations.stores.sql.tables import aware


def use_counts(connection: Connection) -> Sequence[UseCount]:
    """Return the counts of every source, by address and title."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, 1)))

    asked = select(
        sources.c.url,
        sources.c.title,
        count(sources.c.kind == UseKind.ANSWERED).label("answered"),
        count(sources.c.kind == UseKind.CONFLICTING).label("conflicting"),
        count(sources.c.helpful.is_(True)).label("helpful"),
        count(sources.c.helpful.is_(False)).label("unhelpful"),
        func.max(sources.c.at).label("last_at"),
    ).group_by(sources.c.url, sources.c.title)
    return [
        UseCount(
            url=row.url,
            title=row.title,
            answered=row.answered,
            conflicting=row.conflicting,
            helpful=row.helpful,
            unhelpful=row.unhelpful,
            last_at=aware(row.last_at),
        )
        for row in connection.execute(asked)
    ]


def answers(connection: Connection, url: str, title: str | None, limit: int) -> Sequence[SourceUse]:
    """Return the answers that rest on an address, and on a title if given, newest first."""
    asked = select(sources).where(sources.c.url == url, sources.c.kind == UseKind.ANSWERED)
    if title is not None:
        asked = asked.where(sources.c.title == title)
    return [_use(row) for row in connection.execute(_newest(asked, limit))]


def answers_between(
    connection: Connection, since: datetime, until: datetime, limit: int
) -> Sequence[SourceUse]:
    """Return the first source of each answer of a time, newest first."""
    asked = select(sources).where(
        sources.c.kind == UseKind.ANSWERED,
        sources.c.place == 0,
        sources.c.at >= since,
        sources.c.at < until,
    )
    return [_use(row) for row in connection.execute(_newest(asked, limit))]


def conflicts(connection: Connection, limit: int) -> Sequence[SourceUse]:
    """Return the sources of replies that named two which disagree, the newest first."""
    asked = _newest(select(sources).where(sources.c.kind == UseKind.CONFLICTING), limit)
    return [_use(row) for row in connection.execute(asked)]


def _newest(asked: Select[Any], limit: int) -> Select[Any]:
    return asked.order_by(
        sources.c.at.desc(), sources.c.sequence.desc(), sources.c.place.desc()
    ).limit(limit)


def _use(row: Row[Any]) -> SourceUse:
    return SourceUse(
        conversation_id=ConversationId(row.conversation_id),
        sequence=row.sequence,
        place=row.place,
        at=aware(row.at),
        reply_id=MessageId(row.reply_id),
        question_id=MessageId(row.question_id),
        kind=UseKind(row.kind),
        url=row.url,
        title=row.title,
        helpful=row.helpful,
    )
