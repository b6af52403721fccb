"""The list beside the conversation, while the page's stream is slow to come."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import open_widget

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class SlowStreams:
    """Holds what the page asks to follow until it is let go."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._go = asyncio.Event()

    async def hold(self, page: Page) -> None:
        await page.route("**/console/events?*", self._held)

    def let_go(self) -> None:
        self._go.set()

    async def _held(self, route: Route) -> None:
        self.asked.set()
        await self._go.wait()
        await route.continue_()


class TestAListWhoseStreamIsSlow:
    async def test_shows_what_happens_while_another_conversation_opens(
        self, shop: Page, enter: Enter
    ) -> None:
        await (await open_widget(shop)).ask("A person please")
        anna = ConsolePage(await enter("anna"))
        await expect(anna.rows).to_have_count(1)
        streams = SlowStreams()
        await streams.hold(anna.page)
        await anna.open("Someone from our team")
        await streams.asked.wait()

        cleo = ConsolePage(await enter("cleo", "/console?view=unassigned"))
        await cleo.open("Someone from our team")
        await cleo.resolve()

        await expect(anna.rows).to_have_count(0)
        streams.let_go()

    async def test_shows_what_happened_before_the_page_could_listen(
        self, shop: Page, enter: Enter
    ) -> None:
        anna = ConsolePage(await enter("anna"))
        streams = SlowStreams()
        await streams.hold(anna.page)
        await anna.page.reload()
        await streams.asked.wait()
        await expect(anna.rows).to_have_count(0)
        await (await open_widget(shop)).ask("A person please")
        cleo = ConsolePage(await enter("cleo", "/console?view=unassigned"))
        await expect(cleo.rows).to_have_count(1)

        streams.let_go()

        await expect(anna.rows).to_have_count(1)
