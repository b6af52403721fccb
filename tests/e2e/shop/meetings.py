"""A customer in the widget and an agent in the console, who meet about an order."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ConversationStarted
from assistant.conversation.ids import ConversationId
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql import open_event_log
from integrations.stores.sql.shop.sql_shop import open_sql_shop
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import Widget, find_barriers, new_customer, open_widget
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import sign_in

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


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


async def last_conversation(shop: Tree) -> Conversation:
    """Return the conversation that was started last, from the log."""
    async with open_event_log(database(shop)) as log:
        events = [stored.event for stored in await log.tail(0, limit=10_000)]
    started = [event for event in events if isinstance(event, ConversationStarted)][-1]
    conversation = Conversation(conversation_id=started.conversation_id)
    for event in events:
        if event.conversation_id == conversation.conversation_id:
            conversation = conversation.after(event)
    return conversation


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
        barriers = await find_barriers(page, within="body")
        assert barriers == [], barriers


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
        started = await last_conversation(tree)
        await desk.page.goto(f"/console/c/{started.conversation_id}")
        await desk.button("Accept").or_(desk.button("Take it")).first.click()
        await expect(desk.line("took it")).to_have_count(1)
        yield Meeting(chat=chat, desk=desk, number=number)
