"""Update the desk's lists from the log: read and fold first, then write the result.

The write names what it was built on: the position of its shards, and each conversation's sequence.
Where another process was quicker it is undone and made again, so an event is counted once.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text

from assistant.conversation.events import EventUnread, StoredEvent
from assistant.conversation.ids import SHARDS, ConversationId
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.list_pages import place_of
from assistant.desk.lists.list_projection import ProjectedCase, project
from assistant.desk.lists.search_words import words_in
from assistant.desk.ports import ProjectionStep
from integrations.stores.sql.desk import case_shards
from integrations.stores.sql.desk.case_shards import OutrunError, ShardGroup
from integrations.stores.sql.desk.case_statements import encode
from integrations.stores.sql.desk.case_tables import (
    case_labels,
    case_measures,
    case_mentions,
    case_sources,
    case_words,
    cases,
)
from integrations.stores.sql.log.log_reading import newest_position, read, safe_end, tail_of_shards
from integrations.stores.sql.operations.outreach_tables import consents
from integrations.stores.sql.record_codec import decode

_LABELS = 0  # the sequence that the words of all labels stand under
_ASKED = 500  # ids in one statement
_NO_END = 2**63 - 1  # a position behind every other

_OF_THE_CONVERSATION = cases.c.conversation_id == bindparam("conversation")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProjectionStep:
    """Hold the cases that are to be written."""

    projected: tuple[ProjectedCase, ...]
    group: ShardGroup | None = None  # None: the step is that of one conversation
    taken: ProjectionStep

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to write."""
        at = self.group.position if self.group else self.taken.position
        return self.taken.events == 0 and self.taken.position == at


def next_step(connection: Connection, limit: int, shards: Collection[int]) -> CaseProjectionStep:
    """Read on in the log for those of some shards that are furthest behind, and fold."""
    group = case_shards.next_group(connection, shards)
    if group is None:
        return CaseProjectionStep(projected=(), taken=ProjectionStep(position=0, events=0))
    head = safe_end(connection)
    until = min(head, group.until or head, group.position + _window(limit, group))
    found, position = tuple[StoredEvent, ...](), group.position
    if until > position:
        found, position = tail_of_shards(
            connection, group.shards, after=position, until=until, limit=limit
        )
    by_conversation: dict[ConversationId, list[StoredEvent]] = {}
    for stored in found:
        by_conversation.setdefault(stored.event.conversation_id, []).append(stored)
    known = _standings(connection, list(by_conversation))
    projected = [_projected(known, *each) for each in by_conversation.items()]
    return CaseProjectionStep(
        projected=tuple(one for one in projected if one.after is not one.before),
        group=group,
        taken=ProjectionStep(
            position=position,
            events=len(found),
            more=position < head,
            changed=tuple(by_conversation),
            unread=tuple(one.event for one in found if isinstance(one.event, EventUnread)),
        ),
    )


def _window(limit: int, group: ShardGroup) -> int:
    """Return how many positions to look through: about twice `limit` are those of the group.

    All shards need no end, for every event is theirs. For some of them a plan of the database that
    reads the whole window, and stops at no limit, costs twice the best.
    """
    count = len(group.shards)
    return _NO_END if count == SHARDS else 2 * limit * SHARDS // count


def one_step(connection: Connection, conversation_id: ConversationId) -> CaseProjectionStep:
    """Read on in one conversation, and fold.

    Raises:
        UnknownConversationError: there is no such conversation.
    """
    known = _standings(connection, [conversation_id])
    sequence = known[conversation_id].sequence if known else 0
    found = read(connection, conversation_id, sequence).events
    projected = _projected(known, conversation_id, found)
    return CaseProjectionStep(
        projected=(projected,) if found else (),
        taken=ProjectionStep(position=0, events=len(found), changed=(conversation_id,)),
    )


