"""Index with progress shown and a summary printed, for `comptoir index` and `comptoir demo`."""

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.progress import Progress as Bars
from rich.progress import TaskID

from assistant.app.cli.terminal import SetupLines, console, progress
from assistant.app.compose.search.shop_index import IndexReport, NothingToIndexError, build_index
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.types import BadRow
from retrieval.index.version_writer import IndexProgress

SHOWN_BAD_ROWS = 50  # more scroll the summary away; --bad-rows writes them all


def build(settings: Settings, paths: Sequence[str | Path]) -> IndexReport:
    """Index with a progress bar and print a summary.

    Raises:
        NothingToIndexError: nothing could be read; what could not is printed.
    """
    try:
        with progress() as bars:
            shown = _IndexBars(bars)
            report = build_index(settings, paths, progress=shown.indexing, setting_up=SetupLines())
    except NothingToIndexError as error:
        _name(error.bad_rows)
        raise
    _name(report.bad_rows)
    _summarise(report)
    return report


class _IndexBars:
    """Show a bar of the index, made when indexing begins."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._index: TaskID | None = None

    def indexing(self, now: IndexProgress) -> None:
        if self._index is None:
            self._index = self._bars.add_task("Indexing", total=now.total)
        said = "Finishing" if now.finishing else "Indexing" if now.total else "Reading"
        self._bars.update(self._index, total=now.total, completed=now.items, description=said)


def _name(bad_rows: Sequence[BadRow]) -> None:
    for row in bad_rows[:SHOWN_BAD_ROWS]:
        place = f"{row.file}:{row.line}" if row.line else row.file
        console.print(f"[yellow]{escape(place)}[/]: {escape(row.reason)}", soft_wrap=True)
    if len(bad_rows) > SHOWN_BAD_ROWS:
        console.print(f"[yellow]... and {len(bad_rows) - SHOWN_BAD_ROWS} more[/]")


def _summarise(report: IndexReport) -> None:
    rate = report.passages / report.seconds if report.seconds else 0
    console.print(
        f"{report.products} products and {report.documents} documents, {report.passages} passages "
        f"({report.encoded} new, {report.merged} duplicates merged) in {report.seconds:.1f} s, "
        f"{rate:,.0f}/s"
    )
    if report.bad_rows:
        console.print(f"[yellow]{len(report.bad_rows)} could not be read; the rest is indexed.[/]")
    if not report.changed:
        console.print("Nothing changed: the index stays as it was.")
