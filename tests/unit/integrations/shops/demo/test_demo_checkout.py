"""The demo shop takes orders of who is signed in, with a code of the built-in shop."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI

from assistant.commerce.basket_tokens import basket_token
from assistant.commerce.permit import OrderedByAgent, Permit
from assistant.commerce.permit_seal import SEAL
from assistant.commerce.shop_effects import GrantVoucher
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.ids import AgentId
from integrations.shops.demo.demo_checkout import FAULTS
from integrations.shops.demo.demo_pages import PATHS
from integrations.shops.demo.demo_records import read_records
from integrations.shops.demo.demo_sign_in import COOKIE, DemoAccounts, read_people
from integrations.shops.demo.demo_site import BASKET_COOKIE, routes
from integrations.shops.demo.shelf import DEMO
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import euros
from tests.unit.integrations.shops.demo.test_demo_sign_in import RULES

PAGE = PATHS["en"].basket


@pytest.fixture(scope="module")
def shop() -> MemoryShop:
    return MemoryShop(read_records(datetime.now(UTC)))


@pytest.fixture
async def browser(shop: MemoryShop, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    accounts = DemoAccounts(people=read_people(DEMO), token_rules=RULES, outbox=tmp_path)
    app = FastAPI()
    app.include_router(routes(accounts=accounts, till=shop))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


@pytest.fixture
def buyer(shop: MemoryShop) -> CustomerId:
    """Return a customer who can pay."""
    orders = {one.customer_id: one for one in shop.records().orders}
    return next(
        one.customer_id
        for one in shop.records().customers
        if one.customer_id in orders and one.default_address and one.payment_methods
    )


def sku(shop: MemoryShop, least: int) -> str:
    """Return a variant that is in stock and costs at least that, in minor units."""
    sold = shop.records().products["fr"]
    return next(
        v.variant_id
        for product in sold
        for v in product.variants
        if (v.stock is None or v.stock > 3) and v.price.amount_minor >= least
    )


class TestABasket:
    async def test_asks_who_is_not_signed_in_to_choose_an_account(
        self, browser: httpx.AsyncClient, shop: MemoryShop
    ) -> None:
        shown = await browser.get(f"{PAGE}?{sku(shop, 0)}=1")
        assert "Choose a demonstration account" in shown.text
        assert (await browser.post(PAGE)).is_redirect

    async def test_is_ordered_with_a_code_once(
        self, browser: httpx.AsyncClient, shop: MemoryShop, buyer: CustomerId
    ) -> None:
        order = next(one for one in shop.records().orders if one.customer_id == buyer)
        effect = GrantVoucher(
            order_id=order.order_id,
            version=order.version,
            customer_id=buyer,
            amount=euros(3),
            valid_days=2,
            least=euros(20),
        )
        ground = OrderedByAgent(AgentId("ops"))
        made = await shop.execute(Permit(key="k", effect=effect, ground=ground, seal=SEAL))
        browser.cookies.set(COOKIE, buyer)
        await browser.get(f"{PAGE}?{sku(shop, 2_000)}=1")

        ordered = await browser.post(PAGE, content=f"code={made.reference.lower()}")
        shown = unescape((await browser.get(ordered.headers["location"])).text)
        await browser.get(f"{PAGE}?{sku(shop, 2_000)}=1")
        again = await browser.post(PAGE, content=f"code={made.reference}")

        assert "is placed" in shown
        assert "Your basket is empty" in shown
        assert await shop.times_used(made.reference) == 1
        assert again.status_code == 422
        assert "This code has been used" in again.text
        assert browser.cookies.get(BASKET_COOKIE)

    async def test_of_an_unknown_code_stays_as_it_is(
        self, browser: httpx.AsyncClient, shop: MemoryShop, buyer: CustomerId
    ) -> None:
        browser.cookies.set(COOKIE, buyer)
        await browser.get(f"{PAGE}?{sku(shop, 2_000)}=1")
        before = len(shop.records().orders)

        refused = await browser.post(PAGE, content='code="><script>')

        assert refused.status_code == 422
        assert "There is no such code for this account" in refused.text
        assert "<SCRIPT>" not in refused.text
        assert len(shop.records().orders) == before

    async def test_of_the_chat_is_known_by_its_order_alone(
        self, browser: httpx.AsyncClient, shop: MemoryShop, buyer: CustomerId
    ) -> None:
        token, piece = basket_token(b"key", "c1"), sku(shop, 2_000)
        browser.cookies.set(COOKIE, buyer)
        since = datetime.now(UTC)
        await browser.get(f"{PAGE}?{piece}=1&basket={token}")
        await browser.get(f"{PAGE}?{piece}=2")  # changed on the page
        await browser.post(PAGE)
        await browser.get(f"{PAGE}?{piece}=1")  # their own, later
        await browser.post(PAGE)

        sold = [(one.quantity, one.basket) async for one in shop.sold_since(since)]
        assert sold == [(2, token), (1, "")]

    def test_has_words_for_every_fault(self) -> None:
        path = DEMO.parent / "theme" / "words.yaml"
        words = yaml.safe_load(path.read_text("utf-8"))
        for language in ("fr", "en"):
            assert set(words[language]["checkout_faults"]) == set(FAULTS)
