"""An agent has the copilot help: what it gives is theirs to edit, and to send or not."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ViewportSize, expect

from assistant.conversation.events import (
    ConversationEvent,
    CopilotUsed,
    HandoffSummarised,
    ModelUsed,
    OperationDone,
    OperationProposed,
)
from assistant.conversation.ids import ConversationId
from integrations.stores.sql import open_event_log
from tests.support.pages.console_page import ConsolePage, CopilotPage
from tests.support.patience import until
from tests.support.processes.browser import Widget, find_barriers, new_customer, open_widget
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import DAYS, demo_desk, sign_in
from tests.support.simulators.model.copilot_persona import careless, helpful
from tests.support.simulators.model.script import Asked, Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a demo with a model behind it, and long journeys
]

RETURNS = "How long do I have to return an item?"
DAYS_30 = "30 days from delivery."
WORDS = "Your parcel arrives on 3 December with code LUNE25."
SHORT = "Of course, with pleasure. Your parcel arrives on 3 December with code LUNE25."
FEES = "Delivery costs 10 EUR to France, 20 EUR to Belgium."
TURNED = "Delivery costs 20 EUR to France, 10 EUR to Belgium."
THINKS = "You are the assistant of"
PERSON = "I want to talk to a person, please"
ORDER, GRACE = "BM10484263", "grace.nolan@example.com"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
BEYOND = """() => [document.documentElement, ...document.querySelectorAll("#composer *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 80))"""

together: dict[str, Any] = {"scope": "module", "loop_scope": "session"}


@pytest_asyncio.fixture(**together)
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer(persona=helpful).serve() as model:
        yield model


@pytest_asyncio.fixture(**together)
async def tree(
    demo_data: Path, model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Tree]:
    """The demo shop with a model, whose people are there at any time."""
    more = {
        "COMPTOIR_MODEL__BASE_URL": model.url,
        "COMPTOIR_MODEL__API_KEY": KEY,
        "COMPTOIR_MODEL__NAME": NAME,
        "COMPTOIR_MODEL__FIRST_WORD_S": "3",
        "COMPTOIR_MODEL__TOTAL_S": "6",
        "COMPTOIR_MODEL__TRIES": "1",
    }
    folder = tmp_path_factory.mktemp("copilot")
    async with demo_desk(demo_data, folder, days=DAYS, hours="00:00-24:00", more=more) as tree:
        yield tree


@pytest.fixture(autouse=True)
def _as_before(model: ModelServer) -> None:
    model.persona = helpful
    model.script.clear()


def only(task: str, said: Said) -> Callable[[Asked], Said]:
    """Say this to one kind of request; what else is asked meanwhile is answered as ever."""
    return lambda asked: said if asked.system.startswith(task) else helpful(asked)


def draft_asked(model: ModelServer) -> Callable[[], Awaitable[bool]]:
    """Return whether a draft is asked for from now on."""
    before = len(model.asked)

    async def is_asked() -> bool:
        return any(one.system.startswith(THINKS) for one in model.asked[before:])

    return is_asked


class Scene:
    """A customer who asked for a person, and Sacha, who has taken their conversation."""

    def __init__(self, tree: Tree, chat: Widget, desk: ConsolePage) -> None:
        self.tree, self.chat, self.desk = tree, chat, desk
        self.copilot = CopilotPage(desk.page)

    async def events(self) -> list[ConversationEvent]:
        shown = re.search(r"/console/c/([^/?]+)", self.desk.page.url)
        assert shown is not None
        async with open_event_log(f"sqlite:///{self.tree.data_dir / 'comptoir.db'}") as log:
            record = await log.read(ConversationId(shown[1]))
        return [stored.event for stored in record.events]

    async def is_paid_for(self) -> bool:
        """Whether the conversation has the account of a help that was stopped."""
        used = [one for one in await self.events() if isinstance(one, ModelUsed)]
        return any((one.purpose, one.outcome) == ("copilot", "stopped") for one in used)

    async def recorded(self, count: int) -> list[tuple[str, str, bool]]:
        """Return what became of `count` helps, once so many are recorded."""
        found: list[CopilotUsed] = []

        async def are_there() -> bool:
            found[:] = [one for one in await self.events() if isinstance(one, CopilotUsed)]
            return len(found) >= count

        await until(are_there, within_s=10)
        return [(one.help, one.outcome, one.by_model) for one in found]


@asynccontextmanager
async def scene_of(
    browser: Browser, tree: Tree, sacha: BrowserContext, *, proven: bool = False
) -> AsyncIterator[Scene]:
    async with new_customer(browser, tree.base_url) as customer, await sacha.new_page() as page:
        shop = await customer.new_page()
        await shop.goto("/en/")
        chat = await open_widget(shop)
        if proven:
            await chat.ask(f"where is my order {ORDER}?")
            await chat.answered("e-mail")
            await chat.ask(GRACE)
            await chat.answered(f"Order {ORDER}")
        await chat.ask(PERSON)
        desk = ConsolePage(page)
        await desk.page.goto("/console?view=open")
        await desk.rows.first.locator("a").click()
        await desk.button("Accept").or_(desk.button("Take it")).first.click()
        await expect(desk.line("took it")).to_have_count(1)
        yield Scene(tree, chat, desk)
        await desk.page.goto(desk.page.url.partition("/operations")[0])
        if await desk.may_resolve():  # else the assistant has it
            await desk.resolve()
            await expect(desk.page.locator("#head .status")).to_have_text("Resolved")


@pytest_asyncio.fixture(**together)
async def sacha(browser: Browser, tree: Tree) -> AsyncIterator[BrowserContext]:
    """Sacha's browser, signed in once: nobody may try it often."""
    async with new_customer(browser, tree.base_url, viewport=DESKTOP) as context:
        page = await context.new_page()
        await sign_in(tree, ConsolePage(page), "sacha")
        await page.close()
        yield context


@pytest_asyncio.fixture(loop_scope="session")
async def scene(browser: Browser, tree: Tree, sacha: BrowserContext) -> AsyncIterator[Scene]:
    async with scene_of(browser, tree, sacha) as scene:
        yield scene


class TestADraft:
    async def test_is_edited_sent_and_recorded(self, scene: Scene) -> None:
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()

        await expect(scene.desk.text).to_have_value(DAYS_30)
        await expect(scene.copilot.card).to_contain_text("Written by the language model")
        await scene.copilot.card.get_by_text("What it stands on").click()
        source = scene.copilot.card.get_by_role("link", name="Frequently asked questions")
        await expect(source).to_have_attribute("href", re.compile("faq"))
        await scene.copilot.card.get_by_role("button", name="Close").click()
        await expect(scene.copilot.mark).to_have_text("written by the model")
        await scene.desk.text.fill(f"Hello Grace. {DAYS_30}")
        await scene.desk.button("Send").click()

        await scene.chat.answered(f"Hello Grace. {DAYS_30}")
        await expect(scene.copilot.mark).to_be_hidden()
        assert await scene.recorded(1) == [("draft", "edited", True)]
        [used] = [one for one in await scene.events() if isinstance(one, CopilotUsed)]
        assert 0 < used.distance < 1
        spent = [one for one in await scene.events() if isinstance(one, ModelUsed)]
        assert {one.purpose for one in spent} == {"copilot"}

    async def test_that_is_sent_as_it_is_counts_as_that(self, scene: Scene) -> None:
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await scene.desk.page.keyboard.press("Control+Enter")

        await scene.chat.answered(DAYS_30)
        assert await scene.recorded(1) == [("draft", "sent", True)]

    async def test_is_dropped_when_the_customer_writes_while_it_is_made(
        self, scene: Scene, model: ModelServer
    ) -> None:
        gate, is_asked = asyncio.Event(), draft_asked(model)
        model.persona = lambda asked: replace(helpful(asked), first=gate)
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()
        await until(is_asked, within_s=10)
        await scene.chat.ask("Never mind, I found it.")
        await expect(scene.desk.said("Never mind")).to_have_count(1)
        gate.set()

        await expect(scene.copilot.card).to_contain_text("Somebody wrote meanwhile")
        await expect(scene.desk.text).to_have_value("")
        assert await scene.recorded(1) == [("draft", "outdated", False)]

    async def test_is_taken_away_untouched_when_the_customer_writes_after_it(
        self, scene: Scene
    ) -> None:
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await scene.chat.ask("And is it free?")

        await expect(scene.desk.notice).to_contain_text("the draft was taken away")
        await expect(scene.desk.text).to_have_value("")
        assert await scene.recorded(1) == [("draft", "outdated", True)]

    async def test_is_taken_back_and_what_stood_there_is_there_again(self, scene: Scene) -> None:
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.desk.text.fill("Hello Grace,")
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await scene.copilot.button("Undo").click()

        await expect(scene.desk.text).to_have_value("Hello Grace,")
        await expect(scene.copilot.card).to_be_hidden()
        assert await scene.recorded(1) == [("draft", "discarded", True)]

    @pytest.mark.parametrize("way", ["reload", "another page and back"])
    async def test_is_undone_after_the_page_was_left_and_the_agents_words_are_there_again(
        self, scene: Scene, way: str
    ) -> None:
        await self.draft_over(scene, "Hello Grace,")
        page = scene.desk.page
        if way == "reload":
            await page.reload()
        else:
            thread = page.url
            await page.goto("/console?view=open")
            await page.goto(thread)
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await expect(scene.copilot.mark).to_have_text("written by the model")
        await scene.copilot.button("Undo").click()

        await expect(scene.desk.text).to_have_value("Hello Grace,")
        await expect(scene.copilot.mark).to_be_hidden()
        assert await scene.recorded(1) == [("draft", "discarded", True)]

    async def test_that_the_customer_outdates_after_a_reload_leaves_the_agents_words(
        self, scene: Scene
    ) -> None:
        await self.draft_over(scene, "Hello Grace,")
        await scene.desk.page.reload()
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await scene.chat.ask("And is it free?")
        await expect(scene.desk.notice).to_contain_text("the draft was taken away")
        await expect(scene.desk.text).to_have_value("Hello Grace,")
        await scene.desk.page.reload()

        await expect(scene.desk.text).to_have_value("Hello Grace,")
        await expect(scene.copilot.mark).to_be_hidden()
        await expect(scene.copilot.card).to_be_hidden()
        assert await scene.recorded(1) == [("draft", "outdated", True)]

    async def test_of_which_a_second_is_undone_leaves_the_first_marked_and_counted(
        self, scene: Scene
    ) -> None:
        await self.draft_over(scene, "Hello Grace,")
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.page.locator("#copilot")).to_have_attribute("aria-busy", "false")
        await scene.copilot.button("Undo").click()
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await expect(scene.copilot.mark).to_have_text("written by the model")
        await scene.desk.page.reload()
        await scene.desk.button("Send").click()

        await scene.chat.answered(DAYS_30)
        assert await scene.recorded(2) == [
            ("draft", "discarded", True),
            ("draft", "sent", True),
        ]

    async def test_of_which_a_second_is_sent_counts_the_first_as_not_wanted(
        self, scene: Scene
    ) -> None:
        await self.draft_over(scene, "Hello Grace,")
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.page.locator("#copilot")).to_have_attribute("aria-busy", "false")
        await scene.desk.button("Send").click()

        await scene.chat.answered(DAYS_30)
        assert sorted(await scene.recorded(2)) == [
            ("draft", "discarded", True),
            ("draft", "sent", True),
        ]

    async def test_over_the_agents_words_is_taken_away_and_they_wait_when_an_agent_replies(
        self, scene: Scene, sacha: BrowserContext
    ) -> None:
        async with await sacha.new_page() as page:
            other = ConsolePage(page)
            await page.goto(scene.desk.page.url)
            await expect(other.text).to_be_visible()
            await self.draft_over(scene, "Hello Grace,")
            await other.reply("Somebody has answered already.")
            await expect(scene.desk.said("answered already")).to_have_count(1)

        stale = scene.desk.page.locator("#stale")
        await expect(scene.desk.text).to_have_value("Hello Grace,")
        await expect(stale).to_be_visible()
        await scene.desk.page.reload()
        await expect(scene.desk.text).to_have_value("Hello Grace,")
        await expect(stale).to_be_visible()
        assert await scene.recorded(1) == [("draft", "outdated", True)]

    async def test_that_goes_into_a_note_counts_as_not_wanted(self, scene: Scene) -> None:
        await self.draft_over(scene, "Hello Grace,")
        await scene.desk.page.get_by_role("radio", name="Private note").check()
        await scene.desk.button("Send").click()

        await expect(scene.desk.said(DAYS_30)).to_have_count(1)
        await expect(scene.copilot.mark).to_be_hidden()
        assert await scene.recorded(1) == [("draft", "discarded", True)]

    async def draft_over(self, scene: Scene, words: str) -> None:
        """Have a draft made in place of what the agent has written."""
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.desk.text.fill(words)
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.text).to_have_value(DAYS_30)

    async def test_is_cancelled(self, scene: Scene, model: ModelServer) -> None:
        is_asked = draft_asked(model)
        model.persona = only(THINKS, Said(first=asyncio.Event()))
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.copilot.card).to_contain_text("Looking for an answer")
        await until(is_asked, within_s=10)
        await scene.copilot.card.get_by_role("button", name="Cancel").click()

        await expect(scene.copilot.card).to_be_hidden()
        await expect(scene.desk.text).to_be_focused()
        await until(scene.is_paid_for, within_s=10)

    async def test_is_the_shops_own_words_when_the_model_is_away(
        self, scene: Scene, model: ModelServer
    ) -> None:
        model.persona = only(THINKS, Said(status=503))
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()

        await expect(scene.desk.text).to_have_value(re.compile("30 days from delivery"))
        await expect(scene.copilot.card).to_contain_text("In the shop's own words")
        await expect(scene.copilot.card).to_contain_text("gave nothing that could be used")


