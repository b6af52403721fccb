"""Take the README's pictures again: `python -m tests.support.pages.readme_pictures [NAME ...]`.

From the project's folder; of a NAME those that begin so.
"""

import asyncio
import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, expect

from tests.support.processes.browser import Device, Widget, new_customer, open_browser, open_widget
from tests.support.processes.comptoir import ROOT, Tree, keep_demo, running

FOLDER = ROOT / "docs/pictures"
MAX_BYTES = 250_000  # each of them stands in the README
COLOURS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What one shows."""

    name: str
    path: str  # of the shop
    questions: tuple[str, ...]
    device: Device
    account: str = ""  # of the demo's customer who is signed in; "": nobody is


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SCENES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "basket-chat",
        "/en/products/equipage-breton-top",
        ("I'll take the navy one in M", "make it 2"),
    ),
    ("basket-page", "/en/basket?TS01-MAR-M=2&AC01-MOU=1&TS01-ECR-M=1", ()),
    ("advice", "/en/", ("can you help me choose a warm sweater?", "for my husband", "around 130")),
    (
        "handoff",
        "/fr/",
        ("je veux parler à une personne", "combien de temps pour renvoyer un article ?"),
    ),
)
"""A basket that is filled, the built-in shop's page of it, advice, and a person who was asked for
while the assistant goes on."""

PICTURES = (
    Picture(
        name="widget-desktop.png",
        path="/en/",
        questions=("red dress under 50 EUR in M",),
        device={"viewport": {"width": 1280, "height": 800}},
    ),
    Picture(
        name="widget-phone.png",
        path="/fr/",
        questions=("Combien de temps pour renvoyer un article ?",),
        device={"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    ),
    Picture(
        name="widget-dark.png",
        path="/en/departments/bags",
        questions=("waterproof boots under 80 EUR", "and in size 40?"),
        device={"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    ),
    Picture(
        name="widget-orders.png",
        path="/en/",
        questions=("cancel my order BM10484263", "it takes too long"),
        device={"viewport": {"width": 1280, "height": 800}},
        account="grace-nolan",
    ),
    *(
        Picture(
            name=f"{scene}-{width}-{scheme}.png",
            path=path,
            questions=questions,
            device={"viewport": {"width": width, "height": height}, "color_scheme": scheme},
        )
        for scene, path, questions in SCENES
        for width, height in ((390, 844), (1280, 800))
        for scheme in SCHEMES
    ),
)


async def main(names: tuple[str, ...]) -> None:
    """Start the demo shop, ask, and keep what is seen."""
    cache = ROOT / ".cache"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(keep_demo(cache, Path(folder)), command="demo")
        async with running(tree), open_browser() as browser:
            for picture in PICTURES:
                if not picture.name.startswith(names):
                    continue
                await take(browser, tree.base_url, picture)


async def take(browser: Browser, base_url: str, picture: Picture) -> None:
    """Take one picture."""
    async with new_customer(browser, base_url, **picture.device) as customer:
        page = await customer.new_page()
        await page.goto(picture.path)
        if picture.account:
            await page.locator("[data-account] select").select_option(picture.account)
            await expect(page.locator("[data-mailbox]")).to_be_visible()
        if not picture.questions:
            shot = await page.screenshot(animations="disabled", caret="hide")
            (FOLDER / picture.name).write_bytes(shrink(shot))
            return
        widget = await open_widget(page)
        for number, question in enumerate(picture.questions, start=1):
            await widget.ask(question)
            await expect(widget.replies).to_have_count(number)
        await _settle(widget)
        await widget.log.evaluate("(log) => { log.scrollTop = log.scrollHeight }")
        await page.mouse.move(0, 0)  # nothing looks pointed at
        shot = await page.screenshot(animations="disabled", caret="hide")
    (FOLDER / picture.name).write_bytes(shrink(shot))


async def _settle(widget: Widget) -> None:
    """Wait until every picture in sight is there and every message is sent."""
    await expect(widget.log.locator(".state.sending")).to_have_count(0)
    await widget.page.wait_for_function(
        "() => [...document.querySelectorAll('img'),"
        " ...document.querySelector('comptoir-chat').shadowRoot.querySelectorAll('img')]"
        ".every((image) => image.complete || image.loading === 'lazy')"
    )
    for image in await widget.log.locator("img").all():
        await expect(image).to_have_js_property("complete", value=True)


def shrink(png: bytes, *, palette: bool = False) -> bytes:
    """Return the picture small enough, with a `palette`, or with one if need be.

    Raises:
        ValueError: it is still larger than `MAX_BYTES`.
    """
    with Image.open(io.BytesIO(png)) as picture:
        full = picture.convert("RGB")
        few = full.quantize(COLOURS)
        for candidate in (few,) if palette else (full, few):
            packed = io.BytesIO()
            candidate.save(packed, "PNG", optimize=True)
            if packed.tell() <= MAX_BYTES:
                return packed.getvalue()
    msg = f"a picture of {packed.tell()} bytes is too large for a README"
    raise ValueError(msg)


if __name__ == "__main__":
    asyncio.run(main(tuple(sys.argv[1:]) or ("",)))
