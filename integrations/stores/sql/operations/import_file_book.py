"""Implement the port `ImportFiles` on the event log's database."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from assistant.conversation.consents import ConsentStage
from assistant.outreach.consent_imports.consent_file import BadConsent, RowFault
from assistant.outreach.consent_imports.import_file import FileState, ImportFile, Staged
from assistant.outreach.consent_imports.imported_consent import (
    SOURCE,
    ImportedConsent,
    ImportState,
)
from integrations.stores.sql.channels.channel_tables import channel_contacts as contacts
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.operations.consent_import_book import AT_HAND
from integrations.stores.sql.operations.outreach_tables import consents as changes
from integrations.stores.sql.operations.outreach_tables import import_files, imports
from integrations.stores.sql.operations.stopped_contacts import (
    STOPPABLE,
    opted_out_numbers,
    stopped_among,
)
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware

_COUNTED = ("rows", "good", "repeated", "known", "stopped", "bad")


class SqlImportFiles:
    """Keep files of consents that many processes may have open; `key`: the installation's."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database, self._key = database, key

    async def add(self, file: ImportFile, content: bytes = b"") -> None:
        row = _row(file) | {"content": content and zlib.compress(content)}
        await self._database.write(partial(insert_new, table=import_files, rows=row))

    async def all(self) -> Sequence[ImportFile]:
        columns = [one for one in import_files.c if one.name != "content"]
        newest = select(*columns).order_by(import_files.c.at.desc(), import_files.c.file_id)
        return [_file(row) for row in await fetch(self._database, newest)]

    async def get(self, file_id: str) -> ImportFile | None:
        return next((one for one in await self.all() if one.file_id == file_id), None)

    async def counts(self) -> Mapping[str, Mapping[ImportState, int]]:
        same = (imports.c.file_id, imports.c.state)
        found = dict[str, dict[ImportState, int]]()
        for row in await fetch(
            self._database, select(*same, func.count().label("rows")).group_by(*same)
        ):
            found.setdefault(row.file_id, {})[ImportState(row.state)] = row.rows
        return found

    async def at_hand(self, file_id: str) -> int:
        waiting = imports.c.file_id == file_id, imports.c.state == ImportState.WAITING
        counted = select(func.count().label("rows")).where(*waiting, AT_HAND)
        return int((await fetch(self._database, counted))[0].rows)

    async def content(self, file_id: str) -> bytes:
        mine = select(import_files.c.content).where(import_files.c.file_id == file_id)
        return await self._database.read(
            lambda one: ((kept := one.execute(mine).scalar()) and zlib.decompress(kept)) or b""
        )

    async def count(self, file: ImportFile) -> None:
        mine = update(import_files).where(import_files.c.file_id == file.file_id)
        row = _row(file)
        if file.state is not FileState.READING:
            row["content"] = b""
        await change(self._database, mine.values(row))

    async def move(self, file_id: str, before: FileState, after: FileState) -> bool:
        mine = import_files.c.file_id == file_id, import_files.c.state == before
        moved = update(import_files).where(*mine).values(state=after)
        return await change(self._database, moved) > 0

    async def stage(self, file: ImportFile, consents: Sequence[ImportedConsent]) -> Staged:
        work = partial(_stage, key=self._key, file=file, consents=consents)
        return await self._database.write(work)

    async def release(self, file_id: str, *, limit: int) -> int:
        read = _some(file_id, (ImportState.READ,), limit)
        waits = update(imports).where(imports.c.import_id.in_(read))
        return await change(self._database, waits.values(state=ImportState.WAITING))

    async def drop(self, file_id: str, *, limit: int) -> int:
        left = _some(file_id, (ImportState.READ, ImportState.WAITING), limit)
        gone = delete(imports).where(imports.c.import_id.in_(left))
        return await change(self._database, gone)

    async def remove(self, file_id: str) -> None:
        await change(self._database, delete(import_files).where(import_files.c.file_id == file_id))


def _some(file_id: str, states: Sequence[ImportState], limit: int) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    mine = imports.c.file_id == file_id, imports.c.state.in_(states)
    return select(imports.c.import_id).where(*mine).limit(limit).scalar_subquery()


def _row(file: ImportFile) -> dict[str, Any]:
    known = asdict(file)
    counts = {name: known[name] for name in _COUNTED}
    faults = [(one.line, one.fault) for one in file.faults]
    return {
        "file_id": file.file_id,
        "state": file.state,
        "at": file.at,
        "by": file.by,
        "lines": file.lines,
        "counts": json.dumps({**counts, "faults": faults}),
    }


def _file(row: Row[Any]) -> ImportFile:
    counts = json.loads(row.counts)
    faults = [BadConsent(line=line, fault=RowFault(fault)) for line, fault in counts.pop("faults")]
    return ImportFile(
        file_id=row.file_id,
        state=FileState(row.state),
        at=aware(row.at),
        by=row.by,
        lines=row.lines,
        faults=tuple(faults),
        **counts,
    )


def _stage(
    connection: Connection, *, key: bytes, file: ImportFile, consents: Sequence[ImportedConsent]
) -> Staged:
    stopped = stopped_among(connection, consents, key) | _stopped_in_logs(connection, consents)
    rows = [_imported_row(file, one) for one in consents if one.import_id not in stopped]
    new = insert_new(connection, imports, rows) if rows else 0
    return Staged(new=new, known=len(rows) - new, stopped=len(consents) - len(rows))


def _stopped_in_logs(connection: Connection, consents: Sequence[ImportedConsent]) -> frozenset[str]:
    """Return the ids of the consents whose contact said STOP, or took that purpose back."""
    named = contacts.c.phone.in_({one.phone for one in consents})
    ended = connection.execute(opted_out_numbers(named)).scalars()
    withdrawn = (
        select(contacts.c.phone, changes.c.purpose)
        .join(changes, changes.c.conversation_id == contacts.c.conversation_id)
        .where(named, changes.c.stage == ConsentStage.WITHDRAWN, changes.c.source != SOURCE)
    )
    over = {
        *((phone, purpose) for phone in ended for purpose in STOPPABLE),
        *((row.phone, row.purpose) for row in connection.execute(withdrawn)),
    }
    return frozenset(one.import_id for one in consents if (one.phone, one.purpose) in over)


def _imported_row(file: ImportFile, one: ImportedConsent) -> dict[str, Any]:
    return {
        "import_id": one.import_id,
        "phone": one.phone,
        "purpose": one.purpose,
        "channel": one.channel,
        "given_at": one.given_at,
        "confirmed_at": one.confirmed_at,
        "source": one.source,
        "text_version": one.text_version,
        "proof": one.proof,
        "state": ImportState.READ,
        "conversation_id": "",
        "imported_at": file.at,
        "imported_by": file.by,
        "file_id": file.file_id,
    }
