"""Fixture wiring only: a console with the pages of insights, and people's browsers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from assistant.conversation.people import Role
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.pages.staff_office import Office


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(Office(), tmp_path)


@pytest_asyncio.fixture
async def enter(gallery: Gallery) -> AsyncIterator[Enter]:
    """Sign somebody of a role in, in a browser of their own."""
    async with AsyncExitStack() as stack:
        office = gallery.house.office

        async def sign_in(name: str, role: Role) -> httpx.AsyncClient:
            who = await office.hire(name, role)
            return await stack.enter_async_context(office.browser(gallery.app, who))

        yield sign_in
