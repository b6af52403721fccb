"""Whoever owns a shop sets it up in the browser alone, from an empty folder to a first answer."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.setup.conftest import NewShop, ShopSite, TellMeasures
from tests.e2e.setup.shop_files import files
from tests.e2e.setup.steps import (
    CORRECTED,
    ask_on_the_shops_page,
    claim,
    dress_the_chat,
    go_live,
    introduce,
    judge,
    name_the_shop,
    open_the_desk,
    upload,
)
from tests.e2e.setup.walk import Walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]


class TestAShop:
    async def test_is_set_up_from_an_empty_folder_to_its_first_answer(
        self,
        walk: Walk,
        new_shop: NewShop,
        shop_site: ShopSite,
        tmp_path: Path,
        tell_measures: TellMeasures,
    ) -> None:
        await claim(walk, new_shop)
        await name_the_shop(walk, new_shop)
        await upload(walk, files(tmp_path / "shop"))
        corrected = await judge(walk)
        await dress_the_chat(walk)
        await open_the_desk(walk)
        await go_live(walk, shop_site)

        widget = await ask_on_the_shops_page(walk, new_shop)
        tell_measures(walk)
        await widget.ask(corrected)
        await widget.answered(CORRECTED)

    async def test_lets_nobody_in_who_has_not_the_code(self, page: Page) -> None:
        await page.goto("/")
        await page.get_by_label("One-time code").fill("AAAA-BBBB-CCCC-DDDD")
        await introduce(page)

        await expect(page.get_by_role("alert")).to_contain_text("not the code")
