"""Fill an installation with the rows of many customers: messages, consents."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assistant.outreach.consent_imports.consent_file import MOST_ROWS
from assistant.outreach.consent_imports.import_file import FileState, ImportFile
from assistant.outreach.triggers.trigger import TriggerName
from integrations.stores.sql.database import Database
from integrations.stores.sql.operations import outreach_tables as tables
from integrations.stores.sql.operations.import_file_book import SqlImportFiles

_STATES = (("written", ""), ("held_out", ""), ("refused", "no_consent"), ("refused", "opted_out"))
_EFFECTS = ("", "", "", "contacted", "ordered", "contacted ordered", "ordered returned", "stopped")
_IMPORTED = ("taken", "taken", "taken", "stopped", "waiting")

Cells = tuple[str | int | None, ...]


def fill(database: Path, customers: int, now: datetime) -> None:
    """Write the rows of that many customers."""
    with sqlite3.connect(database) as connection:
        connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -800000")
        for table, rows in (
            (tables.intents, intents(customers, now)),
            (tables.outcomes, outcomes(customers, now)),
            (tables.imports, imports(customers, now)),
        ):
            names, marks = ", ".join(table.c.keys()), ", ".join("?" * len(table.c))
            connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608  # ours


def intents(customers: int, now: datetime) -> Iterator[Cells]:
    """Yield a row of the table of intents for each customer."""
    triggers, at = tuple(TriggerName), _written(now)
    for number in range(customers):
        trigger, (state, reason) = triggers[number % len(triggers)], _STATES[number % 4]
        who = f"customer-{number}"
        ids = (f"{trigger}-{number}", trigger, who, "cause", f"c-{number}")
        yield (*ids, state, reason, at, at, at, at if state == "written" else None, 10)


def outcomes(customers: int, now: datetime) -> Iterator[Cells]:
    """Yield a row of the deeds of each customer."""
    triggers, at = tuple(TriggerName), _written(now)
    for number in range(customers):
        trigger = triggers[number % len(triggers)]
        effects, paid = _EFFECTS[number % len(_EFFECTS)], 4_000 * (number % 9 == 0)
        yield trigger, f"customer-{number}", number % 4 == 1, effects, 10, paid, paid // 3, at


def imports(customers: int, now: datetime) -> Iterator[Cells]:
    """Yield a consent that was given elsewhere for each customer."""
    at = _written(now)
    for number in range(customers):
        state = _IMPORTED[number % len(_IMPORTED)]
        talk = "" if state == "waiting" else f"c-{number}"
        given = (f"336{number:08}", "service", "whatsapp", at, None, "till", "2025-1", "form 17")
        file_id = f"{number // MOST_ROWS:032x}"
        yield (f"import-{number}", *given, state, talk, at, "ops", file_id)


async def keep_files(database: Database, customers: int, now: datetime) -> None:
    """Keep the files that the imported consents came by."""
    files = SqlImportFiles(database, bytes(32))
    for number in range(-(-customers // MOST_ROWS)):
        rows = min(MOST_ROWS, customers - number * MOST_ROWS)
        file = ImportFile(
            file_id=f"{number:032x}",
            state=FileState.IMPORTED,
            at=now,
            by="ops",
            lines=rows + 1,
            rows=rows,
            good=rows,
        )
        await files.add(file)


def _written(at: datetime) -> str:
    """Return a time as the database keeps it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
