"""Take pictures of the console's pages again: `python -m tests.support.pages.console_pictures`.

From the project's folder, on the demo shop with its half year; of names that follow, those that
begin so. On a phone in French, at a desk in English, in the light and in the dark.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.app.commands.staff_administration import open_staff
from assistant.app.compose.local_installation import SystemClock
from assistant.app.demo.demo_staff import hire_demo
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.improvement.rehearsal.saved_scenario import (
    CustomerPart,
    SavedScenario,
    TalkExpectation,
)
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.conftest import CACHE
from tests.support.pages.readme_pictures import FOLDER, SCHEMES, shrink
from tests.support.processes.browser import new_customer, open_browser
from tests.support.processes.comptoir import ROOT, Tree, keep_demo, new_data_dir, run, running

LEAD, ADMIN = "sacha@brisemare.example", "alex@brisemare.example"
LANGUAGES: tuple[tuple[int, int, Literal["fr", "en"]], ...] = ((390, 844, "fr"), (1280, 800, "en"))
RUN_MS = 240_000  # of a few questions, on a machine that does much else


def _answer(name: str, ways: dict[str, str], texts: dict[str, str], days: int) -> VerifiedAnswer:
    return VerifiedAnswer(
        answer_id=VerifiedId(name),
        ways=tuple(
            WayOfAsking(language=language, text=way)  # type: ignore[arg-type]  # fr or en
            for language, lines in ways.items()
            for way in lines.split("|")
        ),
        texts=texts,  # type: ignore[arg-type]  # the same
        state=AnswerState.LIVE,
        person=not texts,
        review_by=date.today() + timedelta(days=days),  # noqa: DTZ011  # of a picture
    )


ANSWERS = (
    _answer(
        "gift",
        {
            "fr": "Peut-on rendre un cadeau ?|Retour d’un cadeau sans la facture ?",
            "en": "Can I return a gift?|may a present be sent back",
        },
        {
            "fr": "Oui, avec le ticket cadeau qui est dans le colis : nous faisons un avoir.",
            "en": "Yes, with the gift receipt in the parcel: we give store credit.",
        },
        200,
    ),
    _answer(
        "parking",
        {"fr": "Où se garer près de la boutique ?", "en": "Where can I park near the shop?"},
        {
            "fr": "Place du Marché, à deux minutes à pied. La première heure est gratuite.",
            "en": "Place du Marché, two minutes on foot. The first hour is free.",
        },
        -3,
    ),
    _answer(
        "press",
        {"fr": "Je suis journaliste, à qui écrire ?", "en": "Who answers the press?"},
        {},
        90,
    ),
)
RETURN = _answer(
    "return",
    {
        "fr": "Combien de temps pour renvoyer un article ?",
        "en": "How long do I have to return an item?",
    },
    {"fr": "Sous 14 jours.", "en": "Within 14 days."},
    365,
)
QUESTIONS = (
    ("How long do I have to return an item?", "en", TalkExpectation(says=("30 days",))),
    ("Combien de temps pour renvoyer un article ?", "fr", TalkExpectation(says=("30 jours",))),
    ("Can I return a gift?", "en", TalkExpectation(says=("gift receipt",))),
    ("Do you sell surfboards?", "en", TalkExpectation(silent=True)),
    ("je veux parler à une personne", "fr", TalkExpectation(person=True)),
)


async def main(names: tuple[str, ...]) -> None:
    """Fill the demo shop, and keep what its people see."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "demo").mkdir()
        demo = keep_demo(CACHE, folder / "demo")
        tree = await stack.enter_async_context(running(Tree(demo, command="demo")))
        told = await asyncio.to_thread(run, "insights", "demo", "--data-dir", demo)
        assert told.returncode == 0, told.stderr
        await fill(Settings(data_dir=demo))
        password = re.search(r"with the password (\S+),", tree.output.read_text())
        assert password is not None
        own = new_data_dir(folder / "own", like=demo, index=True)  # no server sets its rules
        hired = await hire_demo(Settings(data_dir=own))
        fresh = await stack.enter_async_context(running(Tree(own)))
        browser = await stack.enter_async_context(open_browser())
        paths: dict[str, str] = {}
        for width, height, language in LANGUAGES:
            for scheme in SCHEMES:
                camera = Camera(browser, width, height, language, scheme, names)
                async with camera.page(tree, password[1]) as page:
                    paths = paths or await try_change(page)
                    for name, path in paths.items():
                        await page.goto(path)
                        await camera.take(page, name)
                    await read_report(page)
                    await camera.take(page, "console-report")
                    await ask(page, language)
                    await camera.take(page, "console-bench")
                    await read_statements(page, language)
                    await camera.take(page, "knowledge-statements")
                async with camera.page(fresh, hired.password) as page:
                    await page.goto("/console/order-rules")
                    await camera.take(page, "console-order-rules")
                    await page.goto("/console/autonomy")
                    await page.locator("details.limits > summary").nth(2).press("Enter")
                    await camera.take(page, "console-autonomy")


