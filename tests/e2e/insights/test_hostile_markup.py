"""Whatever customers say, and whatever things are called, stays text on the pages of insights."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import Window
from assistant.insights.kept_insights import keep
from assistant.insights.rounds.build_findings import find_all
from assistant.insights.rounds.learning_round import LOOK_BACK
from tests.support.pages.insight_server import Exhibition
from tests.support.processes.browser import new_customer
from tests.support.processes.watched_browser import Watched
from tests.support.seeds.hostile_markup import hostile_texts
from tests.support.seeds.insight_quarter import NAMES, TOPICS, Quarter, name_topics, speak
from tests.support.seeds.insight_rows import NOON, TODAY
from tests.support.simulators.http_server import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a quarter of insights, and every page of them
]

FREE = frozenset(
    {
        SignalType.PRODUCT_MENTIONED,
        SignalType.PRODUCT_NOT_FOUND,
        SignalType.UNKNOWN_WORD,
        SignalType.COMPETITOR,
        SignalType.ATTRIBUTE_ASKED,
        SignalType.DEFECT,
        SignalType.POLICY_CITED,
        SignalType.POLICY_FRICTION,
        SignalType.CONTRADICTION,
    }
)
"""Signals whose value is a word of customers, or a title of the shop."""

PARTS = 40  # things that are called differently: each by some of the texts
MOST = 6  # pages of one shape, such as those of an insight
FILES = ("/insights/export/", "/insights/tasks.csv", "/insights/coverage.json")
NAMELESS = {f"/insights/{one}" for one in ("languages", "effects", "drafts", "tasks")}
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
LINKS = "() => [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))"


class Hostile:
    """Calls each thing by some of the hostile texts: the same thing always by the same."""

    def __init__(self) -> None:
        self._called: dict[str, str] = {}

    def call(self, value: str) -> str:
        number = len(self._called) % PARTS
        return self._called.setdefault(value, " ".join(hostile_texts()[number::PARTS]))


def hostile_quarter(root: Path, called: Hostile) -> Quarter:
    """Build a quarter in which all that is said, and all that is named, is hostile."""
    talks, texts = speak(), hostile_texts()
    talks.messages = [
        replace(one, text=texts[number % len(texts)]) for number, one in enumerate(talks.messages)
    ]
    talks.signals = [
        replace(one, value=called.call(one.value)) if one.type in FREE else one
        for one in talks.signals
    ]
    lake = talks.lake(root)
    name_topics(root, {one: (called.call(one), called.call(one)) for one in TOPICS})
    found = find_all(lake, Window.before(TODAY, days=LOOK_BACK))
    lake.close()
    return Quarter(root=root, insights=keep({}, found, now=NOON))


@pytest_asyncio.fixture(loop_scope="session")
async def shop(tmp_path: Path) -> AsyncIterator[Exhibition]:
    called = Hostile()
    quarter = hostile_quarter(tmp_path / "built", called)
    exhibition = Exhibition(
        tmp_path / "shown", names={product: called.call(name) for product, name in NAMES.items()}
    )
    await exhibition.open(quarter)
    async with served(exhibition.app) as exhibition.base_url:
        yield exhibition
        exhibition.close()


async def walk(page: Page, watched: Watched) -> Counter[str]:
    """Open every page that a link leads to, some of each shape; return how many show texts."""
    opened, shown = Counter[str](), Counter[str]()
    met, waiting = {"/insights"}, ["/insights"]
    while waiting:
        path = waiting.pop(0)
        shape = "/".join(urlsplit(path).path.split("/")[:3])
        if opened[shape] == MOST:
            continue
        opened[shape] += 1
        answer = await page.goto(path)
        assert answer is not None
        assert answer.ok, path
        await page.evaluate(UNFOLD)
        assert await watched.harm(page) == [0], path
        shown[shape] += "xss()" in await page.locator("body").inner_text()
        links: list[str] = await page.evaluate(LINKS)
        further = [one for one in links if one.startswith("/insights") and one not in met]
        waiting += [one for one in dict.fromkeys(further) if not one.startswith(FILES)]
        met.update(further)
    return shown


class TestHostileMarkup:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_neither_runs_nor_fetches_anything_on_any_page(
        self, browser: Browser, shop: Exhibition, language: str
    ) -> None:
        async with new_customer(browser, shop.base_url) as context:
            chosen = {"name": "console_language", "value": language, "url": shop.base_url}
            await context.add_cookies([chosen])  # type: ignore[list-item]  # a cookie
            watched = await Watched.watch(context, shop.base_url)
            page = await context.new_page()
            await page.goto("/enter/mara")

            shown = await walk(page, watched)

        assert {one for one, count in shown.items() if not count} == NAMELESS
        assert all(shown[f"/insights/{one}"] == MOST for one in ("i", "behind", "conversations"))
