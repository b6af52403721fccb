"""A row is compared with people's work on a phone, with the keyboard alone, in two languages."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from assistant.conversation.people import Role
from tests.e2e.improving.test_judging_answers import press
from tests.e2e.setup.walk import has_no_barriers
from tests.integration.test_shadow_page import leave_open, set_to_people
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.processes.browser import new_customer
from tests.support.simulators.http_server import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORDS = {
    "en": {
        "on": "Compare it: returns",
        "noted": "From now on the assistant works beside you",
        "judge": "2 comparisons wait for you",
        "right": "Right",
        "wrong": "Wrong",
        "kept": "Noted.",
        "nothing": "Nothing to judge",
        "seen": "1 of 2 comparisons right",
    },
    "fr": {
        "on": "Comparer : retours",
        "noted": "Désormais l’assistant travaille ici à côté de vous",
        "judge": "2 comparaisons vous attendent",
        "right": "Juste",
        "wrong": "Faux",
        "kept": "C’est noté.",
        "nothing": "Rien à juger",
        "seen": "1 comparaisons justes sur 2",
    },
}


@pytest_asyncio.fixture(loop_scope="session", params=["en", "fr"])
async def opened(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path
) -> AsyncIterator[tuple[Page, dict[str, str], object]]:
    language: Literal["en", "fr"] = request.param
    async with fresh_installation(tmp_path) as (app, parts):
        await set_to_people(parts)
        token = await open_session(app, Role.OPERATIONS)
        async with (
            served(app) as base_url,
            new_customer(browser, base_url, viewport={"width": 390, "height": 844}) as context,
        ):
            await context.add_cookies(
                [
                    {"name": "comptoir", "value": token, "url": base_url},
                    {"name": "console_language", "value": language, "url": base_url},
                ]
            )
            yield await context.new_page(), WORDS[language], parts


async def test_a_row_is_compared_and_two_comparisons_are_judged(
    opened: tuple[Page, dict[str, str], object],
) -> None:
    page, words, parts = opened
    await page.goto("/console/improve/autonomy")
    await press(page, "button", words["on"])
    await expect(page.get_by_text(words["noted"])).to_be_visible()
    await has_no_barriers(page)

    await leave_open(parts, 2)  # type: ignore[arg-type]  # parts
    await page.reload()
    await press(page, "link", words["judge"])
    await has_no_barriers(page)
    await press(page, "button", words["right"])
    await expect(page.get_by_text(words["kept"])).to_be_visible()
    await press(page, "button", words["wrong"])
    await expect(page.get_by_text(words["nothing"])).to_be_visible()

    await page.goto("/console/improve/autonomy")
    await expect(page.get_by_text(words["seen"])).to_be_visible()
    over = await page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0
