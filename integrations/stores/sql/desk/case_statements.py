"""Read the desk's lists of conversations on a connection that the caller opened.

A standing is kept there as JSON.
"""

import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.sql.selectable import Select

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.lists.case_standing import ERASED, FOLD, Standing
from assistant.desk.lists.list_pages import check, cursor, is_queue, place_of, start
from assistant.desk.lists.search_words import asked_for
from assistant.desk.lists.work_measures import Measure, MeasureKind
from assistant.desk.ports import Case, CasePage, CaseQuery, LabelUse, Load, View
from integrations.stores.sql.desk.case_tables import (
    case_labels,
    case_measures,
    case_mentions,
    case_words,
    cases,
)
from integrations.stores.sql.record_codec import adapter_of, decode
from integrations.stores.sql.tables import aware


@cache
def fold() -> str:
    """Return a name that changes with the fold, or with the fields of its result.

    Rows of another fold are not read: the log is folded again.
    """
    shape = json.dumps(adapter_of(Standing).json_schema(mode="serialization"), sort_keys=True)
    return f"{FOLD}-{zlib.crc32(shape.encode()):08x}"


def encode(standing: Standing) -> str:
    """Return a standing as JSON; half a surrogate pair was lost in the log already."""
    return adapter_of(Standing).dump_json(standing, exclude_defaults=True).decode()


_OF_ONE_PERSON = 50

_QUEUE = (cases.c.rank, cases.c.turn, cases.c.conversation_id)
_NEWEST = (cases.c.latest, cases.c.conversation_id)
_STATUS = {
    View.OPEN: ConversationStatus.OPEN,
    View.ASSISTANT: ConversationStatus.PENDING,
    View.SNOOZED: ConversationStatus.SNOOZED,
    View.RESOLVED: ConversationStatus.RESOLVED,
}


def page(connection: Connection, query: CaseQuery) -> CasePage:
    """Return a page of a view.

    Raises:
        ValueError: see `Cases.list`.
    """
    check(query)
    found = select(cases.c.standing).where(
        _is_in(query.view, query.agent_id),
        *_seen(query.agent_id, query.teams),
        *_filters(query),
    )
    found = found.where(*(_has(connection, word) for word in asked_for(query.words)))
    rows = connection.execute(_behind(found, query).limit(query.limit + 1)).all()
    shown = [decode(row.standing, Standing) for row in rows[: query.limit]]
    return CasePage(
        cases=tuple(one.case for one in shown),
        next=cursor(query, place_of(shown[-1])) if len(rows) > query.limit else "",
    )


def counts(
    connection: Connection, agent_id: AgentId | None, teams: tuple[TeamId, ...] | None
) -> dict[View, int]:
    """Return how many conversations each view has."""
    seen = _seen(agent_id, teams)
    by_status = select(cases.c.status, func.count()).where(*seen).group_by(cases.c.status)
    each = {row[0]: row[1] for row in connection.execute(by_status)}
    found = {view: each.get(status, 0) for view, status in _STATUS.items()}
    found[View.ALL] = sum(each.values()) - each.get(ERASED, 0)
    for view in (View.MINE, View.UNASSIGNED, View.MENTIONS):
        counted = select(func.count()).select_from(cases).where(_is_in(view, agent_id), *seen)
        found[view] = connection.execute(counted).scalar_one()
    return found


def with_id(connection: Connection, conversation_id: ConversationId) -> Case | None:
    """Return one conversation."""
    this = select(cases.c.standing).where(
        cases.c.conversation_id == conversation_id, cases.c.status != ERASED
    )
    payload = connection.execute(this).scalar_one_or_none()
    return decode(payload, Standing).case if payload else None


def of_contact(connection: Connection, conversation_id: ConversationId) -> list[Case]:
    """Return the other conversations of the same person, newest first."""
    this = connection.execute(
        select(cases).where(cases.c.conversation_id == conversation_id, cases.c.status != ERASED)
    ).one_or_none()
    if this is None:
        return []
    same = and_(
        cases.c.contact_id == this.contact_id,
        cases.c.account_id == this.account_id,
        cases.c.channel == this.channel,
    )
    # A comparison with NULL holds of nothing: who has no customer or no address shares none.
    same |= cases.c.customer_id == bindparam("customer") if this.customer_id else false()
    same |= cases.c.email == bindparam("email") if this.email else false()
    others = (
        select(cases.c.standing)
        .where(cases.c.conversation_id != conversation_id, cases.c.status != ERASED, same)
        .order_by(*(column.desc() for column in _NEWEST))
        .limit(_OF_ONE_PERSON)
    )
    known = {"customer": this.customer_id, "email": this.email}
    asked = {name: value for name, value in known.items() if value}
    return [decode(row.standing, Standing).case for row in connection.execute(others, asked)]


