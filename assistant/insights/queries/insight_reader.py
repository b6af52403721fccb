"""Answer the pages: numbers with intervals, and no number of too few customers.

Every method may raise `NoBuildError`, and those that read insights or topics' names
`LogUnavailableError`. Queries run in a thread.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import QualityName
from assistant.insights.insight import (
    LEAST_CUSTOMERS,
    Finding,
    Insight,
    InsightId,
    Kind,
    Status,
    Subject,
    Window,
)
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.builds import Builds
from assistant.insights.lake.lake import Lake, Lakes, Tables
from assistant.insights.ports import InsightBook, TopicEdit, merges
from assistant.insights.queries import (
    figure_queries,
    product_query,
    quality_query,
    report_query,
    topic_query,
)
from assistant.insights.queries.insight_views import (
    AnalysedMessage,
    AspectLine,
    BuildStatus,
    Facets,
    FigureFilter,
    Lines,
    Overview,
    Point,
    ProductView,
    Quote,
    TopicLine,
    Totals,
)
from assistant.insights.queries.quality_views import (
    CheckDetail,
    CheckedPlace,
    QualityReport,
    Scorecard,
)
from assistant.insights.queries.report_views import AssistantReport
from assistant.insights.queries.written_words import written_words
from assistant.insights.topics.topic_set import TextTopic

T = TypeVar("T")

NEW_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightReader:
    """Read the insights, and the numbers behind them."""

    book: InsightBook
    lakes: Lakes

    async def insights(
        self,
        *,
        kinds: Collection[Kind] = (),
        statuses: Collection[Status] = (),
        product_id: str = "",
        owner: str = "",
        found_last: bool = False,
    ) -> list[Insight]:
        """Return insights, the highest score first; `found_last`: only those the last build found.

        Empty collections and words match every insight.
        """
        every = await self.book.all()
        last = _last_day(every, await self.built()) if found_last else None
        return [
            one
            for one in every
            if (not kinds or one.finding.kind in kinds)
            and (not statuses or one.status in statuses)
            and (not product_id or product_id in one.finding.products)
            and (not owner or one.owner == owner)
            and (not found_last or one.last_seen == last)
        ]

    async def last_day(self) -> date | None:
        """Return the last day that findings look at; None if nothing was built or found."""
        return _last_day(await self.book.all(), await self.built())

    async def insight(self, insight_id: InsightId) -> Insight:
        """Return an insight by its id.

        Raises:
            UnknownInsightError: there is no such insight.
        """
        return await self.book.get(insight_id)

    async def overview(self, window: Window, *, narrowed: FigureFilter | None = None) -> Overview:
        """Return the changes and the work to do; `narrowed` narrows the totals to some texts."""
        totals = await self.totals(narrowed or FigureFilter(window=window))
        then = Window.before(window.since, days=window.days)
        before = await self.totals(replace(narrowed or FigureFilter(window=window), window=then))
        every, built = await self.book.all(), await self.built()
        last = _last_day(every, built)
        opened = [one for one in every if one.last_seen == last and one.status is Status.OPEN]
        fresh = last - timedelta(days=NEW_DAYS) if last else None
        measured = [one for one in every if one.status is Status.MEASURED]
        return Overview(
            totals=totals,
            before=before,
            new=tuple(one for one in opened if fresh and one.first_seen > fresh),
            open=tuple(opened),
            in_hand=tuple(one for one in every if one.status is Status.ACCEPTED),
            measured=tuple(sorted(measured, key=lambda one: one.moves[-1].at, reverse=True)),
            built_at=built.at,
            last_day=last,
        )

    async def totals(self, filter_: FigureFilter) -> Totals:
        """Return the totals of a window."""
        return await self._ask(
            lambda lake, tables: figure_queries.totals(
                lake, tables.where(**filter_.equal()), filter_.window
            )
        )

    async def lines(
        self, kind: Kind, filter_: FigureFilter, *, least: int = LEAST_CUSTOMERS
    ) -> Lines:
        """Return a type's numbers for every subject, whether it qualifies as an insight or not."""
        return await self._ask(
            lambda lake, tables: figure_queries.lines(
                lake,
                tables.where(**filter_.equal()),
                TYPES[kind].ratio,
                filter_.window,
                whole=tables if filter_.is_narrowed else None,
                least=least,
            )
        )

    async def facets(self) -> Facets:
        """Return the products, categories and languages that figures can be narrowed to."""
        return await self._ask(figure_queries.facets)

    async def series(self, kind: Kind, subject: Subject, filter_: FigureFilter) -> list[Point]:
        """Return the weeks of one subject that end where the window does, the oldest first."""
        return await self._ask(
            lambda lake, tables: figure_queries.series(
                lake,
                tables.where(**filter_.equal()),
                TYPES[kind].ratio,
                subject,
                filter_.window,
            )
        )

    async def topics(self, filter_: FigureFilter, *, language: str = "fr") -> list[TopicLine]:
        """Return topics, most conversations first, with their names in `language`."""
        edits = await self.book.topic_edits()
        return await self._ask(
            lambda lake, tables: topic_query.topic_lines(
                lake,
                tables.where(**filter_.equal()),
                filter_.window,
                edits,
                language,
                whole=tables if filter_.is_narrowed else None,
            )
        )

    async def topic_names(self, *, language: str = "fr") -> dict[str, str]:
        """Return every topic's name."""
        edits = await self.book.topic_edits()
        return await self._ask(lambda lake, _: topic_query.names(lake.build, edits, language))

    async def written_words(self) -> dict[str, str]:
        """Return the usual spelling of each thing that enough customers looked for in vain."""
        return await self._ask(written_words)

    async def aspects(self, filter_: FigureFilter) -> list[AspectLine]:
        """Return aspects, most conversations first."""
        return await self._ask(
            lambda lake, tables: figure_queries.aspects(
                lake, tables.where(**filter_.equal()), filter_.window
            )
        )

    async def products(self, filter_: FigureFilter) -> Lines:
        """Return how many customers talk of each product."""
        return await self._ask(
            lambda lake, tables: product_query.products(
                lake,
                tables.where(**filter_.equal()),
                filter_.window,
                whole=tables if filter_.is_narrowed else None,
            )
        )

    async def product(
        self, product_id: str, filter_: FigureFilter, *, language: str = "fr"
    ) -> ProductView:
        """Return the figures of one product; zeros if nobody spoke of it.

        A product or a category named by the filter is passed over.
        """
        edits = await self.book.topic_edits()
        narrowed = replace(filter_, product_id="", category="")
        insights = await self.insights(product_id=product_id)
        return await self._ask(
            lambda lake, tables: product_query.view(
                lake,
                tables.where(**narrowed.equal()),
                product_id,
                filter_.window,
                whole=tables if narrowed.is_narrowed else None,
                edits=edits,
                language=language,
                insights=tuple(insights),
            )
        )

    async def report(
        self, window: Window, *, zone: tzinfo, least: int = LEAST_CUSTOMERS
    ) -> AssistantReport:
        """Return the report on the assistant's work in a window, by the clock of `zone`."""
        return await self._ask(
            lambda lake, tables: report_query.report(lake, tables, window, zone=zone, least=least)
        )

    async def scorecards(
        self,
        window: Window,
        *,
        built_at: datetime,
        least: int = LEAST_CUSTOMERS,
        off: Collection[QualityName] = (),
    ) -> QualityReport:
        """Return the checks of quality in a window; those that are `off` are left out."""
        return await self._ask(
            lambda lake, tables: quality_query.scorecards(
                lake, tables, window, built_at=built_at, least=least, off=off
            )
        )

    async def check_detail(
        self, window: Window, name: QualityName, *, built_at: datetime
    ) -> CheckDetail:
        """Return the figures of one check of quality, and the newest visits that fail it."""
        return await self._ask(
            lambda lake, tables: quality_query.check_detail(
                lake, tables, window, name, built_at=built_at
            )
        )

    async def agents_own(
        self, window: Window, agent_id: str, *, built_at: datetime, off: Collection[QualityName]
    ) -> tuple[Scorecard, tuple[CheckedPlace, ...]]:
        """Return the checks of an agent's own work, and the visits that fail them."""
        return await self._ask(
            lambda lake, tables: quality_query.agents_own(
                lake, tables, window, agent_id, built_at=built_at, off=off
            )
        )

    async def quality_samples(
        self, window: Window, *, built_at: datetime, most: int
    ) -> tuple[CheckedPlace, ...]:
        """Return visits whose checks people may judge, the unsure ones first."""
        return await self._ask(
            lambda lake, tables: quality_query.sample_rows(
                lake, tables, window, built_at=built_at, most=most
            )
        )

    async def checked_place(
        self, named: CheckedPlace, *, built_at: datetime
    ) -> CheckedPlace | None:
        """Return a visit's check as it stands in the build; None: it does not."""
        return await self._ask(
            lambda lake, tables: quality_query.find_place(lake, tables, named, built_at=built_at)
        )

    async def quotes(self, message_ids: Sequence[str]) -> list[Quote]:
        """Return the texts of messages, in the order of their ids; erased ones are missing."""
        return await self._ask(
            lambda lake, tables: figure_queries.quotes(lake, tables, message_ids)
        )

    async def behind(self, finding: Finding, *, limit: int = 50, skip: int = 0) -> list[Quote]:
        """Return a finding's messages, the newest first; none if it has too few customers."""
        return await self._ask(
            lambda lake, tables: figure_queries.behind(
                lake,
                tables,
                finding.kind,
                finding.subject,
                window=finding.window,
                limit=limit,
                skip=skip,
            )
        )

    async def behind_line(
        self, kind: Kind, subject: Subject, filter_: FigureFilter, *, limit: int = 50, skip: int = 0
    ) -> list[Quote]:
        """Return a line's messages, the newest first; none if it has too few customers."""
        return await self._ask(
            lambda lake, tables: figure_queries.behind(
                lake,
                tables.where(**filter_.equal()),
                kind,
                subject,
                window=filter_.window,
                limit=limit,
                skip=skip,
            )
        )

    async def conversation(self, conversation_key: str) -> list[AnalysedMessage]:
        """Return the customer's redacted messages, the oldest first; empty if none is known."""
        return await self._ask(
            lambda lake, tables: figure_queries.conversation(lake, tables, conversation_key)
        )

    async def topic_edits(self) -> Sequence[TopicEdit]:
        """Return people's changes of topics."""
        return await self.book.topic_edits()

    async def topic_set(self) -> tuple[TextTopic, ...]:
        """Return the topics as the build found them."""
        return await self._ask(lambda lake, _: topic_query.load(lake.build).topics)

    async def built(self) -> BuildStatus:
        """Return the status of the current build."""
        return await asyncio.to_thread(self._built)

    def build_number(self) -> int:
        """Return the current build's number; 0 if there is no build."""
        return Builds(self.lakes.root).number()

    def _built(self) -> BuildStatus:
        builds = Builds(self.lakes.root)
        return BuildStatus(at=_built_at(builds), is_building=builds.is_building())

    async def _ask(self, query: Callable[[Lake, Tables], T]) -> T:
        tables = Tables.with_topics_merged(merges(await self.book.topic_edits()))
        return await asyncio.to_thread(self._run, query, tables)

    def _run(self, query: Callable[[Lake, Tables], T], tables: Tables) -> T:
        lake = self.lakes.current()
        try:
            return query(lake, tables)
        except Exception:
            newer = self.lakes.current()
            if newer is lake:
                raise
            return query(newer, tables)  # a build took its place, and its files with it


def _built_at(builds: Builds) -> datetime | None:
    try:
        state = builds.state()
    except NoBuildError:
        return None
    return datetime.fromisoformat(state.built_at) if state.built_at else None


def _last_day(every: Sequence[Insight], built: BuildStatus) -> date | None:
    """Return the build's day, or the last day that something was found on.

    A build that found nothing moves no insight, and a build without news leaves the day of the
    build
    before.
    """
    days = [one.last_seen for one in every] + ([built.at.date()] if built.at else [])
    return max(days, default=None)