class TestRewording:
    async def test_leaves_out_what_says_nothing(self, scene: Scene) -> None:
        await scene.desk.text.fill(SHORT)
        await scene.copilot.reword("Shorter")
        await expect(scene.desk.text).to_have_value(WORDS)
        await expect(scene.copilot.card).to_contain_text("Reworded by the language model")

    async def test_keeps_figures_codes_and_dates_and_is_undone_step_by_step(
        self, scene: Scene
    ) -> None:
        await scene.desk.text.fill(WORDS)
        await scene.copilot.reword("Into French")
        await expect(scene.desk.text).to_have_value(
            "Votre colis arrive le 3 décembre avec le code LUNE25."
        )
        await scene.copilot.reword("Into English")
        await expect(scene.desk.text).to_have_value(WORDS)
        await scene.copilot.button("Undo").click()
        await scene.copilot.button("Undo").click()
        await expect(scene.desk.text).to_have_value(WORDS)

    async def test_that_changes_a_figure_is_not_taken(
        self, scene: Scene, model: ModelServer
    ) -> None:
        model.persona = careless
        await scene.desk.text.fill(WORDS)
        await scene.copilot.reword("Warmer")

        await expect(scene.copilot.card).to_contain_text("Your words were kept")
        await expect(scene.copilot.card).to_contain_text("LUNE25")
        await expect(scene.desk.text).to_have_value(WORDS)

    async def test_that_may_say_something_else_is_shown_and_taken_only_when_the_agent_says_so(
        self, scene: Scene, model: ModelServer
    ) -> None:
        model.persona = only("You reword", Said(text=TURNED))
        await scene.desk.text.fill(FEES)
        await scene.copilot.reword("Warmer")
        await expect(scene.copilot.card).to_contain_text("may say something else")
        await expect(scene.copilot.card).to_contain_text("which figure or day belongs to what")
        await expect(scene.copilot.card).to_contain_text(TURNED)
        await expect(scene.desk.text).to_have_value(FEES)
        await expect(scene.copilot.mark).to_be_hidden()

        await scene.copilot.button("Put it into the composer").click()
        await expect(scene.desk.text).to_have_value(TURNED)
        await expect(scene.copilot.mark).to_have_text("written by the model")
        await scene.copilot.button("Undo").click()
        await expect(scene.desk.text).to_have_value(FEES)

    @pytest.mark.parametrize("trouble", ["away", "silent"])
    async def test_loses_nothing_when_the_model_fails(
        self, scene: Scene, model: ModelServer, trouble: str
    ) -> None:
        failing = Said(status=503) if trouble == "away" else Said(first=asyncio.Event())
        model.persona = only("You reword", failing)
        await scene.desk.text.fill(WORDS)
        await scene.copilot.reword("Warmer")

        await expect(scene.copilot.card).to_contain_text("Your words are as they were")
        await expect(scene.desk.text).to_have_value(WORDS)


