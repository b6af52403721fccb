"""A customer asks to be forgotten: what the admin does, and what nobody finds any more."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.pages.console_server import Stage
from tests.support.processes.browser import find_barriers, open_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # long journeys of several browsers
]

PHONE: ViewportSize = {"width": 390, "height": 844}
WORDS = "Zephyrine wants a person please"


class TestACustomerWhoAsksToBeForgotten:
    async def test_is_erased_from_list_search_and_thread(
        self, shop: Page, enter: Enter, tmp_path: Path
    ) -> None:
        await (await open_widget(shop)).ask(WORDS)
        cleo, anna = ConsolePage(await enter("cleo")), ConsolePage(await enter("anna"))
        await cleo.open("Someone from our team")
        await cleo.text.fill("A draft about Zephyrine")
        await anna.open("Someone from our team")
        await expect(anna.log.locator(".bubble", has_text=WORDS)).to_have_count(1)

        async with anna.page.expect_download() as coming:
            await anna.page.get_by_role("link", name="Export data").click()
        await (await coming.value).save_as(tmp_path / "person.json")
        assert WORDS in json.dumps(json.loads((tmp_path / "person.json").read_text()))

        await anna.page.get_by_role("link", name="Erase …").click()
        await expect(anna.page.get_by_role("heading", level=1)).to_have_text(
            "What is kept of this person"
        )
        assert await find_barriers(anna.page, within="body") == []
        confirm = anna.page.get_by_label("To go on, type ERASE")
        await confirm.fill("no")
        await confirm.press("Enter")
        await expect(anna.page.get_by_role("alert")).to_contain_text("Nothing was erased")
        await expect(confirm).to_be_focused()
        assert await find_barriers(anna.page, within="body") == []
        await confirm.fill("erase")
        await confirm.press("Enter")

        await expect(anna.page.get_by_role("status").first).to_contain_text(
            "Conversations erased: 1"
        )
        assert await find_barriers(anna.page, within="body") == []
        # Cléo had it open: it goes from under her eyes, and her draft with it.
        await expect(cleo.page.locator("#content")).to_contain_text("Choose a conversation.")
        await expect(cleo.notice).to_have_text("This conversation was erased.")
        await expect(cleo.rows).to_have_count(0)
        assert await cleo.page.evaluate("() => JSON.stringify(localStorage)") == "{}"
        assert await find_barriers(cleo.page, within="body") == []
        for path in ("/console?view=all", "/console?view=all&q=zephyrine"):
            await anna.page.goto(path)
            await expect(anna.page.locator("#rows")).to_be_visible()
            await expect(anna.rows).to_have_count(0)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_is_erased_from_a_phone_in_french(
        self, shop: Page, stage: Stage, enter: Enter, scheme: str
    ) -> None:
        await (await open_widget(shop)).ask(WORDS)
        page = await enter(
            "anna", viewport=PHONE, is_mobile=True, has_touch=True, color_scheme=scheme
        )
        anna = ConsolePage(page)
        url = f"{stage.base_url}/console"
        await page.context.add_cookies([{"name": "console_language", "value": "fr", "url": url}])
        await page.reload()
        await anna.row("").first.locator("a").tap()
        await anna.page.locator("[data-side]").tap()
        await anna.page.get_by_role("link", name="Effacer …").tap()
        await expect(anna.page.locator("#confirm")).to_be_visible()
        assert await find_barriers(anna.page, within="body") == []
        assert await anna.page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        await anna.page.locator("#confirm").fill("EFFACER")
        await anna.button("Effacer définitivement").tap()

        await expect(anna.page.locator("h1")).to_have_text("C'est effacé")
