"""Fixture wiring only: a stage of its own for each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Unpack

import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.support.pages.console_desktop import staffed
from tests.support.pages.console_server import Stage
from tests.support.processes.browser import Device, new_customer
from tests.support.simulators.http_server import served

Enter = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """A console, a chat and a scripted assistant."""
    stage = Stage()
    await staffed(stage.office)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(stage.follow()), tasks.create_task(stage.work())]
        async with served(stage.chat.app) as stage.base_url:
            yield stage
            stage.close()
        for one in running:
            one.cancel()


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser: Browser, stage: Stage) -> AsyncIterator[Enter]:
    """Sign an agent in, in a browser of their own."""
    async with AsyncExitStack() as stack:

        async def sign_in(agent: str, path: str = "/console", **device: Unpack[Device]) -> Page:
            context = await stack.enter_async_context(
                new_customer(browser, stage.base_url, **device)
            )
            page = await context.new_page()
            await page.goto(f"/enter/{agent}")
            await page.goto(path)
            return page

        yield sign_in


@pytest_asyncio.fixture(loop_scope="session")
async def shop(browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    """A customer's browser on a page of the shop."""
    async with new_customer(browser, stage.base_url) as context:
        page = await context.new_page()
        await page.goto("/en")
        yield page