@dataclass(frozen=True, slots=True)
class Camera:
    """A browser of one size, language and scheme."""

    browser: Browser
    width: int
    height: int
    language: Literal["fr", "en"]
    scheme: Literal["light", "dark"]
    names: tuple[str, ...]  # the pictures that are kept begin so

    @asynccontextmanager
    async def open(self, tree: Tree) -> AsyncIterator[Page]:
        """Open a page on which nobody is signed in."""
        size: ViewportSize = {"width": self.width, "height": self.height}
        async with new_customer(
            self.browser, tree.base_url, viewport=size, color_scheme=self.scheme
        ) as context:
            chosen = {"name": "console_language", "value": self.language, "url": tree.base_url}
            await context.add_cookies([chosen])  # type: ignore[list-item]  # a cookie
            yield await context.new_page()

    @asynccontextmanager
    async def page(self, tree: Tree, password: str) -> AsyncIterator[Page]:
        """Open a page on which an admin is signed in."""
        async with self.open(tree) as page:
            await page.goto("/console/sign-in")
            await page.locator("input[name=email]").fill(ADMIN)
            await page.locator("input[name=password]").fill(password)
            await page.locator("main form button").first.click()
            await expect(page).not_to_have_url(re.compile("sign-in"))
            yield page

    async def take(self, page: Page, name: str) -> None:
        """Keep what is seen from the top."""
        if not f"{name}-".startswith(self.names):
            return
        await page.evaluate("scrollTo(0, 0)")
        shot = await page.screenshot(animations="disabled", caret="hide")
        (FOLDER / f"{name}-{self.width}-{self.scheme}.png").write_bytes(shrink(shot, palette=True))


async def fill(settings: Settings) -> None:
    """Write verified answers and questions to be asked, as a lead does."""
    clock = SystemClock()
    async with open_staff(settings) as staff, open_database(settings.log_url) as database:
        account = await staff.directory.account(LEAD)
        assert account is not None
        lead = account.agent.agent_id
        changes = VerifiedChanges(
            book=SqlVerifiedBook(database), audit=SqlAudit(database), clock=clock
        )
        for one in (*ANSWERS, replace(RETURN, state=AnswerState.DRAFT)):
            await changes.write(one, expected_version=0, by=lead)
        for number, (text, language, expected) in enumerate(QUESTIONS):
            question = SavedScenario(
                scenario_id=f"{number:032x}",
                version=1,
                name=text,
                part=CustomerPart(opening=text, language=language, once=True),  # type: ignore[arg-type]  # fr or en
                expected=expected,
                by=lead,
                at=clock.now() + timedelta(seconds=number),
            )
            await SqlScenarioBook(database).put(question, expected_version=None)


async def try_change(page: Page) -> dict[str, str]:
    """Have the scenarios played, now and on a change; return the pages of the pictures."""
    await page.goto("/console/rehearsals")
    await page.locator("form[action$='/console/runs'] button").click()
    await ended(page)
    await page.goto(f"/console/verified/{RETURN.answer_id}")
    await page.locator("button[name=state][value=live]").click()
    await ended(page)
    return {
        "console-verified": "/console/verified",
        "console-verified-answer": "/console/verified/gift",
        "console-run": page.url,
    }


async def read_report(page: Page) -> None:
    """Open the report, which reloads itself until the figures are there."""
    await page.goto("/console/report")
    await expect(page.locator("main .report")).to_be_visible(timeout=RUN_MS)


async def ended(page: Page) -> None:
    """Wait until a run ended, whose page reloads itself then."""
    await expect(page.locator("p.said[role=status]")).to_be_visible(timeout=RUN_MS)


async def ask(page: Page, language: Literal["fr", "en"]) -> None:
    """Try a question on the bench."""
    questions = {"fr": QUESTIONS[1][0], "en": QUESTIONS[0][0]}
    await page.goto("/console/try")
    await page.locator(".talk textarea").fill(questions[language])
    await page.locator(".talk .send").click()
    await expect(page.locator(".talk .assistant").first).to_be_visible(timeout=RUN_MS)
    await expect(page.locator("ol.way li").first).to_be_attached()


async def read_statements(page: Page, language: Literal["fr", "en"]) -> None:
    """Open the page of returns, with the questions that its statements answered."""
    words = {"fr": "Retours et remboursements", "en": "Returns and refunds"}
    await page.goto(f"/console/knowledge/pages?q={words[language]}")
    await page.get_by_role("link", name=words[language]).first.click()
    await page.locator(".statements summary").first.press("Enter")
    await hide_paths(page)


async def hide_paths(page: Page) -> None:
    """Take out where the shop's files are: no path of this machine is in a picture."""
    await page.locator("main").evaluate(
        "(main, root) => main.innerHTML = main.innerHTML.replaceAll(root, '')", str(ROOT)
    )


if __name__ == "__main__":
    asyncio.run(main(tuple(sys.argv[1:]) or ("",)))
