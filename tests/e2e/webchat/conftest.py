"""Fixture wiring only: one server for all journeys, a fresh customer for each.

To run these journeys against another server, give `base_url` another value.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.support.processes.browser import new_customer
from tests.support.processes.webchat_process import WebchatProcess, run_webchat

together: dict[str, Any] = {"scope": "session", "loop_scope": "session"}


@pytest_asyncio.fixture(**together)
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WebchatProcess]:
    async with run_webchat(tmp_path_factory.mktemp("webchat")) as server:
        yield server


@pytest.fixture
def base_url(server: WebchatProcess) -> str:
    return server.base_url


@pytest_asyncio.fixture(loop_scope="session")
async def customer(browser: Browser, base_url: str) -> AsyncIterator[BrowserContext]:
    """A browser without a past; no error of a page or of its policy is let pass."""
    async with new_customer(browser, base_url) as context:
        yield context


@pytest_asyncio.fixture(loop_scope="session")
async def page(customer: BrowserContext) -> Page:
    return await customer.new_page()
