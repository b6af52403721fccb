"""Whoever owns a shop sets it up in the browser alone, from an empty folder to a first answer."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.setup.conftest import NewShop, ShopSite
from tests.e2e.setup.steps import (
    CORRECTED,
    claim,
    dress_the_chat,
    go_live,
    introduce,
    judge,
    name_the_shop,
    open_the_desk,
    upload,
)
from tests.support.processes.browser import open_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]

COLUMNS = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price"
)
CSV = f"""\
{COLUMNS}
blue-lamp,Blue lamp,<p>A lamp of blue glass.</p>,Lune,Lamps,,true,Title,Default Title,A1,4,35.00
red-chair,Red chair,<p>A chair of red beech.</p>,Lune,Chairs,,true,Title,Default Title,A2,2,80.00
broken,,<p>It has no title.</p>,Lune,Chairs,,true,Title,Default Title,A3,2,many
"""
PAGES = {
    "returns.md": "# Returns\n\nYou can return any item within 45 days of delivery.\n",
    "delivery.md": "# Delivery\n\nStandard delivery takes three working days.\n",
    "warranty.md": "# Warranty\n\nEvery lamp has a warranty of seven years.\n",
    "payment.txt": "Payment\n\nYou can pay by card and by PayPal.\n",
    "contact.html": "<!doctype html><title>Contact</title><h1>Contact</h1>"
    "<p>Our workshop in Lyon is open from Tuesday to Saturday.</p>",
}


def files(folder: Path) -> list[Path]:
    folder.mkdir()
    for name, text in {"products.csv": CSV, **PAGES}.items():
        (folder / name).write_text(text)
    return sorted(folder.iterdir())


class TestAShop:
    async def test_is_set_up_from_an_empty_folder_to_its_first_answer(
        self, page: Page, new_shop: NewShop, shop_site: ShopSite, tmp_path: Path
    ) -> None:
        await claim(page, new_shop)
        await name_the_shop(page, new_shop)
        await upload(page, files(tmp_path / "shop"))
        corrected = await judge(page)
        await dress_the_chat(page)
        await open_the_desk(page)
        await go_live(page, shop_site)

        await new_shop.tree.ready()
        await page.goto(new_shop.site)
        widget = await open_widget(page)
        await widget.ask("How many days do I have to return an item?")
        await widget.answered("within 45 days")
        await widget.ask(corrected)
        await widget.answered(CORRECTED)

    async def test_lets_nobody_in_who_has_not_the_code(self, page: Page) -> None:
        await page.goto("/")
        await page.get_by_label("One-time code").fill("AAAA-BBBB-CCCC-DDDD")
        await introduce(page)

        await expect(page.get_by_role("alert")).to_contain_text("not the code")
