"""Makes the pages: asks for figures, draws them, and renders. Loaded with the first page only.

Every method may raise `NoBuildError` and `LogUnavailableError`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any

from assistant.console.pages import Chrome, Pages
from assistant.conversation.message import Language
from assistant.dashboard import figures, moving, people
from assistant.dashboard.asked import RANGES, Asked
from assistant.dashboard.charts import Mark, draw_intervals
from assistant.dashboard.digest import write_digest
from assistant.dashboard.drawing import DRAWN, SHOWN, draw_series, draw_table
from assistant.dashboard.exporting import MEDIA_TYPES, Format, export
from assistant.dashboard.forms import Moved, TopicMade
from assistant.dashboard.texts import say, word
from assistant.dashboard.wording import Names, called, sentence
from assistant.insights.acting import QUIET_WEEKS, Acting
from assistant.insights.drafting.service import Drafting
from assistant.insights.errors import NoBuildError
from assistant.insights.insight import (
    Insight,
    InsightId,
    Kind,
    Owner,
    Status,
    Subject,
    Unit,
    Window,
)
from assistant.insights.ports import UnknownInsightError
from assistant.insights.reading import Reading
from assistant.insights.views import Filter
from assistant.ports import Clock
from assistant.staff.types import Agent

TEMPLATES = Path(__file__).parent / "templates"

SECTIONS: Mapping[str, tuple[Kind, ...]] = {
    "demand": (Kind.UNMET_DEMAND, Kind.OUT_OF_STOCK_DEMAND, Kind.VOCABULARY_GAP),
    "gaps": (Kind.CONTENT_GAP, Kind.MISSING_ATTRIBUTE, Kind.CONTRADICTION),
    "friction": (Kind.POLICY_FRICTION, Kind.REGIONAL_PAIN, Kind.JOURNEY_DROP),
    "languages": (Kind.LANGUAGE_DEMAND,),
}
"""Pages that are tables of one type each."""

MENU = (
    "overview",
    "demand",
    "products",
    "topics",
    "gaps",
    "friction",
    "languages",
    "effects",
)

_QUOTES = 50  # messages on a page

NO_NAMES = Names(products={}, topics={})


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is handed out."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The pages of insights."""

    reading: Reading
    acting: Acting
    pages: Pages
    clock: Clock
    product_names: Callable[[], Awaitable[Mapping[str, str]]]
    drafting: Drafting
    shop: str = ""  # its name

    async def overview(self, chrome: Chrome, asked: Asked) -> str:
        """Return what changed, and what to do."""
        overview = await self.reading.overview(self._window(asked))
        names = await self._names(chrome.language)
        return self._page(
            "overview",
            chrome,
            asked,
            names=names,
            overview=overview,
            known=[one for one in overview.open if one not in overview.new],
            quotes=await self._quotes([*overview.new, *overview.open, *overview.in_hand]),
        )

    async def section(self, name: str, chrome: Chrome, asked: Asked) -> str:
        """Return the tables of a section of `SECTIONS`."""
        language, names = chrome.language, await self._names(chrome.language)
        tables = []
        for kind in SECTIONS[name]:
            lines = await self.reading.lines(kind, self._filter(asked))
            tables.append(await draw_table(kind, lines, names, language))
        return self._page("section", chrome, asked, at=name, names=names, tables=tables)

    async def products(self, chrome: Chrome, asked: Asked) -> str:
        """Return which products customers talk of."""
        names = await self._names(chrome.language)
        lines = await self.reading.products(self._filter(asked))
        return self._page("products", chrome, asked, names=names, lines=lines)

    async def product(self, chrome: Chrome, asked: Asked, product_id: str) -> str:
        """Return everything about one product."""
        names = await self._names(chrome.language)
        view = await self.reading.product(product_id, self._filter(asked), language=chrome.language)
        return self._page(
            "product",
            chrome,
            asked,
            at="products",
            names=names,
            view=view,
            title=names.product(product_id),
            weeks=await draw_series(view.weeks, Unit.CONVERSATIONS, chrome.language),
            quotes=await self._quotes(view.insights),
        )

    async def topics(self, chrome: Chrome, asked: Asked) -> str:
        """Return what customers talk about, with what changed."""
        names = await self._names(chrome.language)
        lines = await self.reading.topics(self._filter(asked), language=chrome.language)
        marks = [
            Mark(
                label=one.name,
                value=one.rate.value * 100,
                low=one.rate.low * 100,
                high=one.rate.high * 100,
                usual=one.before.value * 100,
            )
            for one in lines[:DRAWN]
        ]
        chart = await draw_intervals(marks, unit="%") if marks else ""
        return self._page("topics", chrome, asked, names=names, lines=lines[:SHOWN], drawn=chart)

    async def topic(self, chrome: Chrome, asked: Asked, topic_id: str, *, said: str = "") -> str:
        """Return one topic over time, and what can be made of it."""
        names = await self._names(chrome.language)
        subject = Subject(topic=topic_id)
        points = await self.reading.series(Kind.SPIKE, subject, self._filter(asked))
        edits = {one.topic_id: one for one in await self.reading.topic_edits()}
        return self._page(
            "topic",
            chrome,
            asked,
            at="topics",
            names=names,
            topic_id=topic_id,
            edit=edits.get(topic_id),
            title=say("page.topic", chrome.language, name=names.topic(topic_id)),
            weeks=await draw_series(points, Unit.CONVERSATIONS, chrome.language),
            quotes=await self.reading.behind_line(
                Kind.SPIKE, subject, self._window(asked), limit=_QUOTES
            ),
            others=sorted((name, one) for one, name in names.topics.items() if one != topic_id),
            said=said,
        )

    async def effects(self, chrome: Chrome, asked: Asked) -> str:
        """Return what was done, and whether it helped."""
        names = await self._names(chrome.language)
        every = await self.reading.insights()
        done = [one for one in every if one.status in (Status.DONE, Status.MEASURED)]
        return self._page("effects", chrome, asked, names=names, insights=done)

    async def all(self, chrome: Chrome, asked: Asked, *, status: str, kind: str) -> str:
        """Return insights of a status, of a type."""
        names = await self._names(chrome.language)
        found = await self.reading.insights(
            kinds=[Kind(kind)] if kind in set(Kind) else (),
            statuses=[Status(status)] if status in set(Status) else (),
        )
        return self._page(
            "all",
            chrome,
            asked,
            at="overview",
            names=names,
            insights=found,
            status=status,
            kind=kind,
            quotes=await self._quotes(found),
        )

    async def insight(
        self,
        chrome: Chrome,
        asked: Asked,
        insight_id: InsightId,
        *,
        said: str = "",
        wrong: str = "",
    ) -> str:
        """Return one insight with its history, its figures and what can be done."""
        insight = await self.reading.insight(insight_id)
        names = await self._names(chrome.language)
        finding = insight.finding
        points = await self.reading.series(
            finding.kind, finding.subject, self._filter(Asked(days=90))
        )
        return self._page(
            "insight",
            chrome,
            asked,
            at="overview",
            names=names,
            insight=insight,
            title=sentence(finding.kind, finding.subject, names, chrome.language),
            weeks=await draw_series(points, finding.measure.unit, chrome.language),
            quotes=await self._quotes([insight]),
            owners=list(Owner),
            quiet_weeks=(4, QUIET_WEEKS, 26),
            said=said,
            wrong=wrong,
        )

    async def quotes(self, chrome: Chrome, asked: Asked, insight_id: InsightId, page: int) -> str:
        """Return the redacted messages behind an insight."""
        insight = await self.reading.insight(insight_id)
        finding, names = insight.finding, await self._names(chrome.language)
        return self._page(
            "quotes",
            chrome,
            asked,
            at="overview",
            names=names,
            about=sentence(finding.kind, finding.subject, names, chrome.language),
            back=f"/insights/i/{insight_id}",
            quotes=await self.reading.behind(finding, limit=_QUOTES, skip=_QUOTES * page),
            page=page,
            size=_QUOTES,
        )

    async def conversation(self, chrome: Chrome, asked: Asked, key: str) -> str:
        """Return a conversation's redacted messages."""
        names = await self._names(chrome.language)
        messages = await self.reading.conversation(key)
        return self._page(
            "conversation", chrome, asked, at="overview", names=names, messages=messages
        )

    async def make(
        self, make: "Callable[[Site, Chrome, Asked], Awaitable[str]]", chrome: Chrome, asked: Asked
    ) -> tuple[bool, str]:
        """Return whether there is such a page, and the page or what stands in its place."""
        try:
            return True, await make(self, chrome, asked)
        except NoBuildError:
            return True, self.unbuilt(chrome, asked)
        except UnknownInsightError:
            return False, self.unknown(chrome, asked)

    async def move(self, insight_id: str, moved: Moved, by: Agent) -> str:
        """Do what somebody asks for; return why not, a name of `act` in the texts, or ""."""
        return await moving.move(self.acting, insight_id, moved, by=by)

    async def make_topic(self, topic_id: str, made: TopicMade) -> None:
        """Name, merge or split a topic."""
        await moving.make_topic(self.acting, topic_id, made)

    async def digest(self, chrome: Chrome, asked: Asked) -> str:
        """Return the week's digest as a page."""
        del asked
        overview = await self.reading.overview(self._window(Asked(days=7)))
        names = await self._names(chrome.language)
        return write_digest(overview, names, chrome.language, shop=self.shop, url="").html

    async def export(
        self, kind: str, format_: Format, asked: Asked, language: Language
    ) -> File | None:
        """Return a type's table as a file; None: there is no such type, or nothing was built."""
        if kind not in set(Kind):
            return None
        try:
            lines = await self.reading.lines(Kind(kind), self._filter(asked))
        except NoBuildError:
            return None
        names = await self._names(language)
        body = await asyncio.to_thread(export, Kind(kind), lines.lines, names, format_)
        return File(body=body, media_type=MEDIA_TYPES[format_])

    def unknown(self, chrome: Chrome, asked: Asked) -> str:
        """Return what stands where no insight is."""
        return self._page("unknown", chrome, asked, at="overview", names=NO_NAMES)

    def unbuilt(self, chrome: Chrome, asked: Asked) -> str:
        """Return what stands there before the first build."""
        return self._page("unbuilt", chrome, asked, at="overview", names=NO_NAMES)

    def render(
        self,
        template: str,
        chrome: Chrome,
        *,
        names: Names | None = None,
        **values: Any,  # noqa: ANN401
    ) -> str:
        """Return a page of another module's, framed as these are; `values` are the template's."""
        named = names or NO_NAMES
        return self._page(template, chrome, Asked(), at="overview", names=named, **values)

    async def _quotes(self, insights: Sequence[Insight]) -> Mapping[str, str]:
        ids = [quote for one in insights for quote in one.finding.quotes]
        return {one.message_id: one.text for one in await self.reading.quotes(ids)} if ids else {}

    async def _names(self, language: Language) -> Names:
        return Names(
            products=await self.product_names(),
            topics=await self.reading.topic_names(language=language),
        )

    def _window(self, asked: Asked) -> Window:
        built_at = self.reading.built_at()
        if built_at is None:
            raise NoBuildError
        return Window.before(built_at.astimezone(UTC).date(), days=asked.days)

    def _filter(self, asked: Asked) -> Filter:
        return Filter(
            window=self._window(asked),
            product_id=asked.product,
            category=asked.category,
            language=asked.language,
            origin=asked.origin,
        )

    def _page(
        self,
        template: str,
        chrome: Chrome,
        asked: Asked,
        *,
        names: Names,
        at: str = "",
        title: str = "",
        **values: Any,  # noqa: ANN401  # the template's own
    ) -> str:
        language, at = chrome.language, at or template
        called_by = {str(one.agent_id): one.name for one in (*chrome.colleagues, chrome.me)}
        heading = title or say(f"page.{at if template == 'section' else template}", language)
        return self.pages.beside(
            f"insights_{template}.html",
            chrome,
            title=heading,
            heading=heading,
            at=at,
            menu=[(one, say(f"nav.{one}", language), _path(one)) for one in MENU],
            asked=asked,
            ranges=RANGES,
            d=partial(_say, language),
            dw=partial(_word, language),
            built_at=self.reading.built_at(),
            sentence=lambda one: sentence(one.kind, one.subject, names, language),
            called=lambda kind, subject: called(kind, subject, names, language),
            names=names,
            number=lambda value: figures.number(value, language),
            percent=lambda value, **how: figures.percent(value, language, **how),
            rate=lambda one, unit: figures.rate(one, unit, language),
            interval=lambda one, unit: figures.interval(one, unit, language),
            day=lambda value: figures.day(value, language),
            moment=lambda value: figures.moment(value, language),
            who=partial(people.name, called_by),
            owner=lambda one: people.owner(one, called_by, language),
            Unit=Unit,
            **values,
        )


def _path(section: str) -> str:
    return "/insights" if section == "overview" else f"/insights/{section}"


def _say(language: Language, name: str, **values: object) -> str:
    return say(name, language, **values)


def _word(language: Language, section: str, name: str) -> str:
    return word(section, name, language)