class TestAFurtherHelp:
    """Whatever becomes of it, the card says again whose the words in the composer are."""

    async def test_that_is_cancelled_leaves_the_first_to_be_undone(
        self, scene: Scene, model: ModelServer
    ) -> None:
        await self.take_one(scene)
        model.persona = only("You reword", Said(first=asyncio.Event()))
        await scene.copilot.reword("Into French")
        await expect(scene.copilot.card).to_contain_text("Translating")
        await scene.copilot.card.get_by_role("button", name="Cancel").click()

        await self.is_undone(scene)

    async def test_that_fails_leaves_the_first_to_be_undone_once_it_is_closed(
        self, scene: Scene
    ) -> None:
        await self.take_one(scene)
        await scene.desk.page.route("**/copilot", lambda route: route.abort())
        await scene.copilot.reword("Into French")
        await expect(scene.copilot.card).to_contain_text("no connection")
        await scene.copilot.card.get_by_role("button", name="Close").click()

        await self.is_undone(scene)

    async def test_that_is_not_taken_leaves_the_first_to_be_undone_once_it_is_closed(
        self, scene: Scene, model: ModelServer
    ) -> None:
        await self.take_one(scene)
        model.persona = careless
        await scene.copilot.reword("Warmer")
        await expect(scene.copilot.card).to_contain_text("Your words were kept")
        await scene.copilot.card.get_by_role("button", name="Close").click()

        await self.is_undone(scene)

    async def test_that_gives_way_to_a_question_waits_no_more(
        self, scene: Scene, model: ModelServer
    ) -> None:
        await self.take_one(scene)
        model.persona = only("You reword", Said(first=asyncio.Event()))
        await scene.copilot.reword("Into French")
        await expect(scene.copilot.card).to_contain_text("Translating")
        await scene.copilot.button("Ask the documents").click()
        await scene.desk.page.keyboard.type(RETURNS)
        await scene.desk.page.keyboard.press("Enter")

        await expect(scene.desk.page.locator("#ask-found")).to_contain_text(DAYS_30)
        await self.is_undone(scene)

    async def take_one(self, scene: Scene) -> None:
        await scene.desk.text.fill(SHORT)
        await scene.copilot.reword("Shorter")
        await expect(scene.desk.text).to_have_value(WORDS)

    async def is_undone(self, scene: Scene) -> None:
        await expect(scene.copilot.card).to_contain_text("by the language model")
        await expect(scene.copilot.button("Cancel")).to_have_count(0)
        await expect(scene.desk.text).to_have_value(WORDS)
        await scene.copilot.button("Undo").click()
        await expect(scene.desk.text).to_have_value(SHORT)
        await expect(scene.copilot.card).to_be_hidden()


