import asyncio

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.support.processes.browser import Widget, open_widget
from tests.support.processes.webchat_process import WebchatProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEPT = """JSON.parse(Object.entries(localStorage).find(([name]) =>
    name.endsWith(":conversation"))[1])"""
"""What the browser keeps of its conversation: id and token."""

SEES_NO_LATER_WRITES = """() => {
    const kept = {...localStorage};
    Storage.prototype.getItem = (name) => kept[name] ?? null;
}"""
"""Stand for a page in a process of its own, which hears of another's writes a moment late."""


async def kept_conversation(page: Page) -> dict[str, str]:
    kept: dict[str, str] = await page.evaluate(KEPT)
    return kept


class TestAReload:
    async def test_brings_the_conversation_and_the_open_panel_back(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")
        before = await widget.texts()
        await page.reload()

        await widget.answered("You have 30 days")
        assert await widget.texts() == before
        await expect(widget.panel).to_be_visible()

    async def test_keeps_what_was_not_sent(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.input.fill("half a thought")
        await page.reload()

        await expect(widget.input).to_have_value("half a thought")

    async def test_while_the_answer_is_written_still_shows_it(
        self, page: Page, server: WebchatProcess
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        with server.steer("hold"):
            await widget.ask("Can I return it?")
            await widget.acknowledged(1)
            await page.reload()
            await expect(widget.log.get_by_text("Assistant is writing")).to_be_attached()

        await widget.answered("You have 30 days")
        assert await widget.texts() == [
            "Can I return it?",
            "You have 30 days after delivery to return an item.",
        ]

    async def test_takes_the_conversation_along_to_another_page(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")
        await page.goto("/en/about")

        await widget.answered("You have 30 days")
        await expect(widget.panel).to_be_visible()


class TestAPageWithAnOldToken:
    async def test_has_another_in_silence_and_goes_on_with_it(
        self, page: Page, server: WebchatProcess
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")
        before = await kept_conversation(page)
        with server.steer("later"):
            await page.reload()
            await widget.answered("You have 30 days")
            await page.wait_for_function(f"old => ({KEPT}).token !== old", arg=before["token"])
            await widget.ask("Where do you ship?")
            await widget.acknowledged(2)

            after = await kept_conversation(page)
            assert after["id"] == before["id"]
            texts = await widget.texts()
            await page.reload()
            await widget.answered("You have 30 days")
            assert (await widget.texts())[: len(texts)] == texts


class TestTheVersionBefore:
    async def test_leaves_unsent_messages_in_one_list_and_they_are_sent_in_order(
        self, page: Page
    ) -> None:
        await page.goto("/en")
        await (await open_widget(page)).input.fill("half a thought")
        await page.evaluate(
            """() => {
                const draft = Object.keys(localStorage).find((key) => key.endsWith(":draft"));
                localStorage.setItem(draft.replace("draft", "pending"), JSON.stringify([
                    {id: "a1", text: "Can I return it?"},
                    {id: "a2", text: "When do you deliver?"},
                ]));
            }"""
        )
        await page.reload()
        widget = Widget(page)

        await widget.answered("2 to 3 working days")
        asked = await widget.questions.locator(".bubble").all_inner_texts()
        assert asked == ["Can I return it?", "When do you deliver?"]
        assert await widget.unsent() == []
        assert not await page.evaluate("Object.keys(localStorage).some(k => k.endsWith('pending'))")


class TestAClosedChat:
    async def test_counts_what_came_meanwhile(self, page: Page, server: WebchatProcess) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        with server.steer("hold"):
            await widget.ask("Can I return it?")
            await widget.acknowledged(1)
            await widget.input.press("Escape")

        await expect(widget.launcher).to_have_accessible_name("Open the chat, 1 new message")
        await widget.launcher.click()
        await widget.answered("You have 30 days")
        await widget.input.press("Escape")
        await expect(widget.launcher).to_have_accessible_name("Open the chat")

    async def test_does_not_count_it_again_on_the_next_page(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")
        await widget.input.press("Escape")
        await page.goto("/en/about")

        await expect(widget.replies).to_have_count(1)
        await expect(widget.launcher).to_have_accessible_name("Open the chat")


class TestANewConversation:
    async def test_begins_after_asking_and_leaves_nothing_behind(
        self, page: Page, customer: BrowserContext
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")
        await widget.button("New conversation").click()
        await widget.button("Keep it").click()
        await widget.answered("You have 30 days")
        await widget.button("New conversation").click()
        await widget.button("Start over").click()

        await expect(widget.log.locator("article")).to_have_count(0)
        await expect(widget.input).to_be_focused()
        kept = await page.evaluate("() => JSON.stringify(localStorage)")
        assert "token" not in kept
        await page.reload()
        await widget.ask("When do you deliver?")
        await widget.answered("2 to 3 working days")
        assert len(await widget.texts()) == 2
        assert len(customer.pages) == 1


class TestTwoTabs:
    async def test_stay_in_step(self, customer: BrowserContext) -> None:
        one, other = await customer.new_page(), await customer.new_page()
        for page in (one, other):
            await page.goto("/en")
        left, right = await open_widget(one), await open_widget(other)
        await left.ask("Can I return it?")
        await right.answered("You have 30 days")
        await right.ask("When do you deliver?")
        await left.answered("2 to 3 working days")

        assert await left.texts() == await right.texts()
        assert len(await left.texts()) == 4

    async def test_begin_anew_together(self, customer: BrowserContext) -> None:
        one, other = await customer.new_page(), await customer.new_page()
        for page in (one, other):
            await page.goto("/en")
        left, right = await open_widget(one), await open_widget(other)
        await left.ask("Can I return it?")
        await right.answered("You have 30 days")
        await left.button("New conversation").click()
        await left.button("Start over").click()

        await expect(right.log.locator("article")).to_have_count(0)

    async def test_show_the_same_words_as_often_as_they_were_said(
        self, customer: BrowserContext
    ) -> None:
        one, other = await customer.new_page(), await customer.new_page()
        widgets: list[Widget] = []
        for page in (one, other):
            await page.goto("/en")
            widgets.append(await open_widget(page))
        left, right = widgets
        await left.ask("Can I return it?")
        await right.answered("You have 30 days")
        await right.ask("Can I return it?")
        await left.ask("Can I return it?")

        for widget in widgets:
            await widget.acknowledged(3)
            await expect(widget.replies).to_have_count(3)

    async def test_lose_no_message_when_both_send_at_once(self, customer: BrowserContext) -> None:
        one, other = await customer.new_page(), await customer.new_page()
        for page in (one, other):
            await page.goto("/en")
        left, right = await open_widget(one), await open_widget(other)
        await left.ask("Can I return it?")
        await right.answered("You have 30 days")
        await right.acknowledged(1)
        may_answer = asyncio.Event()

        async def late(route: Route) -> None:
            response = await route.fetch()
            await may_answer.wait()
            await route.fulfill(response=response)

        await one.route("**/messages", late)
        await other.route("**/messages", lambda route: route.abort())
        await left.ask("Where do you ship?")
        await expect(left.replies).to_have_count(2)
        await one.evaluate(SEES_NO_LATER_WRITES)
        await right.ask("When do you deliver?")
        await expect(right.questions).to_have_count(3)
        may_answer.set()
        await left.acknowledged(2)
        await other.unroute("**/messages")

        await left.answered("2 to 3 working days")
