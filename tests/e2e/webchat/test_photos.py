"""A customer sends photos and files from the page, whatever their device, hands or network."""

import asyncio
import json
from typing import Literal

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)

from tests.support.processes.browser import Widget, find_barriers, new_customer, open_widget
from tests.support.seeds.media_files import pdf, photograph, png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
PHOTO: FilePayload = {"name": "boot.jpg", "mimeType": "image/jpeg", "buffer": photograph(400, 300)}
PAPER: FilePayload = {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": pdf()}
HEAVY: FilePayload = {"name": "all.png", "mimeType": "image/png", "buffer": b"a" * 1_000_001}
SCRIPT: FilePayload = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
LIAR: FilePayload = {"name": "b.png", "mimeType": "image/png", "buffer": b"<html></html>"}


class Tray:
    """The place where files are before they are sent."""

    def __init__(self, widget: Widget) -> None:
        self.widget = widget
        self.rows = widget.root.locator(".tray .items > li")
        self.picker = widget.root.locator(".tray input[type=file]").first
        self.ready = widget.root.locator(".tray .state", has_text="Ready to send")

    async def open(self) -> None:
        await self.widget.button("Send a photo or a file").click()
        await expect(self.widget.root.locator(".rules")).to_contain_text("5 at most, 1 MB each")

    async def choose(self, *files: FilePayload, ready: int) -> None:
        await self.picker.set_input_files(list(files))
        await expect(self.ready).to_have_count(ready)


async def shown(message: Locator) -> None:
    """Wait until a picture is drawn below a message."""
    await expect(message.locator(".files canvas")).to_be_visible()


async def abort(route: Route) -> None:
    await route.abort()


async def refused_with_a_photo(page: Page, widget: Widget, *, code: str) -> None:
    """Send a photo with a message that the server refuses once."""

    async def refuse(route: Route) -> None:
        await route.fulfill(status=422, body=json.dumps({"error": {"code": code, "message": "No"}}))

    tray = Tray(widget)
    await tray.open()
    await tray.choose(PHOTO, ready=1)
    await page.route("**/messages", refuse, times=1)
    await widget.ask("Its sole is loose")
    await expect(widget.button("Edit")).to_be_visible()


class TestAPhoto:
    async def test_goes_with_words_and_is_there_again_after_a_reload(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        await tray.choose(PHOTO, PAPER, ready=2)
        await widget.ask("Its sole is loose")
        await widget.acknowledged(1)

        await shown(widget.questions.first)
        await expect(widget.questions.first.locator(".files > li")).to_have_count(2)
        await expect(tray.rows).to_have_count(0)
        await page.reload()
        await shown(widget.questions.first)
        assert await widget.unsent() == []

    async def test_goes_without_a_word(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await expect(widget.button("Send")).to_have_attribute("aria-disabled", "true")
        tray = Tray(widget)
        await tray.open()
        await tray.choose(PHOTO, ready=1)
        await widget.button("Send").click()

        await widget.acknowledged(1)
        await expect(widget.questions.first.locator(".bubble")).to_be_hidden()

    async def test_is_told_in_words_why_it_does_not_go(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        wrong = widget.root.locator(".tray > .refused")
        await tray.choose(HEAVY, SCRIPT, HEAVY, ready=0)
        await expect(wrong).to_have_text(
            "all.png, all.png: Too large: 1 MB at most."
            " a.svg: This kind of file cannot be sent. Photos and PDF files can."
        )
        await tray.choose(LIAR, ready=0)
        await expect(tray.rows.first).to_contain_text("This kind of file cannot be sent.")
        await widget.button("Remove b.png").click()
        await tray.choose(*[PHOTO] * 6, ready=5)
        await expect(wrong).to_contain_text("5 at most")

    @pytest.mark.parametrize("way", ["paste", "drop"])
    async def test_is_pasted_or_dropped(self, page: Page, way: str) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        target = widget.input if way == "paste" else widget.log
        await target.evaluate(
            """(target, [way, bytes]) => {
                const data = new DataTransfer();
                const type = "image/png";
                data.items.add(new File([new Uint8Array(bytes)], "seam.png", { type }));
                const given = { bubbles: true, composed: true, cancelable: true };
                const event = way === "paste"
                    ? new ClipboardEvent("paste", { ...given, clipboardData: data })
                    : new DragEvent("drop", { ...given, dataTransfer: data });
                target.dispatchEvent(event);
            }""",
            [way, list(png())],
        )

        tray = Tray(widget)
        await expect(tray.ready).to_have_count(1)
        await expect(tray.rows).to_contain_text("seam.png")

    async def test_waits_for_the_network_and_says_so(
        self, page: Page, customer: BrowserContext
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        await widget.ask("Hello")
        await widget.acknowledged(1)
        await customer.set_offline(True)
        await tray.choose(PHOTO, ready=0)
        await expect(tray.rows).to_contain_text("keep this page open")
        await expect(widget.button("Send")).to_have_attribute("aria-disabled", "true")

        await customer.set_offline(False)

        await expect(tray.ready).to_have_count(1)

    async def test_is_tried_again_by_hand(self, page: Page) -> None:
        async def busy(route: Route) -> None:
            error = {"code": "unavailable", "message": "Please try again shortly."}
            await route.fulfill(status=503, body=json.dumps({"error": error}))

        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        await page.route("**/attachments", busy)
        await tray.choose(PHOTO, ready=0)
        await expect(tray.rows).to_contain_text("Please try again shortly.")
        await page.unroute("**/attachments", busy)
        await widget.button("Try again").click()

        await expect(tray.ready).to_have_count(1)

    async def test_that_did_not_arrive_stays_when_the_others_go(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        await tray.choose(PAPER, ready=1)
        await page.route("**/attachments", abort)
        await tray.choose(PHOTO, ready=1)
        await expect(tray.rows.last).to_contain_text("Not sent.")
        await widget.ask("Its sole is loose")
        await widget.acknowledged(1)

        await expect(widget.questions.first.locator(".files > li")).to_have_count(1)
        await expect(tray.rows).to_have_count(1)
        await page.unroute("**/attachments", abort)
        await widget.button("Try again").click()
        await expect(tray.ready).to_have_count(1)
        await widget.button("Send").click()
        await widget.acknowledged(2)
        await expect(tray.rows).to_have_count(0)

    async def test_that_is_removed_at_once_is_not_brought_nor_spoken_of(self, page: Page) -> None:
        let_in, brought = asyncio.Event(), list[str]()

        async def hold(route: Route) -> None:
            await let_in.wait()
            await route.continue_()

        async def count(route: Route) -> None:
            brought.append(route.request.headers["x-file-name"])
            await route.continue_()

        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        await page.route("**/conversations", hold)
        await page.route("**/attachments", count)
        await tray.choose(PHOTO, PAPER, ready=0)
        await widget.button("Remove boot.jpg").click()
        let_in.set()

        await expect(tray.ready).to_have_count(1)
        assert brought == ["bill.pdf"]

    async def test_that_is_removed_on_its_way_is_not_said_to_have_failed(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        tray = Tray(widget)
        await tray.open()
        await page.route("**/attachments", lambda _: None)  # it never arrives
        async with page.expect_request("**/attachments"):
            await tray.choose(PHOTO, ready=0)
        async with page.expect_event("requestfailed"):
            await widget.button("Remove boot.jpg").click()

        await expect(tray.rows).to_have_count(0)
        await expect(widget.root.locator(".tray > .hidden[role=status]")).to_have_text("")

    async def test_comes_back_with_a_refused_message_once_its_place_is_there(
        self, page: Page
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await refused_with_a_photo(page, widget, code="text_too_long")
        await page.route("**/tray.js*", abort)
        live = asyncio.Event()

        async def hold(route: Route) -> None:
            await live.wait()
            await route.continue_()

        await page.route("**/events", hold)
        await page.reload()
        edit = widget.button("Edit")
        await edit.click()
        notice = widget.root.locator(".notice")
        await expect(notice).not_to_be_empty()
        live.set()
        await expect(widget.root.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
        await expect(notice).not_to_be_empty()
        await expect(widget.questions).to_have_count(1)
        await page.unroute("**/tray.js*", abort)
        await edit.click()

        tray = Tray(widget)
        await expect(tray.ready).to_have_count(1)
        await expect(widget.input).to_have_value("Its sole is loose")
        await widget.button("Send").click()
        await widget.acknowledged(1)
        await expect(widget.questions.first.locator(".files > li")).to_have_count(1)

    async def test_that_the_server_lost_is_brought_again(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await refused_with_a_photo(page, widget, code="file_gone")
        async with page.expect_response("**/attachments"):
            await widget.button("Edit").click()
        await expect(Tray(widget).ready).to_have_count(1)

    async def test_that_everybody_lost_is_asked_for_again(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await refused_with_a_photo(page, widget, code="file_gone")
        await page.reload()
        await widget.button("Edit").click()

        wrong = widget.root.locator(".tray > .refused")
        await expect(wrong).to_contain_text("boot.jpg: It is not there any more.")
        await expect(Tray(widget).rows).to_have_count(0)
        await expect(widget.input).to_have_value("Its sole is loose")

    async def test_is_not_offered_where_none_is_taken(
        self, browser: Browser, base_url: str
    ) -> None:
        async def none(route: Route) -> None:
            limits = {"files": 0, "bytes": 1, "media_types": []}
            await route.fulfill(body=json.dumps(limits), content_type="application/json")

        async with new_customer(browser, base_url, is_mobile=True, has_touch=True) as context:
            page = await context.new_page()
            await page.route("**/v1/files", none)
            await page.goto("/en")
            widget = await open_widget(page)
            await widget.button("Send a photo or a file").click()
            rules = widget.root.locator(".rules")
            await expect(rules).to_have_text("Files cannot be sent here.")
            await expect(widget.root.locator(".tray .ways")).to_be_hidden()
            await Tray(widget).choose(PHOTO, ready=0)
            await expect(Tray(widget).rows).to_have_count(0)


class TestEveryCustomer:
    async def test_sends_one_by_keyboard_alone(self, page: Page) -> None:
        page.on("filechooser", lambda _: None)  # heard from now on: a key is faster than a listener
        await page.goto("/en")
        widget = await open_widget(page)
        await page.keyboard.press("Shift+Tab")
        await expect(widget.button("Send a photo or a file")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(widget.button("Choose files")).to_be_focused()
        async with page.expect_file_chooser() as chooser:
            await page.keyboard.press("Enter")
        await (await chooser.value).set_files([PHOTO, PAPER])
        tray = Tray(widget)
        await expect(tray.ready).to_have_count(2)
        await expect(widget.input).to_be_focused()
        await widget.button("Remove bill.pdf").focus()
        await page.keyboard.press("Enter")
        await expect(tray.rows).to_have_count(1)
        await expect(widget.button("Choose files")).to_be_focused()
        await widget.input.focus()
        await page.keyboard.press("Enter")

        await widget.acknowledged(1)

    @pytest.mark.parametrize(
        ("viewport", "scheme"),
        [
            pytest.param(PHONE, "dark", id="phone-dark"),
            pytest.param(DESKTOP, "light", id="desktop-light"),
            pytest.param(PHONE, "light", id="phone-light", marks=pytest.mark.slow),
            pytest.param(DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.slow),
        ],
    )
    async def test_meets_no_barrier(
        self,
        browser: Browser,
        base_url: str,
        viewport: ViewportSize,
        scheme: Literal["light", "dark"],
    ) -> None:
        phone = viewport is PHONE
        async with new_customer(
            browser,
            base_url,
            viewport=viewport,
            color_scheme=scheme,
            is_mobile=phone,
            has_touch=phone,
        ) as context:
            page = await context.new_page()
            await page.goto("/en")
            widget = await open_widget(page)
            tray = Tray(widget)
            await tray.open()
            await tray.choose(PHOTO, PAPER, ready=2)
            await expect(widget.button("Take a photo")).to_be_visible(visible=phone)
            camera = widget.root.locator("input[capture]")
            await expect(camera).to_have_attribute("capture", "environment")
            assert await find_barriers(page) == []
            await widget.ask("Its sole is loose")
            await shown(widget.questions.first)
            assert await find_barriers(page) == []
            width = await page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= viewport["width"]
