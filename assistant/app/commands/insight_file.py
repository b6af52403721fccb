"""Build insights from one file of texts, and keep nothing: `comptoir insights build --messages`."""

import tempfile
from datetime import timedelta
from pathlib import Path

from assistant.app.commands.insight_report import FileReport, contents, per_message
from assistant.app.compose.insight_assembly import NoExposures, assemble_learning
from assistant.app.compose.insight_sources import open_file_sources
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.rounds.build_sources import Progress
from assistant.kit.settings.settings import Settings
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.insight_book import MemoryInsightBook


async def look_at(
    settings: Settings, path: Path, *, each: bool, language: str, progress: Progress
) -> FileReport:
    """Build rows of a file in a temporary folder, and return their report.

    `each` adds every message's aspects.

    Raises:
        ImportFileError: a line cannot be read.
        EncoderError: the encoder cannot be loaded.
    """
    opened = open_file_sources(settings, path)
    with tempfile.TemporaryDirectory(prefix="comptoir-insights-") as folder:
        learning = assemble_learning(
            root=Path(folder),
            log=MemoryEventLog(),
            book=MemoryInsightBook(),
            projection=opened.projection,
            imports=opened.imports,
            exposures=NoExposures(),
            dimensions=opened.dimensions,
        )
        try:
            built = await learning.builder.build(progress=progress)
            lake = learning.builder.lakes.current()
            window = whole_window(lake)
            learned = await learning.learn(until=window.until, progress=progress)
            return FileReport(
                messages=built.messages,
                window=window,
                found=learned.found,
                contents=contents(lake, window, language=language),
                each=tuple(per_message(lake)) if each else (),
            )
        finally:
            learning.builder.lakes.close()


def whole_window(lake: Lake) -> Window:
    """Return the days from the first text to the last."""
    messages = Tables().messages
    [row] = lake.rows(messages.agg(first=messages.day.min(), last=messages.day.max()))
    return Window(since=row["first"], until=row["last"] + timedelta(days=1))