class TestWhatWasKept:
    async def test_by_an_older_page_is_undone(self, scene: Scene) -> None:
        await scene.desk.text.fill("Hello Grace,")
        await scene.desk.page.evaluate("""() => {
            const id = location.pathname.split("/").pop();
            const name = `comptoir:draft:${id}`;
            const draft = JSON.parse(localStorage.getItem(name));
            draft.helps = [{ help: "draft", text: draft.text, by_model: true }];
            localStorage.setItem(name, JSON.stringify(draft));
        }""")
        await scene.desk.page.reload()
        await expect(scene.copilot.mark).to_be_visible()
        await scene.copilot.button("Undo").click()

        await expect(scene.desk.text).to_have_value("")
        await expect(scene.copilot.mark).to_be_hidden()


class TestTheDocuments:
    async def test_answer_the_agents_own_question_and_go_into_the_reply(self, scene: Scene) -> None:
        await scene.copilot.button("Ask the documents").click()
        await scene.desk.page.keyboard.type(RETURNS)
        await scene.desk.page.keyboard.press("Enter")
        found = scene.desk.page.locator("#ask-found")
        await expect(found).to_contain_text(DAYS_30)
        await found.get_by_text("What it stands on").click()
        await expect(found.get_by_role("link", name="Frequently asked questions")).to_have_count(1)
        await scene.desk.text.fill("Hello. ")
        await found.get_by_role("button", name="Put it into the composer").click()

        await expect(scene.desk.text).to_have_value(f"Hello. {DAYS_30}")
        await scene.desk.button("Send").click()
        await scene.chat.answered(DAYS_30)
        assert await scene.recorded(1) == [("ask", "edited", True)]