def keep(connection: Connection, step: CaseProjectionStep) -> ProjectionStep:
    """Write a step.

    Raises:
        OutrunError: it was not built on what is there now; the transaction must be undone.
    """
    if step.group is not None:
        case_shards.move(connection, step.group, step.taken.position)
    some = sorted(step.projected, key=lambda one: one.after.conversation_id)  # locked in one order
    _claim(connection, some)
    try:
        _many(connection, insert(cases), [_row(one.after) for one in some if _is_new(one)])
        _keep_words(connection, some)
        _keep_measures(connection, some)
        _keep_uses(connection, some)
        changes = [asdict(change) for one in some for change in one.consents]
        _many(connection, insert(consents), changes)
    except IntegrityError as error:  # it is new to another process too
        raise OutrunError from error
    _many(
        connection,
        update(cases).where(_OF_THE_CONVERSATION),
        [
            {**_row(one.after), "conversation": one.after.conversation_id}
            for one in some
            if not _is_new(one)
        ],
    )
    for one in some:
        if one.after.erased:
            _forget(connection, one.after.conversation_id)
        _keep_labels(connection, one)
        _keep_mentions(connection, one)
    return step.taken


def start_over(connection: Connection) -> None:
    """Delete all rows of the desk's lists."""
    case_shards.start_over(connection)
    empty(connection)


def empty(connection: Connection) -> None:
    """Delete the rows, and leave the positions."""
    for statement in _EMPTY[connection.dialect.name]:
        connection.execute(text(statement))


def last_position(connection: Connection) -> int:
    """Return the position of the log's newest event."""
    return newest_position(connection)


_TABLES = (
    "case_words",
    "case_labels",
    "case_mentions",
    "case_measures",
    "case_sources",
    "outreach_consents",
    "cases",
)
_REMOVED = (
    "CREATE TRIGGER case_words_removed AFTER DELETE ON case_words BEGIN"
    " INSERT INTO case_words_index (case_words_index, rowid, words)"
    " VALUES ('delete', old.entry_id, old.words); END"
)
_EMPTY = {
    "postgresql": (f"TRUNCATE {', '.join(_TABLES)}",),
    # Without the trigger a table is emptied as a whole, not row by row.
    "sqlite": (
        "DROP TRIGGER case_words_removed",
        *(f"DELETE FROM {table}" for table in _TABLES),  # noqa: S608 - our own names
        "INSERT INTO case_words_index (case_words_index) VALUES ('delete-all')",
        _REMOVED,
    ),
}


def _standings(
    connection: Connection, ids: Sequence[ConversationId]
) -> dict[ConversationId, Standing]:
    found: dict[ConversationId, Standing] = {}
    for at in range(0, len(ids), _ASKED):
        some = cases.c.conversation_id.in_(ids[at : at + _ASKED])
        for row in connection.execute(select(cases.c.standing).where(some)):
            standing = decode(row.standing, Standing)
            found[standing.conversation_id] = standing
    return found


def _projected(
    known: dict[ConversationId, Standing],
    conversation_id: ConversationId,
    found: Sequence[StoredEvent],
) -> ProjectedCase:
    before = known.get(conversation_id) or Standing(conversation_id=conversation_id)
    return project(before, found)


def _is_new(one: ProjectedCase) -> bool:
    return one.before.sequence == 0


def _claim(connection: Connection, projected: Sequence[ProjectedCase]) -> None:
    """Lock the rows that will change, if they are as they were."""
    known = {
        one.before.conversation_id: one.before.sequence for one in projected if not _is_new(one)
    }
    ids = list(known)
    for at in range(0, len(ids), _ASKED):
        some = ids[at : at + _ASKED]
        locked = (
            select(cases.c.conversation_id, cases.c.sequence)
            .where(cases.c.conversation_id.in_(some))
            .order_by(cases.c.conversation_id)
            .with_for_update()
        )
        now = {row.conversation_id: row.sequence for row in connection.execute(locked)}
        if any(now.get(one) != known[one] for one in some):
            raise OutrunError


