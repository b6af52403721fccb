"""Assemble the reading and the making of insights, for commands, the round and the pages."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.app.compose.local_installation import SystemClock
from assistant.insights.analysis_rows import ExposureRow
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.lake.lake import Lakes
from assistant.insights.ports import Exposures, Imports, InsightBook, Projection
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.rounds.build_sources import Sources
from assistant.insights.rounds.builder import Builder
from assistant.insights.rounds.learning_round import LearningRound
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from assistant.ports import EventLog
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.insights.insight_book import SqlInsightBook


@dataclass(frozen=True, slots=True, kw_only=True)
class NoExposures:
    """Give no exposures: rates are of conversations alone."""

    def rows(self) -> Iterable[ExposureRow]:
        return ()


def assemble_reading(settings: Settings, database: Database) -> tuple[InsightReader, InsightSteps]:
    """Assemble the reader of insights and their steps for pages; the caller closes `reading.lakes`.

    Nothing follows from its moves: see `assistant.app.compose.insight_moves`.
    """
    lakes = Lakes(root=settings.insights_folder, url=settings.insights.url)
    book = SqlInsightBook(database)
    acting = InsightSteps(book=book, lakes=lakes, clock=SystemClock())
    return InsightReader(book=book, lakes=lakes), acting


def assemble_learning(
    *,
    root: Path,
    url: str = "",
    log: EventLog,
    book: InsightBook,
    projection: Projection,
    imports: Imports,
    exposures: Exposures,
    dimensions: int,
) -> LearningRound:
    """Assemble the round that builds rows and finds insights."""
    lakes, clock = Lakes(root=root, url=url), SystemClock()
    return LearningRound(
        builder=Builder(
            sources=Sources(log=log, imports=imports, projection=projection),
            exposures=exposures,
            lakes=lakes,
            clock=clock,
            dimensions=dimensions,
        ),
        book=book,
        acting=InsightSteps(book=book, lakes=lakes, clock=clock),
    )


@asynccontextmanager
async def open_learning(settings: Settings) -> AsyncIterator[LearningRound]:
    """Open the round that builds rows and finds insights, until the block ends.

    Raises:
        LogUnavailableError: no database answers.
        NoIndexError: nothing was indexed yet.
        EncoderError: the encoder cannot be loaded.
    """
    from assistant.app.compose.insight_sources import open_sources  # noqa: PLC0415  # half a second

    make_private(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        opened = open_sources(settings)
        learning = assemble_learning(
            root=settings.insights_folder,
            url=settings.insights.url,
            log=SqlEventLog(database),
            book=SqlInsightBook(database),
            projection=opened.projection,
            imports=opened.imports,
            exposures=opened.exposures,
            dimensions=opened.dimensions,
        )
        try:
            yield learning
        finally:
            learning.builder.lakes.close()
