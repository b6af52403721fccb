"""Make the pages: query figures, draw them, and render. Loaded with the first page only.

Every method may raise `NoBuildError` and `LogUnavailableError`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Any

from assistant.console.conversations.console_pages import Chrome, Pages
from assistant.console.insights import insight_edits
from assistant.console.insights.charts import (
    OF_PRODUCTS,
    SECTIONS,
    SHOWN,
    draw_series,
    draw_table,
    draw_topics,
)
from assistant.console.insights.page_renderer import PageContext, PageRenderer
from assistant.console.insights.page_requests import (
    Choices,
    MoveForm,
    PageQuery,
    TopicForm,
    known,
    narrow,
    path_of,
)
from assistant.console.insights.table_export import ExportedFile, Format, export
from assistant.console.insights.week_digest import write_digest
from assistant.conversation.message import Language
from assistant.conversation.people import Agent
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.drafting.draft_changes import Drafting
from assistant.insights.insight import (
    LEAST_CUSTOMERS,
    Insight,
    InsightId,
    Kind,
    Owner,
    Status,
    Subject,
    Unit,
    Window,
)
from assistant.insights.insight_steps import QUIET_WEEKS, InsightSteps
from assistant.insights.ports import UnknownInsightError
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.insight_views import BuildStatus, Facets, FigureFilter
from assistant.insights.queries.suppression import EXPORTED_CUSTOMERS
from assistant.insights.wording.insight_wording import Names, label, sentence
from assistant.insights.wording.texts import say
from assistant.ports import Clock

_QUOTES = 50  # messages on a page
_FIRST = 10  # beside other things
_NOTHING = Facets(products=(), categories=(), languages=())
_NO_NAMES = Names(products={}, topics={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Make the pages of insights."""

    reading: InsightReader
    acting: InsightSteps
    pages: Pages
    clock: Clock
    product_names: Callable[[Language], Awaitable[Mapping[str, str]]]
    drafting: Drafting
    shop: str = ""  # its name
    built: BuildStatus | None = None  # for the page that is made, read once; so are the facets
    facets: Facets | None = None

    async def overview(self, chrome: Chrome, asked: PageQuery) -> str:
        """Return the page of changes and open tasks."""
        filter_ = self._filter(asked)
        overview = await self.reading.overview(filter_.window, narrowed=filter_)
        if asked.product:
            overview = replace(
                overview,
                new=_of_product(overview.new, asked.product),
                open=_of_product(overview.open, asked.product),
                in_hand=_of_product(overview.in_hand, asked.product),
                measured=_of_product(overview.measured, asked.product),
            )
        return await self._page(
            "overview",
            chrome,
            asked,
            overview=overview,
            few_now=0 < overview.totals.customers < LEAST_CUSTOMERS,
            few_before=0 < overview.before.customers < LEAST_CUSTOMERS,
            known=[one for one in overview.open if one not in overview.new],
            quotes=await self._quotes([*overview.new, *overview.open, *overview.in_hand]),
        )

    async def section(self, name: str, chrome: Chrome, asked: PageQuery) -> str:
        """Return the tables of a section of `SECTIONS`."""
        tables = await self._tables(SECTIONS[name], chrome.language, asked)
        return await self._page("section", chrome, asked, at=name, tables=tables)

    async def products(self, chrome: Chrome, asked: PageQuery) -> str:
        """Return the page of the products that customers talk of, with their defects."""
        lines = await self.reading.products(self._filter(asked))
        tables = await self._tables(OF_PRODUCTS, chrome.language, asked)
        return await self._page("products", chrome, asked, lines=lines, tables=tables)

    async def product(self, chrome: Chrome, asked: PageQuery, product_id: str) -> str:
        """Return the page of a product."""
        names = await self._names(chrome.language)
        asked = replace(asked, product="", category="")
        view = await self.reading.product(product_id, self._filter(asked), language=chrome.language)
        return await self._page(
            "product",
            chrome,
            asked,
            at="products",
            view=view,
            subject=Subject(product_id=product_id),
            title=names.product(product_id),
            weeks=await draw_series(view.weeks, Unit.CONVERSATIONS, chrome.language),
            quotes=await self._quotes(view.insights),
        )

    async def topics(self, chrome: Chrome, asked: PageQuery) -> str:
        """Return the page of customers' topics and their changes."""
        lines = await self.reading.topics(self._filter(asked), language=chrome.language)
        chart = await draw_topics(lines, chrome.language)
        return await self._page("topics", chrome, asked, lines=lines[:SHOWN], drawn=chart)

    async def topic(self, chrome: Chrome, asked: PageQuery, topic_id: str) -> str:
        """Return the page of a topic over time, with the forms to change it."""
        names = await self._names(chrome.language)
        subject = Subject(topic=topic_id)
        points = await self.reading.series(Kind.SPIKE, subject, self._filter(asked))
        edits = {one.topic_id: one for one in await self.reading.topic_edits()}
        return await self._page(
            "topic",
            chrome,
            asked,
            at="topics",
            topic_id=topic_id,
            edit=edits.get(topic_id),
            title=say("page.topic", chrome.language, name=names.topic(topic_id)),
            weeks=await draw_series(points, Unit.CONVERSATIONS, chrome.language),
            subject=subject,
            quotes=await self.reading.behind_line(
                Kind.SPIKE, subject, self._filter(asked), limit=_FIRST
            ),
            others=sorted((name, one) for one, name in names.topics.items() if one != topic_id),
        )

    async def effects(self, chrome: Chrome, asked: PageQuery) -> str:
        """Return the page of insights that are done, with their effect."""
        every = await self.reading.insights()
        done = [one for one in every if one.status in (Status.DONE, Status.MEASURED)]
        return await self._page("effects", chrome, asked, insights=done)

    async def all(self, chrome: Chrome, asked: PageQuery, *, status: str, kind: str) -> str:
        """Return insights of a status, of a type."""
        found = await self.reading.insights(
            kinds=[Kind(kind)] if kind in set(Kind) else (),
            statuses=[Status(status)] if status in set(Status) else (),
            found_last=status == Status.OPEN,  # what does not stand out any more waits for nobody
        )
        return await self._page(
            "all",
            chrome,
            asked,
            at="overview",
            insights=found,
            status=status,
            kind=kind,
            quotes=await self._quotes(found),
        )

    async def insight(
        self, chrome: Chrome, asked: PageQuery, insight_id: InsightId, *, wrong: str = ""
    ) -> str:
        """Return the page of an insight with its history, its figures and its forms."""
        insight = await self.reading.insight(insight_id)
        names = await self._names(chrome.language)
        finding = insight.finding
        points = await self.reading.series(
            finding.kind, finding.subject, self._filter(PageQuery(days=90))
        )
        return await self._page(
            "insight",
            chrome,
            asked,
            at="overview",
            insight=insight,
            is_over=insight.last_seen != await self.reading.last_day(),
            title=sentence(finding.kind, finding.subject, names, chrome.language),
            weeks=await draw_series(points, finding.measure.unit, chrome.language),
            quotes=await self._quotes([insight]),
            colleagues=chrome.colleagues,
            owners=list(Owner),
            quiet_weeks=(4, QUIET_WEEKS, 26),
            wrong=wrong,
        )

    async def quotes(
        self, chrome: Chrome, asked: PageQuery, insight_id: InsightId, page: int
    ) -> str:
        """Return the redacted messages behind an insight."""
        insight = await self.reading.insight(insight_id)
        finding, names = insight.finding, await self._names(chrome.language)
        return await self._page(
            "quotes",
            chrome,
            asked,
            at="overview",
            about=sentence(finding.kind, finding.subject, names, chrome.language),
            back=f"/insights/i/{insight_id}",
            quotes=await self.reading.behind(finding, limit=_QUOTES + 1, skip=_QUOTES * page),
            page=page,
            size=_QUOTES,
            url=f"/insights/i/{insight_id}/quotes",
        )

    async def behind(
        self, chrome: Chrome, asked: PageQuery, kind: str, about: Mapping[str, str], page: int
    ) -> str:
        """Return the redacted messages behind a line of a table."""
        if kind not in set(Kind) or not about.keys() <= Subject.__dataclass_fields__.keys():
            raise UnknownInsightError(InsightId(kind))
        kind, subject = Kind(kind), Subject(**about)
        names = await self._names(chrome.language)
        section = next((one for one, kinds in SECTIONS.items() if kind in kinds), "products")
        filter_ = self._filter(asked)
        return await self._page(
            "quotes",
            chrome,
            asked,
            at=section,
            title=say("page.behind", chrome.language),
            about=label(kind, subject, names, chrome.language),
            back=asked.at(path_of(section)),
            quotes=await self.reading.behind_line(
                kind, subject, filter_, limit=_QUOTES + 1, skip=_QUOTES * page
            ),
            page=page,
            size=_QUOTES,
            url=asked.at(f"/insights/behind/{kind}", about),
        )

    async def conversation(self, chrome: Chrome, asked: PageQuery, key: str) -> str:
        """Return a conversation's redacted messages."""
        messages = await self.reading.conversation(key)
        return await self._page("conversation", chrome, asked, at="overview", messages=messages)

    async def make(
        self,
        make: "Callable[[Site, Chrome, PageQuery], Awaitable[str]]",
        chrome: Chrome,
        asked: PageQuery,
    ) -> tuple[bool, str]:
        """Return whether there is such a page, and the page or its replacement."""
        if self.built is None:
            here = replace(self, built=await self.reading.built())
            return await here.make(make, chrome, asked)
        try:
            if self.facets is None and (asked.product or asked.category):
                with_facets = replace(self, facets=await self.reading.facets())
                return await with_facets.make(make, chrome, asked)
            picked = await self._pick(asked, chrome.language)
            if isinstance(picked, Choices):
                return True, await self._page("choose", chrome, asked, choices=picked)
            return True, await make(self, chrome, picked)
        except NoBuildError:
            return True, await self.render("unbuilt", chrome)
        except UnknownInsightError:
            return False, await self.render("unknown", chrome)

    async def move(self, insight_id: str, moved: MoveForm, by: Agent) -> str:
        """Move an insight as a form says; return why not, a name of `act` in the texts, or ""."""
        return await insight_edits.move(self.acting, insight_id, moved, by=by)

    async def make_topic(self, topic_id: str, made: TopicForm) -> None:
        """Name, merge or split a topic."""
        await insight_edits.make_topic(self.acting, topic_id, made)

    async def digest(self, chrome: Chrome, asked: PageQuery) -> str:
        """Return the week's digest as a page."""
        del asked
        overview = await self.reading.overview(self._window(PageQuery(days=7)))
        names = await self._names(chrome.language)
        return write_digest(overview, names, chrome.language, shop=self.shop, url="").html

    async def export(
        self, kind: str, format_: Format, asked: PageQuery, language: Language
    ) -> ExportedFile | None:
        """Return a type's table as a file; None: there is no such type, or nothing was built."""
        if kind not in set(Kind):
            return None
        if self.built is None:
            here = replace(self, built=await self.reading.built())
            return await here.export(kind, format_, asked, language)
        try:
            picked = await self._pick(asked, language)
            if isinstance(picked, Choices):
                return None
            lines = await self.reading.lines(
                Kind(kind), self._filter(picked), least=EXPORTED_CUSTOMERS
            )
        except NoBuildError:
            return None
        names = await self._names(language)
        return await asyncio.to_thread(export, Kind(kind), lines.lines, names, format_)

    async def _pick(self, asked: PageQuery, language: Language) -> PageQuery | Choices:
        """Return the query with ids in place of written names, or the choices for a name."""
        if not asked.product and not asked.category:
            return asked
        facets = self.facets or await self.reading.facets()
        names = known(facets.products, await self.product_names(language))
        return narrow(asked, products=names, categories=facets.categories)

    async def _tables(
        self, kinds: Sequence[Kind], language: Language, asked: PageQuery
    ) -> list[dict[str, Any]]:
        names = await self._names(language)
        return [
            await draw_table(
                kind, await self.reading.lines(kind, self._filter(asked)), names, language
            )
            for kind in kinds
        ]

    async def render(
        self,
        template: str,
        chrome: Chrome,
        *,
        names: Names | None = None,
        **values: Any,  # noqa: ANN401
    ) -> str:
        """Return a page of another module, framed as these are; `values` are the template's."""
        built = self.built or await self.reading.built()
        around = PageContext(names=names or _NO_NAMES, built=built, facets=_NOTHING)
        return PageRenderer(self.pages).render(template, chrome, PageQuery(), around, **values)

    async def _quotes(self, insights: Sequence[Insight]) -> Mapping[str, str]:
        ids = [quote for one in insights for quote in one.finding.quotes]
        return {one.message_id: one.text for one in await self.reading.quotes(ids)} if ids else {}

    async def _names(self, language: Language) -> Names:
        return Names(
            products=await self.product_names(language),
            topics=await self.reading.topic_names(language=language),
            written=await self.reading.written_words(),
        )

    def _window(self, asked: PageQuery) -> Window:
        """Return the days up to the day of the build: the window that findings have."""
        if self.built is None or self.built.at is None:
            raise NoBuildError
        tomorrow = self.built.at.astimezone(UTC).date() + timedelta(days=1)
        return Window.before(tomorrow, days=asked.days)

    def _filter(self, asked: PageQuery) -> FigureFilter:
        return FigureFilter(
            window=self._window(asked),
            product_id=asked.product,
            category=asked.category,
            language=asked.language,
            origin=asked.origin,
        )

    async def _page(
        self,
        template: str,
        chrome: Chrome,
        asked: PageQuery,
        **values: Any,  # noqa: ANN401  # the template's own
    ) -> str:
        around = PageContext(
            names=await self._names(chrome.language),
            built=self.built or await self.reading.built(),
            facets=self.facets or await self.reading.facets(),
        )
        return PageRenderer(self.pages).render(template, chrome, asked, around, **values)


def _of_product(insights: Sequence[Insight], product_id: str) -> tuple[Insight, ...]:
    return tuple(
        one
        for one in insights
        if product_id in (one.finding.subject.product_id, *one.finding.products)
    )
