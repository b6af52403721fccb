"""Fill an installation with the rows of many customers: messages, offers, consents."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from assistant.operations.goodwill.offers.offer_terms import OfferOccasion, OfferPlan
from assistant.operations.goodwill.offers.ports import OfferState
from assistant.outreach.consent_imports.consent_file import MOST_ROWS
from assistant.outreach.consent_imports.import_file import FileState, ImportFile
from assistant.outreach.triggers.trigger import TriggerName
from integrations.stores.sql.database import Database
from integrations.stores.sql.operations import outreach_tables as tables
from integrations.stores.sql.operations.import_file_book import SqlImportFiles
from integrations.stores.sql.operations.offer_book import SqlOfferBook
from integrations.stores.sql.operations.offer_tables import offers as sent_offers
from tests.support.seeds.offer_seeds import plan

_STATES = (("written", ""), ("held_out", ""), ("refused", "no_consent"), ("refused", "opted_out"))
_EFFECTS = ("", "", "", "contacted", "ordered", "contacted ordered", "ordered returned", "stopped")
_GIVEN = (OfferState.GIVEN, OfferState.GIVEN, OfferState.GIVEN, OfferState.HELD_OUT)
_IMPORTED = ("taken", "taken", "taken", "stopped", "waiting")

Cells = tuple[str | int | None, ...]


def fill(database: Path, customers: int, now: datetime) -> None:
    """Write the rows of that many customers."""
    with sqlite3.connect(database) as connection:
        connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -800000")
        for table, rows in (
            (tables.intents, intents(customers, now)),
            (tables.outcomes, outcomes(customers, now)),
            (sent_offers, offers(customers, now)),
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


def offers(customers: int, now: datetime) -> Iterator[Cells]:
    """Yield an offer for each customer, a tenth of them with a second one; the newest are open."""
    occasions = tuple(OfferOccasion)
    adapter = TypeAdapter(OfferPlan)
    for number in range(customers):
        nobody = number - 1 if number % 10 == 1 else number
        state = _GIVEN[nobody % 4]
        at = now - timedelta(days=700 * (customers - number) / customers)
        ends = at.date() + timedelta(days=14)
        occasion = occasions[nobody % len(occasions)]
        if number % 10_000 == 0:
            text = adapter.dump_json(replace(plan(number), at=at, ends_on=ends)).decode()
        known = ends < now.date() - timedelta(days=30)
        paid = 4_000 * (number % 9 == 0) if known else None
        yield (
            *(f"{number:032x}", f"cause-{number}", f"c-{number}", f"customer-{nobody}"),
            *(occasion, state, at.date().isoformat(), "EUR", 500, ends.isoformat(), text),
            *(_written(at), _written(at), int(paid > 0) if paid is not None else None),
            *(paid, paid and paid // 3, number % 3 == 0 if known else None, _written(at), 20, None),
        )


def imports(customers: int, now: datetime) -> Iterator[Cells]:
    """Yield a consent that was given elsewhere for each customer."""
    at = _written(now)
    for number in range(customers):
        state = _IMPORTED[number % len(_IMPORTED)]
        talk = "" if state == "waiting" else f"c-{number}"
        given = (f"336{number:08}", "service", "whatsapp", at, None, "till", "2025-1", "form 17")
        file_id = f"{number // MOST_ROWS:032x}"
        yield (f"import-{number}", *given, state, talk, at, "ops", file_id)


async def sum_up_offers(database: Database) -> None:
    """Keep the sums of the offers' sides, as the round of offers does in the long run."""
    book = SqlOfferBook(database, bytes(32))
    while await book.sum_up(limit=30_000):
        pass


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
