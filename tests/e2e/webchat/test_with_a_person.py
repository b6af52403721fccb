from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.processes.browser import Widget, find_barriers, new_customer, open_widget
from tests.support.seeds.media_files import pdf

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def ask_for_a_person(page: Page, language: str = "en") -> Widget:
    await page.goto(f"/{language}")
    widget = await open_widget(page)
    await widget.ask("A person, please" if language == "en" else "Une personne, s'il vous plaît")
    return widget


class TestACustomerWhoAsksForAPerson:
    async def test_sees_the_place_in_the_queue_and_the_expected_wait(self, page: Page) -> None:
        widget = await ask_for_a_person(page)

        await expect(widget.root.locator(".queue [role=status]")).to_have_text(
            "You are number 2 in line. About 3 minutes."
        )
        await expect(widget.log).to_contain_text("The team has been told")

    async def test_reads_it_in_french(self, page: Page) -> None:
        widget = await ask_for_a_person(page, "fr")

        await expect(widget.root.locator(".queue [role=status]")).to_have_text(
            "Vous êtes au rang 2 de la file. Environ 3 minutes."
        )

    async def test_goes_on_with_the_assistant_instead(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.button("Continue with the assistant").click()

        await expect(widget.log).to_contain_text("The automated assistant goes on")
        await expect(widget.root.locator(".queue")).to_be_hidden()
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")

    async def test_is_answered_while_they_wait(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("Can I return it?")

        await widget.answered("You have 30 days")
        await expect(widget.root.locator(".queue")).to_be_visible()

    async def test_sees_the_last_line_above_the_news_of_the_wait(self, page: Page) -> None:
        await page.set_viewport_size({"width": 390, "height": 640})
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("tell me something long")
        await widget.ask("A person, please")

        await expect(widget.root.locator(".queue")).to_be_visible()
        await expect(widget.log.get_by_text("Someone from our team")).to_be_in_viewport(ratio=1)

    async def test_sees_who_answers_and_that_the_wait_is_over(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("come in")

        reply = await widget.answered("I am looking into it")
        await expect(reply.locator(".by")).to_contain_text("Anna")
        await expect(reply.locator(".thumbs")).to_have_count(0)  # people are not rated by thumbs
        await expect(widget.log).to_contain_text("Anna has joined")
        await expect(widget.panel.locator(".name p")).to_have_text("Anna")
        await expect(widget.root.locator(".queue")).to_be_hidden()

    async def test_sees_that_the_assistant_goes_on(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("come in")
        await widget.answered("I am looking into it")
        await widget.ask("go away")

        await expect(widget.log).to_contain_text("The automated assistant goes on")
        await expect(widget.panel.locator(".name p")).to_have_text("Automated assistant (AI)")

    async def test_says_once_how_it_was(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("come in")
        await widget.answered("I am looking into it")
        await widget.ask("that is all")
        await widget.button("Very good").click()
        await widget.root.get_by_role("textbox", name="Anything to add?").fill("Merci Anna")
        await widget.button("Send").first.click()

        await expect(widget.log).to_contain_text("Thank you for telling us.")
        await expect(widget.root.locator(".survey")).to_have_count(0)
        await page.reload()
        await expect(widget.log).to_contain_text("Thank you for telling us.")
        await expect(widget.root.locator(".survey")).to_have_count(0)

    async def test_finds_who_answers_again_after_a_reload(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("come in")
        await widget.answered("I am looking into it")
        await page.reload()

        await expect(widget.panel.locator(".name p")).to_have_text("Anna")

    @pytest.mark.parametrize("look", ["light", "dark"])
    async def test_meets_no_barrier_on_the_way(
        self, browser: Browser, base_url: str, look: Literal["light", "dark"]
    ) -> None:
        async with new_customer(
            browser, base_url, color_scheme=look, viewport={"width": 390, "height": 844}
        ) as context:
            page = await context.new_page()
            widget = await ask_for_a_person(page)
            await expect(widget.root.locator(".queue")).to_contain_text("number 2")
            assert await find_barriers(page) == []
            await widget.ask("come in")
            await widget.answered("I am looking into it")
            await widget.ask("that is all")
            await widget.button("Good").click()
            assert await find_barriers(page) == []


class TestACustomerWhoIsSentFiles:
    async def test_sees_the_picture_and_saves_the_file(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("the label please")
        await widget.answered("I am looking into it")

        files = widget.root.get_by_role("list", name="Files")
        await expect(files.get_by_role("listitem")).to_have_count(2)
        await expect(files.locator("canvas")).to_have_count(1)
        async with page.expect_download() as coming:
            await widget.button("Download Étiquette.pdf, 1 kB").click()
        saved = await coming.value
        assert saved.suggested_filename == "Étiquette.pdf"
        assert (await saved.path()).read_bytes() == pdf()
        assert await find_barriers(page) == []

    async def test_finds_them_again_after_a_reload_in_french(self, page: Page) -> None:
        widget = await ask_for_a_person(page, "fr")
        await widget.ask("the label please")
        await expect(widget.root.get_by_role("list", name="Fichiers")).to_be_visible()
        await page.reload()

        await expect(widget.root.locator(".files canvas")).to_have_count(1)
        await expect(widget.button("Télécharger parcel.png, 1 ko")).to_be_visible()

    async def test_is_told_when_a_file_is_gone(self, page: Page) -> None:
        widget = await ask_for_a_person(page)
        await widget.ask("the label please")
        await expect(widget.root.locator(".files canvas")).to_have_count(1)
        await page.route("**/attachments/*", lambda route: route.fulfill(status=404))
        await widget.button("Download Étiquette.pdf, 1 kB").click()

        await expect(widget.root.locator(".files .wrong").first).to_have_text(
            "This file cannot be had right now."
        )
