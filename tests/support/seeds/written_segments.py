"""Segments of events as versions before wrote them, and whole conversations to put in."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, bindparam, select, text

from assistant.conversation.ids import ConversationId
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database
from integrations.stores.sql.tables import aware, events
from tests.support.seeds.conversation_events import NOON, WIDGET, delivered, replied, started, wrote
from tests.support.seeds.people_events import of, resolved

_TYPES = (pa.int64(), pa.string(), pa.int32(), pa.timestamp("us", tz="UTC"), *[pa.string()] * 4)


async def talk(log: SqlEventLog, name: str) -> None:
    """Store a whole conversation: a question, its answer, and that it is over."""
    conversation, question, answer = ConversationId(name), f"q-{name}", f"r-{name}"
    await log.start(started(name, NOON))
    asked = wrote(question, name, NOON)
    await log.accept(asked, account_id=WIDGET, provider_message_id=question)
    reply = replied(answer, question, conversation=name, at=NOON)
    await log.append(conversation, [reply])
    await log.append(conversation, [delivered(answer, name), of(name, resolved(at=NOON))])


async def move_into_segment(
    database: Database, folder: Path, *names: str, segment: str = "2026-11/s", state: str = "kept"
) -> Path:
    """Move the events of conversations into a file below `folder`, and return that."""
    path = folder / f"{segment}.parquet"
    rows = await database.read(lambda connection: _rows(connection, names))
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = zip(*rows, strict=True)
    arrays = [pa.array(one, kind) for one, kind in zip(columns, _TYPES, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, [one.name for one in events.columns]), path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    await database.write(lambda one: _note(one, rows, segment, state, sha256))
    return path


def _rows(connection: Connection, names: Sequence[str]) -> list[tuple[object, ...]]:
    theirs = select(events).where(events.c.conversation_id.in_(names)).order_by(events.c.position)
    return [(*row[:3], aware(row.at), *row[4:]) for row in connection.execute(theirs)]


def _note(
    connection: Connection, rows: list[tuple[object, ...]], segment: str, state: str, sha256: str
) -> None:
    key = {"segment": segment, "state": state, "sha256": sha256, "at": NOON}
    made = text(
        "INSERT INTO archive_segments (segment_id, state, made_at, first_position, last_position,"
        " events, bytes, sha256) VALUES (:segment, :state, :at, 1, 999, 1, 1, :sha256)"
    ).bindparams(bindparam("at", type_=events.c.at.type))
    connection.execute(made, key)
    part = text(
        "INSERT INTO archive_parts (conversation_id, first_sequence, last_sequence, last_at,"
        " opted_out, segment_id) VALUES (:conversation, :first, :last, :at, false, :segment)"
    ).bindparams(bindparam("at", type_=events.c.at.type))
    for name in {str(row[1]) for row in rows}:
        places = [row[2] for row in rows if row[1] == name]
        span = {"conversation": name, "first": places[0], "last": places[-1]}
        connection.execute(part, {**key, **span})
    message = text("INSERT INTO archive_messages VALUES (:account, :id, :conversation, :sequence)")
    for position, conversation, sequence, *_, account, provider_id in rows:
        if provider_id is not None:
            of_it = {"conversation": conversation, "sequence": sequence}
            connection.execute(message, {"account": account, "id": provider_id, **of_it})
        connection.execute(events.delete().where(events.c.position == position))
