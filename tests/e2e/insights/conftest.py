"""Fixture wiring only: one build for all journeys, pages of its own for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Unpack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.support.pages.insight_server import Exhibition
from tests.support.processes.browser import Device, new_customer
from tests.support.seeds.insight_quarter import Quarter
from tests.support.simulators.http_server import served

Enter = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return Quarter.build(tmp_path_factory.mktemp("quarter"))


@pytest_asyncio.fixture(loop_scope="session")
async def empty_shop(tmp_path: Path) -> AsyncIterator[Exhibition]:
    """The pages before anything was built."""
    exhibition = Exhibition(tmp_path)
    await exhibition.open(None)
    async with served(exhibition.app) as exhibition.base_url:
        yield exhibition
        exhibition.close()


@pytest_asyncio.fixture(loop_scope="session")
async def shop(empty_shop: Exhibition, quarter: Quarter) -> Exhibition:
    """The pages of a quarter's build."""
    await empty_shop.gallery.build(quarter)
    return empty_shop


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser: Browser, empty_shop: Exhibition) -> AsyncIterator[Enter]:
    """Sign somebody in, in a browser of their own."""
    async with AsyncExitStack() as stack:

        async def sign_in(who: str, path: str = "/insights", **device: Unpack[Device]) -> Page:
            context = await stack.enter_async_context(
                new_customer(browser, empty_shop.base_url, **device)
            )
            page = await context.new_page()
            await page.goto(f"/enter/{who}")
            await page.goto(path)
            return page

        yield sign_in
