"""Write verified answers into a file, and take such a file in, from the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.app.compose.local_installation import SystemClock, open_data_dir
from assistant.console.verified.answer_sheet import TakenIn, take_in, write_sheet
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.kit.settings.settings import Settings
from assistant.kit.table_file import decode_table
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.staff.staff_audit import SqlAudit

MOST_BYTES = 5_000_000


async def export_answers(settings: Settings) -> str:
    """Return the newest version of each verified answer, as CSV.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with _open(settings) as changes:
        return write_sheet(await changes.book.all())


async def import_answers(settings: Settings, data: bytes) -> TakenIn:
    """Keep the answers of a file as drafts.

    Raises:
        TableFileError: the file cannot be used.
        LogUnavailableError: no database answers.
    """
    text = decode_table(data, most_bytes=MOST_BYTES)
    async with _open(settings) as changes:
        return await take_in(text, changes, by=COMMAND_LINE)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[VerifiedChanges]:
    open_data_dir(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        yield VerifiedChanges(
            book=SqlVerifiedBook(database), audit=SqlAudit(database), clock=SystemClock()
        )