class TestAnOperation:
    async def test_is_suggested_filled_in_and_only_the_customers_yes_has_it_done(
        self, browser: Browser, tree: Tree, sacha: BrowserContext
    ) -> None:
        async with scene_of(browser, tree, sacha, proven=True) as scene:
            await self.suggest_and_ask(scene)

    async def suggest_and_ask(self, scene: Scene) -> None:
        await scene.chat.ask(f"Please cancel my order {ORDER}, I ordered it by mistake.")
        await expect(scene.desk.said("by mistake")).to_have_count(1)
        await scene.copilot.button("Suggest an operation").click()
        await expect(scene.copilot.card).to_contain_text(f"Cancel the order · {ORDER}")
        await scene.copilot.button("Open the filled-in form").click()
        form = scene.desk.page.get_by_role("region", name="Cancel the order")
        await expect(form).to_contain_text("Filled in by the copilot")
        await expect(form.get_by_label("Reason")).to_have_value("ordered_by_mistake")
        await form.get_by_role("button", name="Prepare").click()
        await expect(scene.desk.page.locator("#read-back")).to_be_visible()
        events = await scene.events()
        assert not [e for e in events if isinstance(e, OperationProposed | OperationDone)]

        await scene.desk.button("Ask the customer").click()
        await scene.chat.answered("Shall I")
        assert await scene.recorded(1) == [("operation", "sent", False)]
        assert not [e for e in await scene.events() if isinstance(e, OperationDone)]


