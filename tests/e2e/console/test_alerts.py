"""An agent who asks for it hears and sees that a customer waits, but for their quiet hours."""

from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import find_barriers, open_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # several browsers
]

# A browser without a screen shows and plays nothing: it is noted what it is asked to.
NOTE = """() => {
    window.told = []; window.rung = 0;
    document.hasFocus = () => false;
    localStorage.removeItem("alerts:last");
    const shown = window.Notification;
    window.Notification = class extends shown {
        constructor(title, options) { super(title, options); window.told.push(options.body); }
    };
    const tone = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
        window.rung += 1; return tone.call(this);
    };
}"""


async def at_the_desk(enter: Enter, agent: str) -> Page:
    """Open an agent's desk with the menu in which alerts are chosen."""
    page = await enter(agent, "/console?view=open")
    await page.context.grant_permissions(["notifications"])
    await page.evaluate(NOTE)
    await page.locator("#self > summary").click()
    return page


async def ask_for_person(shop: Page) -> None:
    await (await open_widget(shop)).ask("I want to talk to a person, please")


class TestAlerts:
    async def test_are_off_until_an_agent_turns_them_on(self, shop: Page, enter: Enter) -> None:
        anna, cleo = await at_the_desk(enter, "anna"), await at_the_desk(enter, "cleo")
        assert await find_barriers(anna, within="body") == []
        await anna.get_by_label("A sound").check()
        await anna.get_by_label("A notification of the desktop").check()

        await ask_for_person(shop)

        await anna.wait_for_function("() => window.told.length && window.rung")
        await expect(ConsolePage(cleo).rows).to_have_count(1)
        assert await cleo.evaluate("() => [window.told, window.rung]") == [[], 0]
        await anna.reload()
        await anna.locator("#self > summary").click()
        await expect(anna.get_by_label("A sound")).to_be_checked()

    async def test_are_silent_in_quiet_hours(self, shop: Page, enter: Enter) -> None:
        anna, cleo = await at_the_desk(enter, "anna"), await at_the_desk(enter, "cleo")
        for one in (anna, cleo):
            await one.get_by_label("A sound").check()
        now = datetime.now().astimezone()
        for label, hours in (("Quiet from", -1), ("until", 1)):
            at = (now + timedelta(hours=hours)).strftime("%H:%M")
            await anna.get_by_label(label, exact=True).fill(at)

        await ask_for_person(shop)

        await cleo.wait_for_function("() => window.rung")
        await expect(ConsolePage(anna).rows).to_have_count(1)
        assert await anna.evaluate("() => window.rung") == 0


@pytest.mark.parametrize(
    ("hours", "now", "quiet"),
    [
        (("22:00", "07:00"), "23:30", True),
        (("22:00", "07:00"), "06:59", True),
        (("22:00", "07:00"), "07:00", False),
        (("12:00", "14:00"), "13:00", True),
        (("12:00", "14:00"), "14:00", False),
        (("", "14:00"), "13:00", False),
    ],
)
async def test_quiet_hours_may_go_over_midnight(
    enter: Enter, hours: tuple[str, str], now: str, *, quiet: bool
) -> None:
    page = await enter("anna", "/console?view=open")
    source = page.locator("script[src$='/console.js']")
    folder = str(await source.get_attribute("src")).removesuffix("console.js")

    found = await page.evaluate(
        "async ([place, [from, until], now]) =>"
        " (await import(`${place}alerts.js`)).isQuiet({from, until}, now)",
        [folder, hours, now],
    )

    assert found is quiet
