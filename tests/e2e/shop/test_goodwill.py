"""People give goodwill, alone within the limits of their role, and above them with a higher one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from playwright.async_api import Browser, expect

from assistant.commerce.amounts import Money
from assistant.commerce.order import Order, RequestKind
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.events import OperationConfirmed, OperationDone, OperationOrdered
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql.shop.sql_shop import open_sql_shop
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
from tests.support.processes.browser import find_barriers, new_customer
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a shop of its own, and several browsers
]

SOPHIE, SOPHIES_ADDRESS = CustomerId("sophie-weber"), "sophie.weber@example.com"
WHY = "The parcel was five days late."


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """Hold an exception that is above an agent's limits and within a lead's."""

    sheet: str
    number: str  # of the order; the numbers follow from the demo's files
    address: str  # of the customer
    item: str = ""
    refund_to: str = ""
    amount: str = ""
    worth: str  # in the read-back
    told: str  # to the customer


LATE_RETURN = Above(
    sheet="Late return",
    number="BM10482228",
    address="emma.clarke@example.com",
    item="Rocaille Water Sandals",
    refund_to="Visa card ending in 8850",
    worth="€55.00",
    told="is accepted, even though it is late",
)
SECOND_PARCEL = Above(
    sheet="Send again",
    number="BM10482672",
    address="james.osullivan@example.com",
    item="Corsaire Waxed Jacket",
    worth="Corsaire Waxed Jacket",
    told="A second parcel is being prepared for you, free of charge",
)
PART = Above(
    sheet="Partial refund",
    number="BM10482450",
    address="priya.shah@example.com",
    amount="25",
    worth="€25.00",
    told="Part of order BM10482450 is refunded",
)
REFUSED = replace(PART, number="BM10483301", address="oliver.brandt@example.com")


async def ask_a_lead(met: Meeting, above: Above) -> None:
    """Prepare an exception as an agent, who may not give it alone, and ask for it."""
    page = met.desk.page
    await met.show_operations()
    sheet = page.get_by_role("region", name=above.sheet)
    if above.item:
        await sheet.get_by_label(above.item).check()
    if above.refund_to:
        await sheet.get_by_label("Refund to").select_option(above.refund_to)
    if above.amount:
        await sheet.get_by_label("Amount, in EUR").fill(above.amount)
    await sheet.get_by_role("button", name="Prepare").click()
    read_back = page.locator("#read-back").locator("..")
    await expect(read_back).to_contain_text(above.worth)
    await expect(read_back).to_contain_text("Somebody of this role will be asked: Lead")
    await expect(met.desk.button("Make this exception")).to_have_count(0)
    await check_layout(page)
    await page.get_by_label("Why this exception").fill(WHY)
    await met.desk.button("Ask for this exception").click()
    await expect(met.desk.line(f"Camille Roux asks for goodwill, {above.sheet}")).to_have_count(1)
    await expect(met.desk.button("Approve")).to_have_count(0)


@asynccontextmanager
async def lead_of(
    browser: Browser, tree: Tree, met: Meeting, above: Above
) -> AsyncIterator[ConsolePage]:
    """Have a lead open the conversation that waits for an approval."""
    async with new_customer(browser, tree.base_url, viewport=DESKTOP) as leads:
        desk = ConsolePage(await leads.new_page())
        await sign_in(tree, desk, "sacha")
        await desk.page.goto(met.desk.page.url)
        card = desk.page.locator("#approval")
        await expect(card).to_contain_text(f"Asked for as goodwill: {above.sheet}")
        await expect(card).to_contain_text(WHY)
        yield desk


async def check_was_done(tree: Tree, above: Above, before: Order) -> None:
    """Check what the shop's book has of an exception."""
    order = await order_of(tree, above.number)
    [kept] = {*order.requests} - {*before.requests} or [None]
    if above.amount:
        assert before.paid.amount_minor - order.paid.amount_minor == int(above.amount) * 100
        assert kept is None
        return
    assert order.paid == before.paid  # a return is paid back once it has arrived
    assert kept is not None
    assert kept.kind is (RequestKind.RETURN if above.refund_to else RequestKind.RESHIP)
    titles = [one.title for one in order.lines if one.line_id in kept.line_ids]
    assert titles == [above.item]


class TestGoodwillAboveTheLimitsOfARole:
    @pytest.mark.parametrize("above", [LATE_RETURN, SECOND_PARCEL, PART], ids=lambda one: one.sheet)
    async def test_is_given_once_a_lead_approves_it_and_the_customer_reads_so(
        self, browser: Browser, staffed: Tree, above: Above
    ) -> None:
        before = await order_of(staffed, above.number)
        async with (
            meeting(
                browser, staffed, number=above.number, address=above.address, agent="camille"
            ) as met,
        ):
            await ask_a_lead(met, above)
            assert await order_of(staffed, above.number) == before

            async with lead_of(browser, staffed, met, above) as lead:
                await expect(lead.page.locator("#approval")).to_contain_text(above.worth)
                await check_layout(lead.page)
                await lead.button("Approve").click()
                said = await met.chat.answered(above.told)

            await expect(said).not_to_contain_text("five days late")  # that is for the team
            assert await find_barriers(met.chat.page) == []
            await expect(met.desk.line("Sacha Lebrun approved it")).to_have_count(1)
            await met.desk.reply("Is there anything else?")  # the agent still has it
            await met.chat.answered("Is there anything else?")
            await check_was_done(staffed, above, before)
            events = await events_of(staffed, met.desk.page)
            [ordered] = (one for one in events if isinstance(one, OperationOrdered))
            assert (ordered.role, ordered.told, ordered.reason) == ("lead", "exception", WHY)
            assert sum(isinstance(one, OperationDone) for one in events) == 1
            assert not any(isinstance(one, OperationConfirmed) for one in events)

    async def test_is_not_given_where_a_lead_refuses_it(
        self, browser: Browser, staffed: Tree
    ) -> None:
        before = await order_of(staffed, REFUSED.number)
        async with meeting(
            browser, staffed, number=REFUSED.number, address=REFUSED.address, agent="camille"
        ) as met:
            await ask_a_lead(met, REFUSED)
            heard = await met.chat.texts()

            async with lead_of(browser, staffed, met, REFUSED) as lead:
                await lead.button("Deny").click()
                await expect(met.desk.line("Sacha Lebrun did not approve it")).to_have_count(1)

            events = await events_of(staffed, met.desk.page)
            assert not any(isinstance(one, OperationOrdered | OperationDone) for one in events)
            assert await order_of(staffed, REFUSED.number) == before
            assert await met.chat.texts() == heard


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
