"""Read a shop's sources into the index, and ask every need of it, in a process of its own."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assistant.app.commands.coverage_survey import survey
from assistant.app.compose.search.indexed_paths import commanded_paths
from assistant.app.compose.search.shop_index import build_index
from assistant.app.compose.services.house_engine import open_house_engine
from assistant.app.compose.shop_profile import spoken_languages
from assistant.app.processes.expected_errors import find_expected
from assistant.app.processes.system_reading import SystemReading, read_system
from assistant.console.insights.kept_coverage import keep_report
from assistant.console.knowledge.source_ledger import read_ledger
from assistant.console.setup.shop_sources import ReadingReport, ShopSources, UnreadPart
from assistant.console.setup.source_marks import SourceMarks, is_wanted
from assistant.console.setup.source_schedules import ReadingOutcome, SourceSchedules
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.pages.web_fetch import is_address
from retrieval.catalogue.types import BadRow
from retrieval.index.version_writer import IndexProgress

_SHOWN = 200  # unread parts


async def read_sources(settings: Settings) -> None:
    """Read the files and addresses that people named, beside those of the command line.

    Addresses and the shop system are asked if that is wanted, or if they never were; else what they
    gave last is read.
    """
    sources, marks = ShopSources(settings.data_dir), SourceMarks(settings.data_dir)
    wanted, started = marks.wanted(), datetime.now(UTC)
    sources.tell(ReadingReport(state="reading"))
    system = SystemReading()
    try:
        system = await read_system(settings, sources, wanted)
        done = await asyncio.to_thread(_index, settings, sources, system, wanted)
        await asyncio.to_thread(_settle, settings, system, wanted, started)
    except Exception as error:
        expected = find_expected(error)
        why = str(expected) if expected else type(error).__name__
        await asyncio.to_thread(_settle, settings, system, wanted, started, why=why)
        unread, more = _unread(sources, system, getattr(expected, "bad_rows", ()))
        sources.tell(ReadingReport(state="failed", why=why, unread=unread, more=more))
        if expected is None:
            raise
    else:
        await _ask_needs(settings, sources, done)


def _index(
    settings: Settings, sources: ShopSources, system: SystemReading, wanted: Collection[str]
) -> ReadingReport:
    most = 0  # items are counted as they are read, and again as they are indexed

    def progress(now: IndexProgress) -> None:
        nonlocal most
        most = max(most, now.items)
        sources.tell(ReadingReport(state="reading", items=most, passages=now.passages))

    files = [*([system.file] if system.file else []), *sources.files()]
    off = SourceMarks(settings.data_dir).off()
    named = [one for one in (*map(str, files), *sources.addresses()) if one not in off]
    made = build_index(
        settings, commanded_paths(settings), named=named, anew=wanted, progress=progress
    )
    unread, more = _unread(sources, system, made.bad_rows)
    return ReadingReport(
        state="asking",
        items=made.products + made.documents,
        products=made.products,
        documents=made.documents,
        passages=made.passages,
        unread=unread,
        more=more,
    )


def _settle(
    settings: Settings,
    system: SystemReading,
    wanted: Collection[str],
    started: datetime,
    *,
    why: str = "",
) -> None:
    """Remove the marks of the sources that were wanted, and keep the outcome of those asked.

    `why` nothing was indexed; "": it was.
    """
    SourceMarks(settings.data_dir).done_with(wanted)
    schedules = SourceSchedules(settings.data_dir)
    for one in read_ledger(settings.data_dir).sources:
        is_new = one.read_at >= started
        if is_address(one.origin) and not one.is_off and (is_new or is_wanted(one.origin, wanted)):
            said = "" if is_new else why or next((part.reason for part in one.unread[-1:]), "")
            schedules.tell(one.origin, ReadingOutcome(at=started, why=said))
    if system.asked is not None:
        schedules.tell(system.asked, ReadingOutcome(at=started, why=why or system.silent))


async def _ask_needs(settings: Settings, sources: ShopSources, done: ReadingReport) -> None:
    """Ask the needs of every customer, so that people can judge the answers."""
    sources.tell(done)
    languages = spoken_languages(settings.shop)

    def progress(language: str, asked: int, of: int) -> None:
        before = of * languages.index(language)  # type: ignore[arg-type]  # one of them
        sources.tell(replace(done, asked=before + asked, of=of * len(languages)))

    async with open_house_engine(settings) as engine:
        keep_report(settings.data_dir, await survey(engine, languages, progress))
    sources.tell(replace(done, state="done"))


def _unread(
    sources: ShopSources, system: SystemReading, rows: Sequence[BadRow]
) -> tuple[tuple[UnreadPart, ...], int]:
    every = [*system.unread, *rows]
    shown = tuple(_part(one, sources, system) for one in every[:_SHOWN])
    return shown, max(0, len(every) - _SHOWN)


def _part(row: BadRow, sources: ShopSources, system: SystemReading) -> UnreadPart:
    """Return a part by the names that people know: lines are those of files of their own."""
    if row.file == str(system.file):
        return UnreadPart(file=system.name, line=None, reason=row.reason)
    mine = f"{sources.folder}/"
    return UnreadPart(file=row.file.removeprefix(mine), line=row.line, reason=row.reason)
