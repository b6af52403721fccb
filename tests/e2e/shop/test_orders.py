"""A customer follows and cancels orders at the demo shop, signed in or known by a mailed code."""

import re
from datetime import UTC, datetime
from functools import partial

import pytest
from playwright.async_api import Page, expect

from assistant.commerce.order import EntryKind, OrderStatus
from assistant.commerce.shop_books import StockMove
from assistant.conversation.events import (
    OperationConfirmed,
    OperationDone,
)
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.waiting_list import SqlWaitingList
from integrations.stores.sql.shop.shop_statements import move_stock
from integrations.stores.sql.shop.sql_shop import open_sql_shop
from tests.e2e.shop.meetings import database, last_conversation
from tests.support.patience import until
from tests.support.processes.browser import Widget, find_barriers, open_widget
from tests.support.processes.comptoir import Tree

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

UNDER_WAY, PENDING = "BM10482746", "BM10484152"  # Léa's; numbers follow from the demo's files

REMOVALS = {  # width of the page -> order, account, item to go and item to stay
    390: ("BM10484226", "oliver-brandt", "maxi dress", "Linen Shirt"),
    1280: ("BM10484263", "grace-nolan", "reed diffuser", "Veillée Throw"),
}


async def count(shop: Tree, kind: type) -> int:
    """Return how many events of a kind are in the log, of all conversations."""
    async with open_event_log(database(shop)) as log:
        return sum(isinstance(s.event, kind) for s in await log.tail(0, limit=10_000))


async def mailed_code(page: Page, customer_id: str) -> str:
    """Return the code of the newest letter in a customer's mailbox at the demo shop."""

    async def mails() -> list[dict[str, str]]:
        found: list[dict[str, str]] = await (
            await page.request.get(f"/demo/mailbox/{customer_id}")
        ).json()
        return found

    await until(mails)
    code = re.search(r"\b\d{6}\b", (await mails())[0]["subject"])
    assert code is not None
    return code[0]


async def choose(widget: Widget, label: str) -> None:
    await widget.log.get_by_role("button", name=label, exact=True).press("Enter")


async def check_is_paid_back(shop: Tree) -> None:
    """Check that the order is cancelled, and all that was paid for it went back."""
    async with open_sql_shop(database(shop), terms=TERMS) as orders:
        order = await orders.with_number(PENDING)
    assert order is not None
    assert order.status is OrderStatus.CANCELLED
    paid = [e.amount.amount_minor for e in order.entries if e.kind is EntryKind.PAYMENT]
    back = [e.amount.amount_minor for e in order.entries if e.kind is EntryKind.REFUND]
    assert sum(back) == sum(paid)


class TestASignedInCustomer:
    async def test_follows_an_order_and_cancels_another_once_with_two_yeses(
        self, shop: Tree, page: Page
    ) -> None:
        confirmed, done = await count(shop, OperationConfirmed), await count(shop, OperationDone)
        await page.goto("/fr/")
        await page.get_by_label("Essayez avec un compte").select_option("lea-le-goff")
        await expect(page.locator("[data-mailbox]")).to_be_visible()
        widget = await open_widget(page)

        await widget.ask(f"Où en est ma commande {UNDER_WAY} ?")
        parcel = await widget.answered(f"Commande {UNDER_WAY} : en route")
        await expect(parcel.get_by_role("link")).to_have_attribute(
            "href", re.compile(r"^https://suivi\.example/")
        )
        await widget.ask(f"annule la commande {PENDING}")
        await widget.answered("Quelle est la raison")
        await choose(widget, "la livraison est trop longue")
        read_back = await widget.answered("Vous confirmez")
        await expect(read_back.get_by_role("listitem").first).to_contain_text("Planche à découper")
        assert await find_barriers(page) == []
        await expect(widget.input).to_be_focused()  # the button is gone, the way on is not
        await choose(widget, "Oui")
        await widget.ask("oui")
        await widget.answered(f"La commande {PENDING} est annulée")

        async def is_quiet() -> object:
            return not (await last_conversation(shop)).unanswered

        await until(is_quiet)
        said = await widget.texts()
        await page.reload()
        await expect(widget.log).to_contain_text("est annulée")

        assert await widget.texts() == said
        assert await count(shop, OperationConfirmed) - confirmed == 1
        assert await count(shop, OperationDone) - done == 1
        await check_is_paid_back(shop)

    @pytest.mark.slow  # one journey of an operation runs each time; this one is beside it
    @pytest.mark.parametrize("width", [390, 1280])
    async def test_takes_one_of_two_items_off_an_order(
        self, shop: Tree, page: Page, width: int
    ) -> None:
        number, account, item, left = REMOVALS[width]
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto("/en/")
        await page.get_by_label("Try it with an account").select_option(account)
        await expect(page.locator("[data-mailbox]")).to_be_visible()
        widget = await open_widget(page)

        await widget.ask(f"please remove the {item} from my order")
        read_back = await widget.answered(f"Take off order {number}")
        await expect(read_back).to_contain_text(left)
        assert await find_barriers(page) == []
        await choose(widget, "Yes")
        await widget.answered(f"These items are taken off order {number}")

        async with open_sql_shop(database(shop), terms=TERMS) as orders:
            order = await orders.with_number(number)
        assert order is not None
        assert [left in one.title for one in order.lines] == [True]
        back = [one.amount for one in order.entries if one.kind is EntryKind.REFUND]
        assert len(back) == 1
        assert order.status is OrderStatus.PENDING


class TestACustomerWhoIsNotSignedIn:
    async def test_is_known_by_the_code_in_their_mail(self, shop: Tree, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await widget.ask("I want to see my orders")
        await widget.answered("who you are")
        await widget.ask("emma.clarke@example.com")
        await widget.answered("6-digit code")

        await widget.ask(await mailed_code(page, "emma-clarke"))

        await widget.answered("Your orders:")
        conversation = await last_conversation(shop)
        assert conversation.dealings.identity is not None
        assert conversation.dealings.identity.customer_id == "emma-clarke"
        assert conversation.dealings.identity.method == "email_code"


@pytest.mark.slow  # the shop is stopped and started
class TestACustomerWhoWaitsForAProduct:
    async def test_gets_one_letter_once_it_is_back(self, shop: Tree, page: Page) -> None:
        await page.goto("/en/")
        await page.get_by_label("Try it with an account").select_option("tom-peters")
        await expect(page.locator("[data-mailbox]")).to_be_visible()
        widget = await open_widget(page)
        await widget.ask("let me know when the Lagune Sun Top in navy M is back in stock")
        await widget.answered("tom.peters@example.com")
        await choose(widget, "Yes")
        await widget.answered("you will get an e-mail")

        async with open_database(database(shop)) as sql:
            [waiting] = await SqlWaitingList(sql).next(datetime.now(UTC), limit=9)
            move = StockMove(product_id=waiting.product_id, variant_id=waiting.variant_id, pieces=3)
            await sql.write(partial(move_stock, moves=[move]))
        assert await shop.stop() == 0
        await shop.start()  # it looks at once, and then every few minutes

        async def letters() -> list[str]:
            found = await (await page.request.get("/demo/mailbox/tom-peters")).json()
            return [mail["subject"] for mail in found]

        await until(letters)
        assert await letters() == ["Lagune Sun Top (Navy, M) is back in stock"]
        async with open_database(database(shop)) as sql:
            assert list(await SqlWaitingList(sql).next(datetime.now(UTC), limit=9)) == []
