from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.support.processes.browser import new_customer, open_widget
from tests.support.processes.webchat_process import WebchatProcess, run_webchat

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # servers that are killed and started again
]

ANSWER = "You have 30 days after delivery to return an item."


@pytest_asyncio.fixture(loop_scope="session")
async def own_server(tmp_path: Path) -> AsyncIterator[WebchatProcess]:
    async with run_webchat(tmp_path) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def own_page(browser: Browser, own_server: WebchatProcess) -> AsyncIterator[Page]:
    async with new_customer(browser, own_server.base_url) as context:
        yield await context.new_page()


class TestAServer:
    async def test_that_is_killed_while_it_answers_answers_once_it_is_back(
        self, own_page: Page, own_server: WebchatProcess
    ) -> None:
        await own_page.goto("/en")
        widget = await open_widget(own_page)
        with own_server.steer("hold"):
            await widget.ask("Can I return it?")
            await widget.acknowledged(1)
            await own_server.kill()
        await own_server.start()

        await widget.answered("You have 30 days")
        assert await widget.texts() == ["Can I return it?", ANSWER]
        await expect(widget.notice).to_be_hidden()

    async def test_that_is_away_gets_the_message_when_it_is_back(
        self, own_page: Page, own_server: WebchatProcess
    ) -> None:
        await own_page.goto("/en")
        widget = await open_widget(own_page)
        await own_server.kill()
        await widget.ask("Can I return it?")
        await expect(widget.questions).to_contain_text("Not sent yet. Trying again.")
        await expect(widget.notice).to_have_text("The chat cannot be reached. Trying again.")
        await own_page.wait_for_function("() => Object.keys(localStorage).length > 0")
        await own_server.start()

        await widget.answered("You have 30 days")
        assert await widget.texts() == ["Can I return it?", ANSWER]
        await expect(widget.notice).to_be_hidden()

    async def test_gets_a_message_that_was_left_unsent_on_another_page(
        self, own_page: Page, own_server: WebchatProcess
    ) -> None:
        await own_page.goto("/en")
        widget = await open_widget(own_page)
        await widget.ask("When do you deliver?")
        await widget.answered("2 to 3 working days")
        await own_server.kill()
        await widget.ask("Can I return it?")
        await expect(widget.questions.last).to_contain_text("Not sent yet")
        await own_page.goto("about:blank")
        await own_server.start()
        await own_page.goto("/en")

        await widget.answered("You have 30 days")
        assert (await widget.texts())[2:] == ["Can I return it?", ANSWER]

    async def test_that_forgot_the_conversation_gets_a_new_one(
        self, own_page: Page, own_server: WebchatProcess
    ) -> None:
        await own_page.goto("/en")
        widget = await open_widget(own_page)
        await widget.ask("When do you deliver?")
        await widget.answered("2 to 3 working days")
        await own_server.kill()
        for file in own_server.data_dir.glob("log.db*"):
            file.unlink()
        await own_server.start()
        await widget.ask("Can I return it?")

        await widget.answered("You have 30 days")
        await expect(widget.log).to_contain_text("The earlier conversation has ended.")
        assert await widget.texts() == ["Can I return it?", ANSWER]

    async def test_that_stops_in_order_is_not_noticed(
        self, own_page: Page, own_server: WebchatProcess
    ) -> None:
        await own_page.goto("/en")
        widget = await open_widget(own_page)
        await widget.ask("When do you deliver?")
        await widget.answered("2 to 3 working days")
        await own_server.stop()
        await own_server.start()
        await widget.ask("Can I return it?")

        await widget.answered("You have 30 days")


class TestALostNetwork:
    async def test_keeps_the_message_and_sends_it_by_itself(
        self, page: Page, customer: BrowserContext
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("When do you deliver?")
        await widget.answered("2 to 3 working days")
        await customer.set_offline(True)
        await widget.ask("Can I return it?")
        await expect(widget.notice).to_contain_text("You are offline.")
        assert len(await widget.unsent()) == 1
        await customer.set_offline(False)

        await widget.answered("You have 30 days")
        await expect(widget.notice).to_be_hidden()
        assert await widget.unsent() == []
        assert len(await widget.texts()) == 4

    async def test_of_an_acknowledgement_sends_nothing_twice(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        lost: list[str] = []

        async def lose_first(route: Route) -> None:
            if lost:
                await route.continue_()
                return
            lost.append(route.request.post_data or "")
            await route.fetch()  # it arrives, and its answer does not
            await route.abort()

        await page.route("**/messages", lose_first)
        await widget.ask("Can I return it?")

        await widget.answered("You have 30 days")
        await widget.acknowledged(1)
        assert len(lost) == 1
        assert await widget.texts() == ["Can I return it?", ANSWER]


class TestAMessageThatCame:
    async def test_too_fast_waits_and_is_sent_by_itself(
        self, page: Page, server: WebchatProcess
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        with server.steer("throttle"):
            await widget.ask("Can I return it?")
            await expect(widget.notice).to_have_text("That was quick! Please wait a moment.")

        await widget.answered("You have 30 days")
        await expect(widget.notice).to_be_hidden()

    async def test_under_an_id_that_is_used_is_sent_under_another(self, page: Page) -> None:
        ids = list[str]()

        async def refuse_the_first(route: Route) -> None:
            ids.append((route.request.post_data_json or {})["client_message_id"])
            if len(ids) > 1:
                await route.continue_()
                return
            refusal = '{"error": {"code": "message_id_used", "message": "Another message."}}'
            await route.fulfill(status=409, body=refusal)

        await page.goto("/en")
        widget = await open_widget(page)
        await page.route("**/messages", refuse_the_first)
        await widget.ask("Can I return it?")

        await widget.answered("You have 30 days")
        assert ids[0] != ids[1]
        assert await widget.texts() == ["Can I return it?", ANSWER]

    async def test_and_was_refused_can_be_written_anew(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        refusal = '{"error": {"code": "text_too_long", "message": "This message is too long."}}'
        await page.route("**/messages", lambda route: route.fulfill(status=422, body=refusal))
        await widget.ask("Can I return it?")
        await expect(widget.questions).to_contain_text("Not sent. This message is too long.")
        await page.unroute("**/messages")
        await widget.button("Edit").click()

        await expect(widget.input).to_have_value("Can I return it?")
        await expect(widget.questions).to_have_count(0)
        await widget.input.press("Enter")
        await widget.answered("You have 30 days")
