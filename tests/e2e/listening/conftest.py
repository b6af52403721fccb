"""Fixture wiring only: one demo shop that listens, its phone, and a fresh customer for each."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.support.processes.browser import new_customer
from tests.support.processes.comptoir import Tree, new_data_dir, running

together: dict[str, Any] = {"scope": "session", "loop_scope": "session"}
_PATIENCE = {
    "COMPTOIR_PATIENCE__FACTOR": "1.0",
    "COMPTOIR_PATIENCE__PHONE_SHORT_S": "2.5",
    "COMPTOIR_PATIENCE__PHONE_LONG_S": "2.5",
}


@pytest_asyncio.fixture(**together)
async def shop(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tree]:
    data_dir = new_data_dir(tmp_path_factory.mktemp("listening"), like=demo_data, index=True)
    async with running(Tree(data_dir, command="demo", env=_PATIENCE)) as tree:
        yield tree


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, shop: Tree) -> AsyncIterator[Page]:
    async with new_customer(browser, shop.base_url) as context:
        yield await context.new_page()
