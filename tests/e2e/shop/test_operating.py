"""An agent prepares an operation on an order; the customer's yes has it done, and nothing else."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.commerce.amounts import Money
from assistant.commerce.order import EntryKind, Order, OrderStatus
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationOrdered,
)
from assistant.conversation.ids import ConversationId
from assistant.operations.dialogue.texts import say
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from integrations.stores.sql.shop.sql_shop import open_sql_shop
from tests.support.pages.console_page import ConsolePage
from tests.support.patience import until
from tests.support.processes.browser import Widget, find_barriers, new_customer, open_widget
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import DAYS, demo_desk, sign_in
from tests.support.seeds.autonomy_tables import table
from tests.support.seeds.people_events import C1

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a shop of its own, and several browsers
]

ORDER = "BM10484263"  # Grace's, not sent yet; the number follows from the demo's files
GRACE = "grace.nolan@example.com"
NADIA, NADIAS_ADDRESS = CustomerId("nadia-benali"), "nadia.benali@example.com"
SOPHIE, SOPHIES_ADDRESS = CustomerId("sophie-weber"), "sophie.weber@example.com"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

together: dict[str, Any] = {"scope": "module", "loop_scope": "session"}


@pytest_asyncio.fixture(**together)
async def staffed(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tree]:
    """The demo shop, whose people are there at any time."""
    folder = tmp_path_factory.mktemp("staffed")
    async with demo_desk(demo_data, folder, days=DAYS, hours="00:00-24:00") as tree:
        yield tree


def database(tree: Tree) -> str:
    return f"sqlite:///{tree.data_dir / 'comptoir.db'}"


async def order_of(tree: Tree, number: str) -> Order:
    async with open_sql_shop(database(tree), terms=TERMS) as orders:
        order = await orders.with_number(number)
    assert order is not None
    return order


async def pending_order(tree: Tree, customer_id: CustomerId) -> str:
    """Return the number of a customer's order that has not been sent yet."""
    async with open_sql_shop(database(tree), terms=TERMS) as orders:
        theirs = await orders.of_customer(customer_id, limit=20)
    return next(one.number for one in theirs if one.status is OrderStatus.PENDING)


async def events_of(tree: Tree, page: Page) -> list[ConversationEvent]:
    """Return all of the conversation that the console shows."""
    shown = re.search(r"/console/c/([^/?]+)", page.url)
    assert shown is not None
    async with open_event_log(database(tree)) as log:
        record = await log.read(ConversationId(shown[1]))
    return [stored.event for stored in record.events]


