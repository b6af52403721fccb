"""Whoever looks after a shop sees what the assistant knows, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, Page, expect

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.noted_sources import note_sources
from assistant.app.compose.search.shop_reading import gather_sources
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Source
from assistant.conversation.people import Role
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import WebhookSettings
from retrieval.index.index_build import build
from tests.e2e.setup.conftest import ShopSite
from tests.e2e.setup.walk import has_no_barriers
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.memory.exact_store import MemoryStores
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.processes.browser import new_customer
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.support.simulators.http_server import served
from tests.unit.retrieval.making import WordEncoder

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a process that reads a shop several times, and axe on each page
]


@dataclass(kw_only=True)
class Desk:
    """An admin's browser, and the shop's own site."""

    page: Page
    parts: Parts
    site: ShopSite
    url: str  # of the site


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Reads the sources as the process does, but for the encoder, which knows no words."""

    settings: Settings

    async def ask(self) -> None:
        await asyncio.to_thread(self._read)

    def _read(self) -> None:
        folder = self.settings.data_dir
        sources, marks = ShopSources(folder), SourceMarks(folder)
        named = [one for one in sources.addresses() if one not in marks.off()]
        reading = gather_sources(self.settings, [], named=named, anew=marks.wanted())
        made = build(
            reading.values(),
            encoder=WordEncoder(),
            root=index_root(self.settings),
            stores=MemoryStores(),
        )
        note_sources(self.settings, reading, made)
        marks.done_with(marks.wanted())
        done = ReadingReport(state="done", documents=made.documents, passages=made.passages)
        sources.tell(done)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(data_dir=tmp_path, webhooks=WebhookSettings(allow_private=True))
    site = ShopSite()
    site.pages = {
        "returns": "You can return any item within 45 days of delivery.",
        "delivery": "Standard delivery takes three working days.",
    }
    reading = Readings(settings=settings)
    app: FastAPI
    async with (
        fresh_installation(tmp_path, ask_reading=reading.ask) as (app, parts),
        served(app) as url,
        served(site.app()) as shop,
        new_customer(browser, url) as context,
    ):
        token = await open_session(app, Role.ADMIN)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        yield Desk(page=await context.new_page(), parts=parts, site=site, url=f"{shop}/")


async def ask(parts: Parts, text: str, source: Source) -> None:
    """Have a customer's question answered from a page."""
    now = SystemClock().now() - timedelta(minutes=5)
    await parts.log.start(started("c1", now))
    message = wrote("m1", "c1", now, text)
    await parts.log.accept(message, account_id=WIDGET, provider_message_id="m1")
    answer = replace(replied("r1", "m1", conversation="c1", at=now), sources=(source,))
    await parts.log.append(ConversationId("c1"), [answer])
    await parts.cases.advance(limit=100)


class TestAnAdmin:
    async def test_looks_after_what_the_assistant_knows(self, desk: Desk) -> None:
        page, main = desk.page, desk.page.locator("main")
        await page.goto("/console/statistics")
        await page.get_by_role("link", name="Knowledge", exact=True).click()
        await expect(main).to_contain_text("The assistant knows nothing yet.")
        await has_no_barriers(page)

        await main.get_by_role("link", name="Add a source").first.click()
        form = page.get_by_role("form", name="Address of the shop")
        await form.get_by_role("textbox").fill(desk.url)
        await form.get_by_role("button", name="Read this address").click()
        await page.goto("/console/knowledge")
        await expect(main.get_by_role("row").nth(1)).to_contain_text("2 pages")
        await has_no_barriers(page)

        await self._reads_it_on_a_schedule_and_anew(desk)
        await self._finds_a_page_by_keyboard(desk)
        await self._turns_the_source_off(desk)

    async def _reads_it_on_a_schedule_and_anew(self, desk: Desk) -> None:
        page, main = desk.page, desk.page.locator("main")
        await main.get_by_role("link", name=desk.url).click()
        await page.get_by_label("How often").select_option("daily")
        await page.get_by_label("At", exact=True).select_option("5")
        await page.get_by_role("button", name="Save the schedule").click()
        await expect(main).to_contain_text("05:00.")
        desk.site.pages["returns"] = "You can return any item within 60 days of delivery."
        await page.get_by_role("button", name="Read again now").click()
        await expect(main).to_contain_text("1 changed")
        await has_no_barriers(page)

    async def _finds_a_page_by_keyboard(self, desk: Desk) -> None:
        """Search for a word, open the page, and read its statements and its question."""
        page, main, press = desk.page, desk.page.locator("main"), desk.page.keyboard.press
        returns = Source(
            title="Returns",
            url=f"{desk.url}returns",
            quote="any item within 60 days of delivery",
            language="en",
            score=0.9,
        )
        await ask(desk.parts, "How many days? My number is 06 12 34 56 78", returns)
        await page.goto("/console/knowledge/pages")
        await page.get_by_role("searchbox").focus()
        await page.keyboard.type("60 days")
        await press("Enter")
        await expect(main.get_by_role("row")).to_have_count(2)
        await has_no_barriers(page)
        await main.get_by_role("link", name="Returns").focus()
        await press("Enter")
        await expect(main).to_contain_text("You can return any item within 60 days of delivery.")
        statement = main.get_by_role("listitem").filter(has_text="within 60 days").first
        await expect(statement).to_contain_text("How many days? My number is [phone]")
        await has_no_barriers(page)

    async def _turns_the_source_off(self, desk: Desk) -> None:
        page, main = desk.page, desk.page.locator("main")
        await page.goto("/console/knowledge")
        await page.locator("#self > summary").click()
        await page.get_by_role("button", name="Français").click()
        await main.get_by_role("link", name=desk.url).click()
        await expect(main).to_contain_text("C’est la seule source")
        await expect(page.get_by_role("button", name="Éteindre")).to_have_count(0)
        await has_no_barriers(page)
        await main.get_by_role("link", name="Ajouter une source").click()
        form = page.get_by_role("form", name="Adresse de la boutique")
        await form.get_by_role("textbox").fill(f"{desk.url}delivery")
        await form.get_by_role("button", name="Lire cette adresse").click()
        await page.goto("/console/knowledge")
        await main.get_by_role("link", name=desk.url, exact=True).click()
        await page.get_by_role("button", name="Éteindre").click()
        await expect(main).to_contain_text("ne répond à rien tant qu’elle n’est pas rallumée")
        await has_no_barriers(page)
        await page.goto("/console/knowledge/products")
        await expect(main).to_contain_text("Aucun produit n’est encore lu.")
        await has_no_barriers(page)


class TestWhatIsTyped:
    async def test_while_sources_are_read_is_still_there_afterwards(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        page, sources = desk.page, ShopSources(tmp_path)
        sources.tell(ReadingReport(state="reading", items=1))
        await page.goto("/console/set-up/sources")
        address = page.get_by_role("form", name="Address of the shop").get_by_role("textbox")
        await address.fill("https://lune.example")

        sources.tell(ReadingReport(state="done", documents=1, passages=1))

        await expect(page.get_by_text("What you have typed is still here.")).to_be_visible()
        await expect(address).to_have_value("https://lune.example")
        await page.get_by_role("link", name="Show what is read now").click()
        await expect(address).to_have_value("")
