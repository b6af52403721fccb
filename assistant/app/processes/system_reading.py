"""Read the products and pages of the shop system into a file, to be indexed with the others."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from assistant.app.compose.search.shop_reading import ALL_ANEW, KEPT
from assistant.app.compose.shops.connected_catalogue import open_catalogue
from assistant.app.compose.shops.shopify_shop import ShopifySettingsError
from assistant.commerce.ports import PAGES_AWAY, ShopUnavailableError
from assistant.console.setup.shop_connection import system_name
from assistant.console.setup.shop_sources import ReadingReport, ShopSources, UnreadPart
from assistant.console.setup.source_marks import SourceMarks, is_wanted
from assistant.kit.settings.settings import SettingError, Settings
from retrieval.catalogue.types import BadRow

_EVERY = 20  # records between two reports
_NOTHING = "it gives no product and no page: publish some"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemReading:
    """Hold the file of a shop system, and the reasons why parts of it are not there."""

    name: str = ""
    file: Path | None = None  # None: no system is connected, or it never gave anything
    unread: tuple[BadRow, ...] = ()
    asked: str | None = None  # the file's path, as a source; None: it was not asked this time
    silent: str = ""  # why it gave nothing


async def read_system(
    settings: Settings, sources: ShopSources, wanted: Collection[str] = ALL_ANEW
) -> SystemReading:
    """Read the connected shop system anew if that is wanted, or if it never was read.

    Else, and where it does not answer, its last file stays.
    """
    name = system_name(settings)
    await asyncio.to_thread(sources.drop_systems, but=name)
    if not name:
        return SystemReading()
    file = sources.system_file(name)
    is_off = str(file) in await asyncio.to_thread(SourceMarks(settings.data_dir).off)
    is_kept = await asyncio.to_thread(file.exists)
    if is_off or (is_kept and not is_wanted(str(file), wanted)):
        kept = file if is_kept else None
        return SystemReading(name=name, file=kept, unread=await _kept_unread(sources, name))
    reading = await _ask(settings, sources, name)
    parts = [UnreadPart(file=name, line=None, reason=one.reason) for one in reading.unread]
    await asyncio.to_thread(sources.keep_system_unread, name, parts)
    return replace(reading, asked=str(file))


async def _kept_unread(sources: ShopSources, name: str) -> tuple[BadRow, ...]:
    """Return the parts that the last reading of a shop system left out, with the reasons."""
    parts = await asyncio.to_thread(sources.system_unread, name)
    return tuple(BadRow(file=name, line=None, reason=one.reason) for one in parts)


async def _ask(settings: Settings, sources: ShopSources, name: str) -> SystemReading:
    """Ask a shop system for everything."""
    file = sources.system_file(name)
    try:
        unread = await _fetch(settings, sources, name)
    except (ShopUnavailableError, ShopifySettingsError, SettingError) as error:
        is_there = await asyncio.to_thread(file.exists)
        reason = f"{error} {KEPT}" if is_there else str(error)
        row = BadRow(file=name, line=None, reason=reason)
        return SystemReading(
            name=name, file=file if is_there else None, unread=(row,), silent=reason
        )
    is_there = await asyncio.to_thread(file.exists)
    return SystemReading(name=name, file=file if is_there else None, unread=tuple(unread))


async def _fetch(settings: Settings, sources: ShopSources, name: str) -> list[BadRow]:
    """Write all records of the shop system into its file; return those that are left out."""
    lines: list[bytes] = []
    unread: list[BadRow] = []
    items = 0
    async with open_catalogue(settings) as catalogue:
        assert catalogue is not None  # noqa: S101 - a system that has a name
        async for one in catalogue.read():
            if isinstance(one, BadRow):
                unread.append(one)
                continue
            lines.append(orjson.dumps(one))
            items += "id" in one
            if items % _EVERY == 0:
                report = ReadingReport(state="reading", items=items)
                await asyncio.to_thread(sources.tell, report)
    if not items:
        unread.append(BadRow(file=name, line=None, reason=_NOTHING))
        return unread
    if any(one.reason.startswith(PAGES_AWAY) for one in unread):
        known = {_id(line) for line in lines}
        before = await asyncio.to_thread(_pages_before, sources.system_file(name))
        lines += [line for line in before if _id(line) not in known]
    await asyncio.to_thread(sources.keep_system, name, b"\n".join(lines))
    return unread


def _pages_before(file: Path) -> list[bytes]:
    """Return the records in the file of the last reading that have a text: its pages."""
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [line for line in lines if "text" in orjson.loads(line)]


def _id(line: bytes) -> str:
    return str(orjson.loads(line).get("id", ""))
