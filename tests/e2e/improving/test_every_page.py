"""By keyboard, on a phone, in the dark, in French: every page that the shop's people can open."""

from collections.abc import AsyncIterator, Mapping
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.improving.filled_console import OF_ONE, Filled, filled_console
from tests.e2e.setup.walk import SCHEMES, WIDTHS
from tests.support.pages.console_routes import pages_of_one
from tests.support.processes.browser import find_barriers

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_TABS = 400
WALKED_ELSEWHERE = frozenset(
    {
        "/insights/behind/made-up",  # with figures of a quarter: tests/e2e/insights
        "/insights/conversations/made-up",
        "/insights/i/made-up",
        "/insights/i/made-up/quotes",
        "/insights/products/made-up",
        "/insights/topics/made-up",
        "/insights/webhooks/made-up",
    }
)


BY_DAY = (
    "/console/c/",
    "/console/experiments/",
    "/console/improve/round",
    "/console/knowledge",
    "/console/outreach",
    "/console/quality",
    "/console/rehearsals",
    "/console/runs",
    "/console/settings",
    "/console/verified",
    "/insights/tasks",
)
"""Pages that no other test which is run every day looks at."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Filled]:
    async with filled_console(browser, tmp_path_factory.mktemp("filled")) as filled:
        yield filled


async def barriers_on(filled: Filled, places: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what axe has to say against pages, and which have no heading of their own."""
    found: dict[str, list[str]] = {}
    for place, path in places.items():
        await filled.open(path)
        headings = await filled.page.locator("h1").count()
        barriers = await find_barriers(filled.page, within="body")
        if barriers or headings != 1:
            found[place] = [f"{headings} headings", *barriers]
    return found


class TestEveryPage:
    async def test_is_walked(self, filled: Filled) -> None:
        assert set(pages_of_one(filled.app)) == {*OF_ONE, *WALKED_ELSEWHERE}

    @pytest.mark.slow  # axe on some fifty pages
    async def test_has_no_barrier_on_a_desk_by_day(self, filled: Filled) -> None:
        await filled.speak("fr")
        chosen = {at: one for at, one in filled.places.items() if one.startswith(BY_DAY)}

        assert len(chosen) > len(BY_DAY)
        assert await barriers_on(filled, chosen) == {}

    @pytest.mark.slow  # axe on every page
    @pytest.mark.parametrize("width", WIDTHS)
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_has_no_barrier_at_any_size_and_light(
        self,
        filled: Filled,
        language: Literal["fr", "en"],
        scheme: Literal["light", "dark"],
        width: int,
    ) -> None:
        await filled.speak(language)
        await filled.page.emulate_media(color_scheme=scheme)
        await filled.page.set_viewport_size({"width": width, "height": 900})

        assert await barriers_on(filled, filled.places) == {}

    @pytest.mark.slow  # each page
    async def test_is_no_wider_than_a_phone(self, filled: Filled) -> None:
        await filled.speak("fr")
        await filled.page.set_viewport_size({"width": 390, "height": 844})
        wide = {}
        for place, path in filled.places.items():
            await filled.open(path)
            over = await filled.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 0:
                wide[place] = over

        assert wide == {}

    @pytest.mark.slow  # every field of every page
    async def test_is_worked_with_the_keyboard_alone(self, filled: Filled) -> None:
        unreached: dict[str, list[str]] = {}
        unseen: dict[str, list[str]] = {}
        for place, path in filled.places.items():
            await filled.open(path)
            await filled.page.evaluate(COUNT)
            for _ in range(MOST_TABS):
                await filled.page.keyboard.press("Tab")
                if await filled.page.evaluate(REACH):
                    break
            left, faint = await filled.page.evaluate(LEFT)
            unreached |= {place: left} if left else {}
            unseen |= {place: faint} if faint else {}

        assert unreached == {}
        assert unseen == {}


COUNT = """() => {
  const works = ":is(a[href], button, input, select, textarea, summary, [tabindex='0'])";
  const all = [...document.querySelectorAll("main " + works)];
  window.wanted = new Set(all.filter((one) => one.checkVisibility() && !one.disabled
    && one.tabIndex >= 0 && !(one.type === "radio" && !one.checked)));
  window.faint = new Set();
}"""
REACH = """() => {
  const one = document.activeElement;
  if (wanted.has(one)) {
    wanted.delete(one);
    const style = getComputedStyle(one);
    if (style.outlineStyle === "none" && style.boxShadow === "none") faint.add(one);
  }
  return wanted.size === 0;
}"""
LEFT = (
    """() => [wanted, faint].map((some) => [...some].map((one) => one.outerHTML.slice(0, 120)))"""
)
