"""Read a shop's sources into the index, and ask every need of it, in a process of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from assistant.app.commands.coverage_survey import survey
from assistant.app.compose.search.shop_index import build_index, commanded_paths, site_addresses
from assistant.app.compose.services.house_engine import open_house_engine
from assistant.app.compose.shop_profile import spoken_languages
from assistant.app.processes.expected_errors import find_expected
from assistant.app.processes.system_reading import SystemReading, read_system
from assistant.console.insights.kept_coverage import keep_report
from assistant.console.setup.shop_sources import ReadingReport, ShopSources, UnreadPart
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.types import BadRow
from retrieval.index.version_writer import IndexProgress

_SHOWN = 200  # unread parts


async def read_sources(settings: Settings) -> None:
    """Read the files and addresses that people named, beside those of the command line."""
    sources = ShopSources(settings.data_dir)
    sources.tell(ReadingReport(state="reading"))
    system = SystemReading()
    try:
        system = await read_system(settings, sources)
        done = await asyncio.to_thread(_index, settings, sources, system)
        await _ask(settings, sources, done)
    except Exception as error:
        expected = find_expected(error)
        why = str(expected) if expected else type(error).__name__
        unread, more = _unread(sources, system, getattr(expected, "bad_rows", ()))
        sources.tell(ReadingReport(state="failed", why=why, unread=unread, more=more))
        if expected is None:
            raise


def _index(settings: Settings, sources: ShopSources, system: SystemReading) -> ReadingReport:
    def progress(now: IndexProgress) -> None:
        sources.tell(ReadingReport(state="reading", items=now.items, passages=now.passages))

    files = [*([system.file] if system.file else []), *sources.files()]
    named = [*map(str, files), *site_addresses(settings, sources.addresses())]
    made = build_index(settings, commanded_paths(settings), named=named, progress=progress)
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


async def _ask(settings: Settings, sources: ShopSources, done: ReadingReport) -> None:
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
