"""How long every page of the insights takes, from the request to its last byte.

`insights_scale` runs it on its build. A page is asked for as a merchandiser's browser does who is
signed in, over the whole application but the network: access, figures, charts, templates.

The first time a page of a build is asked for, its figures are counted and its charts drawn; after
that both are remembered until the next build. What the menu leads to is drawn before somebody asks.
All are told: those `first views`, and another page meanwhile; `first`, of every page with every
range of days and in both languages, each asked for once (some were drawn before); and `again`.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager

import httpx

from assistant.console.conversations.console_pages import Pages
from assistant.console.insights import task_routes
from assistant.console.insights.charts import warm
from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import MENU, TEMPLATES, path_of
from assistant.console.insights.page_warmup import PageWarmup
from assistant.console.insights.routes import Dashboard, routes
from assistant.conversation.people import Role
from assistant.insights.drafting.draft_changes import Drafting
from assistant.insights.insight import InsightId
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.ports import InsightBook
from assistant.insights.queries.insight_reader import InsightReader
from benchmarks.harness.figures import Spread
from tests.support.memory.page_draft_book import MemoryDraftBook
from tests.support.pages.console_desktop import FILE_RULES
from tests.support.pages.console_house import House
from tests.support.pages.staff_office import Office

GOAL_MS = 300.0
_RANGES = (7, 28, 90, 365)
_LANGUAGES = ("fr", "en")
_AGAIN = 10


def pages(product: str, topic: str, insight: InsightId | None) -> Mapping[str, str]:
    """Return the address of each page, by its name."""
    named = {
        "overview": "/insights",
        "all insights": "/insights/all",
        "unmet demand": "/insights/demand",
        "products": "/insights/products",
        "one product": f"/insights/products/{product}",
        "topics": "/insights/topics",
        "one topic": f"/insights/topics/{topic}",
        "content gaps": "/insights/gaps",
        "policy friction": "/insights/friction",
        "languages": "/insights/languages",
        "effects": "/insights/effects",
        "unmet demand, a category": "/insights/demand?category=category+3",
        "behind a line": "/insights/behind/unmet_demand?of_value=value+3",
        "a conversation": "/insights/conversations/m00000500",
        "digest": "/insights/digest",
    }
    one = {"one insight": f"/insights/i/{insight}", "behind it": f"/insights/i/{insight}/quotes"}
    return named | one if insight else named


async def time_pages(
    reading: InsightReader, acting: InsightSteps, book: InsightBook
) -> dict[str, float]:
    """Ask for every page; return the 95th percentiles in milliseconds, and print them."""
    every = await book.all()
    topics = await reading.topic_set()
    addresses = pages(
        "p001", topics[0].topic_id if topics else "none", every[0].insight_id if every else None
    )
    figures: dict[str, float] = {}
    async with _browser(reading, acting) as (browser, dashboard):
        for language in _LANGUAGES:
            await _timed(browser, "/insights/tasks", language)  # the first page loads what draws
        figures |= await _warmed(browser, dashboard)
        for name, address in addresses.items():
            first = [
                await _timed(browser, one, language)
                for one in _ranged(address)
                for language in _LANGUAGES
            ]
            again = [await _timed(browser, address, "fr") for _ in range(_AGAIN)]
            for when, seconds in (("first", first), ("again", again)):
                spread = Spread.of(seconds)
                over = "" if spread.p95_ms <= GOAL_MS else "  over the goal"
                print(f"{spread.row(f'page {name}, {when}')}{over}", flush=True)
                figures[f"page {name}, {when}"] = spread.p95_ms
    return figures


async def _warmed(browser: httpx.AsyncClient, dashboard: Dashboard) -> dict[str, float]:
    """Have first views drawn as a process does after a build, then ask for them; return how long.

    `meanwhile` is a page that asks the same build something else, again and again until all are
    drawn.
    """
    warming = PageWarmup(dashboard=dashboard)
    started = time.perf_counter()
    drawing = asyncio.create_task(warming.once(asyncio.Event()))
    meanwhile: list[float] = []
    while not drawing.done():
        number = len(meanwhile) % 37
        address = f"/insights/behind/unmet_demand?of_value=value+{number}"
        meanwhile.append(await _timed(browser, address, "fr"))
    took = time.perf_counter() - started
    views = [
        await _timed(browser, address, language)
        for one in MENU
        for address in _ranged(path_of(one))
        for language in _LANGUAGES
    ]
    spreads = {"first views, drawn before": views, "another page meanwhile": meanwhile}
    print(f"  {await drawing} first views are drawn in {took:.1f} s", flush=True)
    for name, seconds in spreads.items():
        print(Spread.of(seconds).row(name), flush=True)
    return {name: Spread.of(seconds).p95_ms for name, seconds in spreads.items()}


def _ranged(address: str) -> Iterator[str]:
    joined = "&" if "?" in address else "?"
    return (f"{address}{joined}days={days}" for days in _RANGES)


async def _timed(browser: httpx.AsyncClient, address: str, language: str) -> float:
    browser.cookies.set("console_language", language, domain="127.0.0.1")
    started = time.perf_counter()
    answer = await browser.get(address)
    took = time.perf_counter() - started
    assert answer.status_code == 200, address
    return took


@asynccontextmanager
async def _browser(
    reading: InsightReader, acting: InsightSteps
) -> AsyncIterator[tuple[httpx.AsyncClient, Dashboard]]:
    office = Office()
    house = House(office)

    async def names(_: str) -> Mapping[str, str]:
        return {}

    def load() -> Site:
        warm()
        return Site(
            reading=reading,
            acting=acting,
            pages=Pages(static=house.console.assets.base, files=FILE_RULES, further=(TEMPLATES,)),
            clock=house.console.clock,
            product_names=names,
            drafting=Drafting(book=MemoryDraftBook(), reading=reading, clock=house.console.clock),
        )

    dashboard = Dashboard(console=house.console, load=load, patience_s=60)
    house.app.include_router(task_routes.routes(dashboard))
    house.app.include_router(routes(dashboard))
    who = await office.hire("mara", Role.MERCHANDISER)
    async with office.browser(house.app, who) as browser:
        yield browser, dashboard
