"""First views of a build are drawn before somebody asks for them."""

import asyncio
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import httpx
import pyarrow as pa
import pytest
import pytest_asyncio
from ibis.expr import types as ir

from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import MENU, RANGES, path_of
from assistant.console.insights.page_warmup import PAGES, PageWarmup
from assistant.conversation.people import Role
from assistant.insights.lake.lake import Lake
from tests.support.pages.insight_gallery import Gallery, Month, talkative
from tests.support.pages.staff_office import Office


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month.build(tmp_path_factory.mktemp("month"))


@pytest.fixture
async def gallery(month: Month, tmp_path: Path) -> Gallery:
    gallery = Gallery(Office(), tmp_path)
    await gallery.build(month)
    gallery.dashboard.patience_s = 60.0
    return gallery


@pytest_asyncio.fixture
async def mara(gallery: Gallery) -> AsyncIterator[httpx.AsyncClient]:
    office = gallery.house.office
    who = await office.hire("mara", Role.MERCHANDISER)
    async with office.browser(gallery.app, who) as browser:
        yield browser


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Lake]:
    """Return the lakes that were asked what nobody remembered, once for each question."""
    asked: list[Lake] = []
    table = Lake.table

    def counting(lake: Lake, expression: ir.Table) -> pa.Table:
        asked.append(lake)
        return table(lake, expression)

    monkeypatch.setattr(Lake, "table", counting)
    return asked


async def fail(*_: object) -> str:
    """Draw no page."""
    msg = "a chart that cannot be drawn"
    raise ValueError(msg)


class TestTheFirstViewsOfABuild:
    @pytest.mark.slow  # every page is drawn, in both languages, four times
    async def test_are_drawn_once_somebody_looks_and_then_once_a_build_and_language(
        self, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        warming, stop = PageWarmup(dashboard=gallery.dashboard), asyncio.Event()
        drawn = [await warming.once(stop)]
        for language in ("fr", "en", "en"):
            mara.cookies.set("console_language", language, domain="127.0.0.1")
            await mara.get("/insights/tasks")
            drawn.append(await warming.once(stop))
        talkative().lake(gallery.root).close()
        drawn += [await warming.once(stop), await warming.once(stop)]

        every = len(PAGES) * len(RANGES)
        assert drawn == [0, every, every, 0, 2 * every, 0]

    async def test_count_nothing_that_is_not_counted_already(
        self, gallery: Gallery, mara: httpx.AsyncClient, counted: list[Lake]
    ) -> None:
        await mara.get("/insights/tasks")
        await PageWarmup(dashboard=gallery.dashboard).once(asyncio.Event())
        assert counted
        counted.clear()

        for section, days in product(MENU, RANGES):
            shown = await mara.get(path_of(section), params={"days": days})
            assert shown.status_code == 200

        assert counted == []

    async def test_are_drawn_where_no_request_waits(
        self, gallery: Gallery, mara: httpx.AsyncClient, counted: list[Lake]
    ) -> None:
        await mara.get("/insights/tasks")
        counted.clear()
        await PageWarmup(dashboard=gallery.dashboard).once(asyncio.Event())

        site = gallery.dashboard.loaded
        assert site is not None
        assert site.reading.lakes.current() not in counted

    async def test_are_drawn_but_for_one_that_cannot_be_and_not_again_for_its_sake(
        self, gallery: Gallery, mara: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await mara.get("/insights/tasks")
        monkeypatch.setattr(Site, "products", fail)
        warming, stop = PageWarmup(dashboard=gallery.dashboard), asyncio.Event()

        drawn = [await warming.once(stop), await warming.once(stop)]

        assert drawn == [(len(PAGES) - 1) * len(RANGES), 0]

    async def test_are_left_when_the_process_ends(
        self, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await mara.get("/insights/tasks")
        stop = asyncio.Event()
        stop.set()

        assert await PageWarmup(dashboard=gallery.dashboard).once(stop) == 0