async def check_layout(page: Page) -> None:
    """Check, wide and narrow, that nothing is cut off and nobody meets a barrier."""
    for viewport in (PHONE, DESKTOP):
        await page.set_viewport_size(viewport)
        width = await page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= viewport["width"]
        assert await find_barriers(page, within="body") == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A customer in the widget, and the agent who has their conversation in the console."""

    chat: Widget
    desk: ConsolePage
    number: str  # of the order that it is about

    async def show_operations(self) -> None:
        page = self.desk.page
        if not await page.locator(".orders").is_visible():
            await page.locator(".toggle-side").click()
        await page.locator(".orders summary").filter(has_text=self.number).click()
        await page.get_by_role("link", name="Operations").click()
        await expect(page).to_have_url(
            re.compile(rf"/console/c/[^/]+/operations\?order={self.number}$")
        )

    async def prepare(self) -> None:
        """Fill in that the order is to be cancelled, and have it read back."""
        page = self.desk.page
        cancelling = page.get_by_role("region", name="Cancel the order")
        await cancelling.get_by_label("Reason").select_option(index=1)
        await cancelling.get_by_role("button", name="Prepare").click()
        await expect(page.locator("#read-back")).to_be_visible()

    async def ask_customer(self) -> None:
        await self.desk.button("Ask the customer").click()
        await self.chat.answered("Shall I")
        await expect(self.desk.log).to_be_visible()


async def prove_and_ask_for_person(chat: Widget, number: str, address: str) -> None:
    await chat.ask(f"where is my order {number}?")
    await chat.answered("e-mail")
    await chat.ask(address)
    await chat.answered(f"Order {number}")
    await chat.ask("I want to talk to a person, please")


@asynccontextmanager
async def meeting(
    browser: Browser, tree: Tree, *, number: str, address: str, agent: str = "sacha"
) -> AsyncIterator[Meeting]:
    """Have a customer prove who they are and ask for a person, and `agent` take it."""
    async with (
        new_customer(browser, tree.base_url) as customer,
        new_customer(browser, tree.base_url, viewport=DESKTOP) as agents,
    ):
        shop = await customer.new_page()
        await shop.goto("/en/")
        chat = await open_widget(shop)
        await prove_and_ask_for_person(chat, number, address)

        desk = ConsolePage(await agents.new_page())
        await sign_in(tree, desk, agent)
        await desk.page.goto("/console?view=open")
        await desk.rows.first.locator("a").click()
        await desk.button("Accept").or_(desk.button("Take it")).first.click()
        await expect(desk.line("took it")).to_have_count(1)
        yield Meeting(chat=chat, desk=desk, number=number)


class TestAnAgentAndACustomer:
    async def test_cancel_an_order_that_neither_could_alone(
        self, browser: Browser, staffed: Tree
    ) -> None:
        async with meeting(browser, staffed, number=ORDER, address=GRACE) as met:
            await met.show_operations()
            await check_layout(met.desk.page)
            await met.prepare()
            await check_layout(met.desk.page)
            assert (await order_of(staffed, ORDER)).status is OrderStatus.PENDING
            await met.ask_customer()

            await met.chat.ask("yes")
            await met.chat.ask("yes")  # whoever is not sure that it went
            await met.chat.answered(f"Order {ORDER} is cancelled")
            await expect(met.desk.said(f"Order {ORDER} is cancelled")).to_have_count(1)

            async def is_quiet() -> bool:
                state = Conversation.fold(C1, await events_of(staffed, met.desk.page))
                return not state.unanswered

            await until(is_quiet)
            await check_was_cancelled_once(staffed, met)


async def check_is_paid_back_once(tree: Tree, number: str) -> None:
    order = await order_of(tree, number)
    assert order.status is OrderStatus.CANCELLED
    paid = [e.amount.amount_minor for e in order.entries if e.kind is EntryKind.PAYMENT]
    back = [e.amount.amount_minor for e in order.entries if e.kind is EntryKind.REFUND]
    assert (len(back), sum(back)) == (len(paid), sum(paid))


async def let_leads_order(tree: Tree) -> None:
    """Put an autonomy table in force in which leads may do it on a customer's word."""
    rows = {"cancel_order": {"level": "automate", "ordered_by": "lead"}}
    async with open_database(database(tree)) as opened:
        tables = SqlAutonomyTables(opened)
        await tables.put(
            table(rows), expected_version=await tables.version(), at=datetime.now(UTC), by="noor"
        )


async def check_was_cancelled_once(tree: Tree, met: Meeting) -> None:
    """Check the shop's book, the log, and that both sides read one receipt."""
    await check_is_paid_back_once(tree, met.number)
    events = await events_of(tree, met.desk.page)
    assert sum(isinstance(one, OperationConfirmed) for one in events) == 1
    assert sum(isinstance(one, OperationDone) for one in events) == 1
    receipt = f"Order {met.number} is cancelled"
    await expect(met.chat.replies.filter(has_text=receipt)).to_have_count(1)
    await expect(met.desk.said(receipt)).to_have_count(1)


class TestACustomerWhoSaysNo:
    async def test_has_nothing_done_and_both_read_so(self, browser: Browser, staffed: Tree) -> None:
        number = await pending_order(staffed, SOPHIE)
        before = await order_of(staffed, number)
        async with meeting(browser, staffed, number=number, address=SOPHIES_ADDRESS) as met:
            await met.show_operations()
            await met.prepare()
            await met.ask_customer()

            await met.chat.ask("no")
            said = say("said.declined", "en")
            await met.chat.answered(said)
            await expect(met.desk.said(said)).to_have_count(1)

            events = await events_of(staffed, met.desk.page)
            (dropped,) = (one for one in events if isinstance(one, OperationDropped))
            assert dropped.rule == "declined"
            assert not any(isinstance(one, OperationConfirmed | OperationDone) for one in events)
            assert await order_of(staffed, number) == before