class TestAHandoff:
    async def test_is_summed_up_once_by_the_model(self, scene: Scene) -> None:
        package = scene.desk.page.locator("#package")
        await expect(package).to_contain_text("written by the model")
        await expect(package).to_contain_text("I want to talk to a person")
        for _ in range(2):
            await scene.desk.page.reload()
            await expect(package).to_have_count(1)

        summed = [one for one in await scene.events() if isinstance(one, HandoffSummarised)]
        assert len(summed) == 1


class TestWithoutAModel:
    async def test_drafts_and_answers_are_the_shops_own_words_and_nothing_is_reworded(
        self, browser: Browser, demo_data: Path, tmp_path: Path
    ) -> None:
        async with (
            demo_desk(demo_data, tmp_path, days=DAYS, hours="00:00-24:00") as tree,
            new_customer(browser, tree.base_url, viewport=DESKTOP) as sacha,
        ):
            page = await sacha.new_page()
            await sign_in(tree, ConsolePage(page), "sacha")
            await page.close()
            async with scene_of(browser, tree, sacha) as scene:
                await expect(scene.copilot.menu).to_have_count(0)
                await expect(scene.desk.page.locator("#package")).not_to_contain_text("model")
                await scene.chat.ask(RETURNS)
                await expect(scene.desk.said(RETURNS)).to_have_count(1)
                await scene.copilot.button("Draft a reply").click()
                await expect(scene.desk.text).to_have_value(re.compile("30 days from delivery"))
                await expect(scene.copilot.card).to_contain_text("In the shop's own words")


class TestByKeyboard:
    async def test_everything_has_its_key_and_its_command(self, scene: Scene) -> None:
        press = scene.desk.page.keyboard.press
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.desk.log.focus()
        await press("d")
        await expect(scene.desk.text).to_have_value(DAYS_30)
        await expect(scene.desk.text).to_be_focused()
        await press("Escape")
        await press("2")
        await expect(scene.desk.text).to_have_value(f"Thank you for your patience. {DAYS_30}")
        await press("Control+k")
        await scene.desk.page.keyboard.type("suggest an op")
        await press("Enter")
        await expect(scene.copilot.card).to_contain_text("calls for nothing")
        await press("Escape")
        await press("a")
        await expect(scene.desk.page.locator("#question")).to_be_focused()


class TestOnAPhoneAndInTheDark:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
    async def test_nothing_is_cut_off_and_nobody_meets_a_barrier(
        self, scene: Scene, scheme: Literal["light", "dark"], viewport: ViewportSize
    ) -> None:
        page = scene.desk.page
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size(viewport)
        await scene.chat.ask(RETURNS)
        await expect(scene.desk.said(RETURNS)).to_have_count(1)
        await scene.copilot.button("Draft a reply").click()
        await expect(scene.desk.text).to_have_value(DAYS_30)

        assert await page.evaluate(BEYOND) == []
        assert await find_barriers(page, within="html") == []
        await scene.copilot.menu.click()  # which lies over what is above it
        assert await find_barriers(page, within="#composer") == []
