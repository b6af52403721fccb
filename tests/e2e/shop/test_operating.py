"""An agent prepares an operation on an order; the customer's yes has it done, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, expect

from assistant.commerce.order import EntryKind, OrderStatus
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationOrdered,
)
from assistant.operations.dialogue.texts import say
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from tests.e2e.shop.meetings import (
    DESKTOP,
    Meeting,
    check_layout,
    database,
    events_of,
    meeting,
    order_of,
    pending_order,
)
from tests.support.pages.console_page import ConsolePage
from tests.support.patience import until
from tests.support.processes.browser import new_customer
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import sign_in
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
