"""Fixture wiring only: a demo shop for all, one with people for a module, a customer for each."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.support.processes.browser import new_customer
from tests.support.processes.comptoir import Tree, new_data_dir, running
from tests.support.processes.demo_desk import DAYS, demo_desk

together: dict[str, Any] = {"scope": "session", "loop_scope": "session"}


@pytest_asyncio.fixture(**together)
async def shop(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tree]:
    """The demo shop with its assistant; who kills it starts it again."""
    data_dir = new_data_dir(tmp_path_factory.mktemp("shop"), like=demo_data, index=True)
    async with running(Tree(data_dir, command="demo")) as tree:
        yield tree


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def staffed(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tree]:
    """The demo shop, whose people are there at any time."""
    folder = tmp_path_factory.mktemp("staffed")
    async with demo_desk(demo_data, folder, days=DAYS, hours="00:00-24:00") as tree:
        yield tree


@pytest_asyncio.fixture(loop_scope="session")
async def customer(browser: Browser, shop: Tree) -> AsyncIterator[BrowserContext]:
    """A browser without a past; no error of a page or of its policy is let pass."""
    async with new_customer(browser, shop.base_url) as context:
        yield context


@pytest_asyncio.fixture(loop_scope="session")
async def page(customer: BrowserContext) -> Page:
    return await customer.new_page()