class TestWhatACustomerSaidOnThePhone:
    async def test_is_done_by_who_the_table_names_and_told_with_its_receipt(
        self, browser: Browser, staffed: Tree
    ) -> None:
        await let_leads_order(staffed)
        number = await pending_order(staffed, NADIA)
        async with meeting(
            browser, staffed, number=number, address=NADIAS_ADDRESS, agent="camille"
        ) as met:
            await met.show_operations()
            await met.prepare()
            await expect(met.desk.page.get_by_text("Do it now")).to_have_count(0)
            thread = met.desk.page.url.partition("/operations")[0]

            async with new_customer(browser, staffed.base_url, viewport=DESKTOP) as leads:
                lead = replace(met, desk=ConsolePage(await leads.new_page()))
                await sign_in(staffed, lead.desk, "sacha")
                await lead.desk.page.goto(thread)
                await lead.desk.button("Take it over").first.click()
                await expect(lead.desk.line("Sacha Lebrun took it")).to_have_count(1)
                await lead.show_operations()
                await lead.prepare()
                await lead.desk.page.get_by_text("Do it now, without").click()
                await check_layout(lead.desk.page)
                await lead.desk.page.get_by_label("Where the customer").select_option("phone")
                await lead.desk.page.get_by_label("What they said").fill("Called: ordered twice.")
                await lead.desk.button("Do it now").click()

                receipt = f"As you asked Sacha Lebrun: Order {number} is cancelled"
                await met.chat.answered(receipt)
                await expect(lead.desk.said(receipt)).to_have_count(1)
                await expect(lead.desk.line("on the phone")).to_have_count(1)
                events = await events_of(staffed, lead.desk.page)
                assert sum(isinstance(one, OperationOrdered) for one in events) == 1
                assert sum(isinstance(one, OperationDone) for one in events) == 1
                assert not any(isinstance(one, OperationConfirmed) for one in events)
                await check_is_paid_back_once(staffed, number)


class TestAVoucher:
    async def test_is_given_in_an_agents_name_and_the_customer_reads_its_code(
        self, browser: Browser, staffed: Tree
    ) -> None:
        number = await pending_order(staffed, SOPHIE)
        before = await order_of(staffed, number)
        async with meeting(
            browser, staffed, number=number, address=SOPHIES_ADDRESS, agent="camille"
        ) as met:
            page = met.desk.page
            await met.show_operations()
            sheet = page.get_by_role("region", name="Voucher")
            await sheet.get_by_label("Amount, in EUR").fill("7.50")
            await sheet.get_by_role("button", name="Prepare").click()
            await expect(page.locator("#read-back").locator("..")).to_contain_text("€7.50")
            await check_layout(page)
            await page.get_by_label("Why this exception").fill("The parcel was five days late.")
            await met.desk.button("Make this exception").click()

            said = await met.chat.answered("Here is a voucher of €7.50 for you")
            await expect(said).not_to_contain_text("five days late")  # that is for the team
            await expect(met.desk.line("The parcel was five days late.")).to_have_count(1)
            assert await find_barriers(met.chat.page) == []
            await check_layout(page)
            events = await events_of(staffed, page)
            code = await voucher_of(staffed, SOPHIE)
            await expect(said).to_contain_text(code)
            assert sum(isinstance(one, OperationOrdered) for one in events) == 1
            assert sum(isinstance(one, OperationDone) for one in events) == 1
            assert not any(isinstance(one, OperationConfirmed) for one in events)
            after = await order_of(staffed, number)
            assert (after.lines, after.paid) == (before.lines, before.paid)


async def voucher_of(tree: Tree, customer_id: CustomerId) -> str:
    """Return the code of the one voucher that a customer has, worth what was given."""
    async with open_sql_shop(database(tree), terms=TERMS) as shop:
        customer = await shop.with_id(customer_id)
    assert customer is not None
    methods = customer.payment_methods
    [found] = (one for one in methods if one.method_id.startswith("voucher:"))
    assert found.balance == Money(amount_minor=750, currency="EUR")
    return found.method_id.removeprefix("voucher:")


class TestWhoMayNotOperate:
    async def test_sees_neither_the_conversation_nor_its_operations(
        self, browser: Browser, staffed: Tree
    ) -> None:
        async with new_customer(browser, staffed.base_url) as people:
            desk = ConsolePage(await people.new_page())
            await sign_in(staffed, desk, "maya")

            for path in ("c1", f"c1/operations?order={ORDER}"):
                answer = await desk.page.goto(f"/console/c/{path}")
                assert answer is not None
                assert answer.status == 403
                await expect(desk.page.get_by_role("link", name="Operations")).to_have_count(0)
                await expect(desk.button("Prepare")).to_have_count(0)