def loads(connection: Connection) -> list[Load]:
    """Return the load of each agent who has any conversation."""
    counted = (
        select(cases.c.agent_id, cases.c.claimed, func.count())
        .where(cases.c.status == ConversationStatus.OPEN, cases.c.agent_id.is_not(None))
        .group_by(cases.c.agent_id, cases.c.claimed)
    )
    each = {(agent, claimed): count for agent, claimed, count in connection.execute(counted)}
    return [
        Load(
            agent_id=AgentId(agent),
            claimed=each.get((agent, True), 0),
            asked=each.get((agent, False), 0),
        )
        for agent in sorted({agent for agent, _ in each})
    ]


def labels(connection: Connection) -> list[LabelUse]:
    """Return the labels in use, by name."""
    counted = select(case_labels.c.label, func.count()).group_by(case_labels.c.label)
    found = [
        LabelUse(label=label, conversations=count) for label, count in connection.execute(counted)
    ]
    return sorted(found, key=lambda use: use.label)  # the same order on every database


def due(connection: Connection, now: datetime, limit: int) -> list[ConversationId]:
    """Return the conversations that the desk has to look at by now, the longest ago first."""
    found = (
        select(cases.c.conversation_id)
        .where(cases.c.deadline <= now)
        .order_by(cases.c.deadline, cases.c.conversation_id)
        .limit(limit)
    )
    return [ConversationId(row.conversation_id) for row in connection.execute(found)]


def measures(connection: Connection, since: datetime, until: datetime) -> list[Measure]:
    """Return the measures of a period, oldest first."""
    found = (
        select(case_measures)
        .where(case_measures.c.at >= since, case_measures.c.at < until)
        .order_by(case_measures.c.at, case_measures.c.conversation_id, case_measures.c.sequence)
    )
    return [
        Measure(
            conversation_id=ConversationId(row.conversation_id),
            sequence=row.sequence,
            kind=MeasureKind(row.kind),
            at=aware(row.at),
            agent_id=row.agent_id,
            team=row.team,
            value=row.value,
        )
        for row in connection.execute(found)
    ]


def _is_in(view: View, agent_id: AgentId | None) -> ColumnElement[bool]:
    if status := _STATUS.get(view):
        return cases.c.status == status
    if view is View.ALL:
        return cases.c.status != ERASED
    if view is View.UNASSIGNED:
        return and_(cases.c.status == ConversationStatus.OPEN, cases.c.agent_id.is_(None))
    if agent_id is None:
        return false()
    if view is View.MINE:
        return and_(cases.c.status == ConversationStatus.OPEN, cases.c.agent_id == agent_id)
    named = select(case_mentions.c.conversation_id).where(case_mentions.c.agent_id == agent_id)
    return cases.c.conversation_id.in_(named)


def _seen(
    agent_id: AgentId | None, teams: tuple[TeamId, ...] | None
) -> Sequence[ColumnElement[bool]]:
    """Return the conditions for the cases that the agent may open; none: they may open all."""
    if teams is None:
        return ()
    ours = or_(cases.c.team.is_(None), cases.c.team.in_(teams))
    return (ours if agent_id is None else or_(ours, cases.c.agent_id == agent_id),)


def _filters(query: CaseQuery) -> Sequence[ColumnElement[bool]]:
    asked: dict[ColumnElement[Any], str | None] = {
        cases.c.team: query.team,
        cases.c.channel: query.channel,
        cases.c.language: query.language,
    }
    wanted = [column == value for column, value in asked.items() if value is not None]
    if query.label:
        labelled = select(case_labels.c.conversation_id).where(case_labels.c.label == query.label)
        wanted.append(cases.c.conversation_id.in_(labelled))
    return wanted


def _has(connection: Connection, word: str) -> ColumnElement[bool]:
    """Return whether a word begins with `word`, which is letters and digits alone."""
    fits, pattern = _FITS[connection.dialect.name]
    asked: BindParameter[str] = bindparam("asked", pattern.format(word), unique=True)
    found = select(case_words.c.conversation_id).where(text(fits).bindparams(asked)).cte()
    # Found before anything else: PostgreSQL would guess how many there are, and for a rare word
    # rather look at every conversation from the newest on.
    first = found.prefix_with("MATERIALIZED", dialect="postgresql")
    return cases.c.conversation_id.in_(select(first.c.conversation_id))


_FITS = {
    "postgresql": ("case_words.words @@ CAST(:asked AS tsquery)", "'{}':*"),
    "sqlite": (
        "entry_id IN (SELECT rowid FROM case_words_index WHERE case_words_index MATCH :asked)",
        '"{}"*',
    ),
}


def _behind(found: Select[Any], query: CaseQuery) -> Select[Any]:
    key, queue = start(query), is_queue(query)
    columns = _QUEUE if queue else _NEWEST
    ordered = found.order_by(*(c if queue else c.desc() for c in columns))
    if key is None:
        return ordered
    values = [bindparam(None, v, type_=c.type) for c, v in zip(columns, key, strict=True)]
    place, behind = tuple_(*columns), tuple_(*values)
    return ordered.where(place > behind if queue else place < behind)
