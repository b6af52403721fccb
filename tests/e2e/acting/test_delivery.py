"""Insights leave the house, and come back as work."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, ViewportSize, expect

from assistant.conversation.people import Role
from assistant.insights.drafting.page_draft import (
    DraftStatus,
    DraftTask,
    PageDraft,
    Trial,
    TrialOutcome,
)
from assistant.insights.insight import Status
from assistant.kit.announcing.announcement_sender import AnnouncementSender
from integrations.services.webhooks.http_post import open_post
from tests.e2e.acting.conftest import Enter, House
from tests.support.processes.browser import find_barriers
from tests.support.seeds.insight_rows import (
    ANSWER,
    QUESTIONS,
    ask_for_wrapping,
    missing_attribute,
    wrapping_gap,
)
from tests.support.simulators.webhook_subscriber import receiving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # long journeys of several browsers
]

PHONE: ViewportSize = {"width": 390, "height": 844}


async def do_task(house: House) -> None:
    """Do what is to be done with the draft, as the process that can would."""
    book = house.gallery.drafts
    [draft] = await book.all()
    done = replace(_done(draft), task=DraftTask.NONE, version=draft.version + 1)
    await book.put(done, expected_version=draft.version)


def _done(draft: PageDraft) -> PageDraft:
    match draft.task:
        case DraftTask.TRY:
            outcomes = [
                TrialOutcome(message_id=one, before=False, after=number > 0, by_draft=number > 0)
                for number, one in enumerate(draft.questions)
            ]
            at = draft.changed_at
            trial = Trial(at=at, title=draft.title, text=draft.text, outcomes=tuple(outcomes))
            return replace(draft, trial=trial)
        case DraftTask.PUBLISH:
            return replace(
                draft,
                status=DraftStatus.PUBLISHED,
                published_title=draft.title,
                published_text=draft.text,
            )
        case _:
            return draft


async def assert_no_barriers(page: Page) -> None:
    assert await find_barriers(page, within="main") == []


class TestAMerchandiser:
    async def test_has_a_page_written_tried_and_published(self, house: House, enter: Enter) -> None:
        ask_for_wrapping(house.gallery.root)
        gap = wrapping_gap()
        await house.gallery.book.put(gap, expected_version=None)
        page = await enter("mara", Role.MERCHANDISER, f"/insights/i/{gap.insight_id}")

        await page.get_by_role("button", name="Take it on").click()
        await page.get_by_role("link", name="Pages to write").click()
        await page.get_by_role("listitem").get_by_role("link").last.click()
        await expect(page.get_by_text(QUESTIONS[0])).to_be_visible()
        await assert_no_barriers(page)
        await page.get_by_role("button", name="Publish").click()
        await expect(page.get_by_role("alert")).to_contain_text("Fill in the passages")

        await page.get_by_label("Title").fill("Gift wrapping")
        await page.get_by_label("Text").fill(ANSWER)
        await page.get_by_role("button", name="Try it on the questions").click()
        await expect(page.locator("[data-task=try]")).to_contain_text("Under way")
        await do_task(house)
        await page.get_by_role("link", name="Reload").click()
        await expect(page.locator("[data-trial]")).to_contain_text("5 of 6 questions")
        await expect(page.get_by_text("Still not answered")).to_have_count(1)

        await page.get_by_role("button", name="Publish").click()
        await do_task(house)
        await page.get_by_role("link", name="Reload").click()
        await expect(page.locator("[data-status=published]")).to_be_visible()
        [draft] = await house.gallery.drafts.all()
        assert draft.published_text.strip() == ANSWER

    async def test_keeps_her_words_when_somebody_else_wrote_meanwhile(
        self, house: House, enter: Enter
    ) -> None:
        ask_for_wrapping(house.gallery.root)
        gap = wrapping_gap()
        await house.gallery.book.put(gap, expected_version=None)
        await house.gallery.acting.accept(gap.insight_id, by="mara", version=0)
        [draft] = await house.gallery.drafts.all()
        address = f"/insights/drafts/{draft.draft_id}"
        mara = await enter("mara", Role.MERCHANDISER, address, color_scheme="dark")
        oda = await enter("oda", Role.OPERATIONS, address, viewport=PHONE)
        await do_task(house)  # nobody wrote: what it found takes no words
        await mara.get_by_label("Text").fill("We wrap gifts.\n\nIt is free.")
        await mara.get_by_role("button", name="Save").click()
        await expect(mara.get_by_role("alert")).to_have_count(0)

        await oda.get_by_label("Text").fill("We wrap gifts.\n\nIt costs 4 EUR.")
        await oda.get_by_role("button", name="Save").press("Enter")

        await expect(oda.get_by_role("alert")).to_contain_text("Your words are still in the form")
        await expect(oda.get_by_label("Text")).to_have_value("We wrap gifts.\n\nIt costs 4 EUR.")
        await expect(oda.locator("mark")).to_have_text("It is free.")
        await assert_no_barriers(oda)
        await oda.get_by_role("button", name="Save").press("Enter")
        await expect(oda.get_by_role("alert")).to_have_count(0)
        await mara.reload()
        await expect(mara.get_by_label("Text")).to_have_value("We wrap gifts.\n\nIt costs 4 EUR.\n")

    async def test_fills_in_what_product_pages_lack_on_a_phone(
        self, house: House, enter: Enter
    ) -> None:
        lining = missing_attribute("p1", "lining")
        await house.gallery.book.put(lining, expected_version=None)
        await house.gallery.acting.accept(lining.insight_id, by="mara", version=0)
        page = await enter("mara", Role.MERCHANDISER, "/insights/tasks", viewport=PHONE)
        await assert_no_barriers(page)

        await page.get_by_role("button", name="It is done").click()
        await page.goto("/insights/tasks")

        await expect(page.get_by_text("There is no product page to fill in")).to_be_visible()
        assert (await house.gallery.book.get(lining.insight_id)).status is Status.DONE


class TestSomebodyOfOperations:
    async def test_has_another_system_told_of_what_is_taken_on(
        self, house: House, enter: Enter
    ) -> None:
        ask_for_wrapping(house.gallery.root)
        gap = wrapping_gap()
        await house.gallery.book.put(gap, expected_version=None)
        page = await enter("oda", Role.OPERATIONS, "/insights/webhooks")
        await assert_no_barriers(page)
        async with receiving() as receiver, open_post(allow_private=True, timeout_s=5) as post:
            await page.get_by_label("Address").fill(receiver.url)
            for what in ("New insight", "Taken on"):
                await page.get_by_role("checkbox", name=what).press("Space")
            await page.get_by_role("button", name="Add").click()
            secret = await page.locator("code").inner_text()
            await assert_no_barriers(page)

            await page.goto(f"/insights/i/{gap.insight_id}")
            await page.get_by_role("button", name="Take it on").click()
            await expect(page.get_by_role("button", name="It is done")).to_be_visible()
            book, clock = house.gallery.announcements, house.gallery.house.office.clock
            await AnnouncementSender(book=book, post=post, clock=clock).once()

            said = {one["type"]: number for number, one in enumerate(receiver.said)}
            assert sorted(said) == ["insight.accepted", "insight.opened"]
            assert receiver.is_signed(said["insight.accepted"], secret)
        await page.goto("/insights/webhooks")
        await page.get_by_role("link", name="127.0.0.1").click()
        await expect(page.get_by_role("cell", name="Delivered", exact=True)).to_have_count(2)
