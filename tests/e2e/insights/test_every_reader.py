"""By keyboard, on a phone, in the dark, in French: the same pages."""

import re

import pytest
from playwright.async_api import Page, ViewportSize, expect

from assistant.insights.insight import Kind
from tests.e2e.insights.conftest import Enter
from tests.support.pages.insight_server import Exhibition
from tests.support.processes.browser import find_barriers

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # every page, on every device
]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
HIGH: ViewportSize = {"width": 390, "height": 6000}  # so that the bar at its foot covers nothing
PAGES = [
    "/insights",
    "/insights/all",
    "/insights/demand",
    "/insights/products",
    "/insights/products/p1",
    "/insights/topics",
    "/insights/topics/t-return",
    "/insights/gaps",
    "/insights/friction",
    "/insights/languages",
    "/insights/effects",
    "/insights/demand?product=lampe+rouge",
    "/insights/behind/unmet_demand?of_value=maillot+de+bain",
    "/console/report",
]


async def overflows(page: Page) -> bool:
    """Return whether the page is wider than the screen."""
    found: bool = await page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return found


async def walk(page: Page, until_focused: str, *, tabs: int = 80) -> None:
    """Press Tab until something has the focus."""
    for _ in range(tabs):
        if await page.evaluate("(s) => document.activeElement?.matches(s)", until_focused):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"{until_focused} is not reached by keyboard")


@pytest.mark.usefixtures("shop")
class TestWhoCannotSeeAsOthersDo:
    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [DESK, HIGH], ids=["desk", "phone"])
    async def test_meets_no_barrier_on_any_page(
        self, enter: Enter, shop: Exhibition, language: str, scheme: str, size: ViewportSize
    ) -> None:
        page = await enter("mara", color_scheme=scheme, viewport=size)
        chosen = {"name": "console_language", "value": language, "url": page.url}
        await page.context.add_cookies([chosen])  # type: ignore[list-item]  # a cookie
        wanted = await shop.gallery.one(Kind.UNMET_DEMAND)
        of_one = f"/insights/i/{wanted.insight_id}"
        await page.goto(f"{of_one}/quotes")
        link = page.locator("main a[href^='/insights/conversations/']").first
        said = await link.get_attribute("href")
        assert said is not None
        for path in (*PAGES, of_one, f"{of_one}/quotes", said):
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            await expect(page.locator("html")).to_have_attribute("lang", language)
            await expect(page.locator("main h1")).to_have_count(1)

            assert await find_barriers(page, within="body") == [], path
            assert not await overflows(page), path

    async def test_meets_no_barrier_where_an_insight_is_acted_on(
        self, enter: Enter, shop: Exhibition
    ) -> None:
        wanted = await shop.gallery.one(Kind.UNMET_DEMAND)
        page = await enter("mara", f"/insights/i/{wanted.insight_id}")
        await page.locator("summary", has_text="Dismiss").click()
        await page.locator("summary", has_text="The figures as a table").click()

        assert await find_barriers(page, within="body") == []

    async def test_reads_every_chart_as_a_table_and_what_its_marks_mean(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/demand")

        for chart in await page.locator("figure.chart").all():
            await expect(chart.locator("figcaption")).to_contain_text("the line its 95% interval")
            await expect(chart.locator("xpath=following::table[1]/tbody/tr")).not_to_have_count(0)


@pytest.mark.usefixtures("shop")
class TestByKeyboard:
    async def test_a_product_is_chosen_and_its_messages_are_read(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/gaps")
        press = page.keyboard.press

        await walk(page, "[name=product]")
        await page.keyboard.type("margaux")
        await press("Enter")
        await expect(page.locator("[name=product]")).to_have_value("Robe Margaux")
        await walk(page, "tbody th a")
        outline = await page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        await press("Enter")

        await expect(page.locator("blockquote").first).to_have_text("is it lined?")


@pytest.mark.usefixtures("shop")
class TestOnAPhone:
    async def test_a_merchandiser_finds_what_breaks_takes_it_on_and_goes_back(
        self, enter: Enter
    ) -> None:
        page = await enter("mara", viewport=PHONE, is_mobile=True, has_touch=True)

        await page.get_by_role("link", name="Robe Margaux: “zip” comes up").tap()
        await expect(page.locator(".chart .narrow").first).to_be_visible()
        assert not await overflows(page)
        await expect(page.locator(".chart .wide").first).to_be_hidden()
        await page.get_by_role("button", name="Take it on").tap()
        await expect(page.locator(".state")).to_have_text("In hand")
        await page.get_by_role("link", name="The messages behind it").tap()
        await expect(page.locator("blockquote").first).to_have_text(
            "the zip broke on the second day"
        )
        await page.go_back()

        await expect(page.locator(".state")).to_have_text("In hand")


@pytest.mark.usefixtures("shop")
class TestInFrench:
    async def test_words_figures_and_dates_are_set_as_french_is(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/topics?days=28")
        await page.locator("#self > summary").click()
        await page.get_by_role("button", name="Français").click()

        await expect(page.locator("html")).to_have_attribute("lang", "fr")
        text = await page.locator("main").inner_text()
        assert "95\u00a0%\u00a0: de " in text
        assert re.search(r"\u2212\d,\d pt", text)
        await page.goto("/insights/products/p1")
        await page.locator("summary", has_text="Les chiffres en tableau").click()
        text = await page.locator("main").inner_text()
        assert "sur 1\u202f000" in text
        assert "1er juin 2026" in text
        assert "questions sur «\u00a0doublure et poches\u00a0»." in text
