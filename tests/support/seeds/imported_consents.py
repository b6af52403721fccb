"""Consents that were given elsewhere, and files of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import ChannelKind
from assistant.outreach.consent_imports.consent_file import BadConsent, RowFault
from assistant.outreach.consent_imports.import_file import FileState, ImportFile
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState
from integrations.stores.sql.database import Database
from integrations.stores.sql.operations.consent_import_book import SqlImportBook
from integrations.stores.sql.operations.import_file_book import SqlImportFiles

GIVEN = datetime(2026, 1, 31, tzinfo=UTC)
IMPORTED = ImportedConsent(
    phone="33612345678",
    purpose=ContactPurpose.SERVICE,
    channel=ChannelKind.WHATSAPP,
    given_at=GIVEN,
    confirmed_at=None,
    source="till",
    text_version="2025-1",
    proof="form 17",
)
FILE = ImportFile(file_id="f1", state=FileState.READING, at=GIVEN, by="ops", lines=2)
HEAD = "phone,purpose,channel,given_at,confirmed_at,source,text_version,proof"
ROW = "+33 6 12 34 56 78,service,whatsapp,2026-01-31,,till,2025-1,form 17"


async def keep_files(database: Database, at: datetime) -> Sequence[str]:
    """Keep a file that waits for a decision, with each fault, and one that was imported."""
    files, book = SqlImportFiles(database, bytes(32)), SqlImportBook(database, bytes(32))
    faults = tuple(BadConsent(line=n, fault=one) for n, one in enumerate(RowFault, start=2))
    counts = {"rows": 1284, "repeated": 3, "known": 12, "stopped": 7, "bad": len(faults)}
    good = counts["rows"] - sum(counts.values()) + counts["rows"]
    waits = ImportFile(
        file_id="a" * 32,
        state=FileState.READ,
        at=at,
        by="lead",
        lines=1285,
        good=good,
        faults=faults,
        **counts,
    )
    done = replace(
        waits,
        file_id="b" * 32,
        state=FileState.IMPORTED,
        at=at - timedelta(days=3),
        rows=40,
        good=40,
        repeated=0,
        known=0,
        stopped=0,
        bad=0,
        faults=(),
    )
    rows = [replace(IMPORTED, phone=f"336123400{n:02}") for n in range(40)]
    for file in (waits, done):
        await files.add(file)
    await files.stage(done, rows)
    await files.release(done.file_id, limit=40)
    for one in rows[:28]:
        await book.settle(one, ImportState.TAKEN, None)
    return waits.file_id, done.file_id
