"""Fixture wiring only: insights and people anew for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Unpack

import pytest_asyncio
from playwright.async_api import Browser, Page

from assistant.conversation.people import Role
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.pages.insight_gallery import Gallery
from tests.support.pages.staff_office import PASSWORD, Office
from tests.support.processes.browser import Device, new_customer
from tests.support.seeds.insight_rows import TODAY
from tests.support.simulators.http_server import served

Enter = Callable[..., Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class House:
    """Where people act on insights."""

    gallery: Gallery
    url: str


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = HandClock(datetime.combine(TODAY, time(9), UTC))
    gallery = Gallery(Office(clock=clock), tmp_path, allow_private=True)
    async with served(gallery.app) as url:
        yield House(gallery, url)


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser: Browser, house: House) -> AsyncIterator[Enter]:
    """Sign somebody of a role in, in a browser of their own, on a page."""
    async with AsyncExitStack() as stack:

        async def sign_in(name: str, role: Role, path: str, **device: Unpack[Device]) -> Page:
            await house.gallery.house.office.hire(name, role)
            context = await stack.enter_async_context(new_customer(browser, house.url, **device))
            page = await context.new_page()
            await page.goto(path)
            await page.get_by_label("E-mail address").fill(f"{name}@shop.example")
            await page.get_by_label("Password", exact=True).fill(PASSWORD)
            await page.get_by_role("button", name="Sign in").click()
            await page.wait_for_url(house.url + path)
            return page

        yield sign_in