def _row(standing: Standing) -> dict[str, Any]:
    now, place = standing.ownership, place_of(standing)
    return {
        "conversation_id": standing.conversation_id,
        "sequence": standing.sequence,
        "status": standing.placing,
        "agent_id": now.agent_id,
        "claimed": now.claimed,
        "team": now.team,
        "channel": standing.channel,
        "language": standing.language,
        "account_id": standing.account_id,
        "contact_id": standing.contact_id,
        "customer_id": standing.customer_id,
        "email": now.email or None,
        "rank": place.rank,
        "turn": place.turn,
        "latest": place.latest,
        "deadline": standing.deadline,
        "standing": encode(standing),
    }


def _forget(connection: Connection, conversation_id: ConversationId) -> None:
    """Delete the words and labels of an erased conversation; its measures name nobody of it.

    Uses of sources and consents lead to it, so they go, too.
    """
    for table in (case_words, case_mentions, case_sources, consents):
        gone = delete(table).where(table.c.conversation_id == conversation_id)
        connection.execute(gone)


def _keep_words(connection: Connection, projected: Sequence[ProjectedCase]) -> None:
    rows: list[tuple[dict[str, Any], tuple[str, ...]]] = []
    for one in projected:
        conversation_id = one.after.conversation_id
        found = list(one.words)
        if one.before.labels != one.after.labels:
            mine = case_words.c.conversation_id == conversation_id
            gone = delete(case_words).where(mine, case_words.c.sequence == _LABELS)
            connection.execute(gone)
            found.append((_LABELS, words_in(" ".join(one.after.labels))))
        rows += [
            ({"conversation_id": conversation_id, "sequence": sequence}, words)
            for sequence, words in found
            if words
        ]
    if connection.dialect.name == "postgresql":
        _many(connection, _INTO_VECTOR, [{**row, "found": list(words)} for row, words in rows])
    else:
        _many(connection, _INTO_TEXT, [{**row, "found": " ".join(words)} for row, words in rows])


_ENTRY: dict[str, Any] = {name: bindparam(name) for name in ("conversation_id", "sequence")}
_INTO_TEXT = insert(case_words).values({**_ENTRY, "words": bindparam("found")})
_INTO_VECTOR = insert(case_words).values(
    {**_ENTRY, "words": func.array_to_tsvector(bindparam("found", type_=ARRAY(Text)))}
)


def _keep_measures(connection: Connection, projected: Sequence[ProjectedCase]) -> None:
    found = [measure for one in projected for measure in one.measures]
    _many(connection, insert(case_measures), [asdict(measure) for measure in found])


def _keep_uses(connection: Connection, projected: Sequence[ProjectedCase]) -> None:
    found = [use for one in projected for use in one.uses]
    _many(connection, insert(case_sources), [asdict(use) for use in found])
    thumbs = [thumb for one in projected for thumb in one.thumbs]
    rows = [
        {"conversation": one.conversation_id, "reply": one.reply_id, "thumb": one.helpful}
        for one in thumbs
    ]
    _many(connection, _GIVE_THUMB, rows)


_GIVE_THUMB = (
    update(case_sources)
    .where(
        case_sources.c.conversation_id == bindparam("conversation"),
        case_sources.c.reply_id == bindparam("reply"),
    )
    .values(helpful=bindparam("thumb"))
)


def _keep_labels(connection: Connection, one: ProjectedCase) -> None:
    had, has = set(one.before.labels), set(one.after.labels)
    conversation = one.after.conversation_id
    if gone := had - has:
        mine = case_labels.c.conversation_id == conversation
        connection.execute(delete(case_labels).where(mine, case_labels.c.label.in_(gone)))
    rows = [{"label": label, "conversation_id": conversation} for label in sorted(has - had)]
    _many(connection, insert(case_labels), rows)


def _keep_mentions(connection: Connection, one: ProjectedCase) -> None:
    new = sorted(set(one.after.mentions) - set(one.before.mentions))
    rows = [{"agent_id": agent, "conversation_id": one.after.conversation_id} for agent in new]
    _many(connection, insert(case_mentions), rows)


def _many(connection: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:  # noqa: ANN401
    if rows:
        connection.execute(statement, rows)
