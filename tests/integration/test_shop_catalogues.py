"""Catalogues of the shop systems, against simulated ones, over real HTTP."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.shops.shopify_shop import open_shopify_catalogue
from assistant.app.compose.shops.woocommerce_shop import open_woocommerce_catalogue
from assistant.commerce.ports import Catalogue, ShopSystem
from assistant.kit.settings.system_settings import ShopifySettings, WooCommerceSettings
from assistant.kit.web.retries import Pace
from integrations.shops.shopify import store_connection as shopify
from integrations.shops.woocommerce import store_connection as woocommerce
from integrations.stores.memory.memory_shop import TERMS
from tests.contract.shop_catalogue import CatalogueContract, give
from tests.support.patience import Time
from tests.support.seeds.shop_records import RECORDS, SHIRTS, product_like
from tests.support.simulators.shopify import seed as shopify_seed
from tests.support.simulators.shopify.server import TOKEN, VERSION, ShopifySimulator
from tests.support.simulators.shopify.server import Fault as ShopifyFault
from tests.support.simulators.shopify.store import Json
from tests.support.simulators.woocommerce import seed as woo_seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, Fault, WooSimulator


@pytest.fixture
def pace() -> Pace:
    time = Time()
    return Pace(timeout_s=30.0, patience_s=60.0, sleep=time.sleep, now=time.now)


class TestWooCommerce(CatalogueContract):
    seed: woo_seed.Seed
    woo: WooSimulator

    @pytest.fixture
    async def simulator(self) -> AsyncIterator[WooSimulator]:
        simulator = WooSimulator()
        self.seed = woo_seed.Seed(simulator.store)
        self.seed.fill(RECORDS)
        self.woo = simulator
        async with simulator.serve():
            yield simulator

    @pytest.fixture
    async def catalogue(self, simulator: WooSimulator, pace: Pace) -> AsyncIterator[Catalogue]:
        settings = WooCommerceSettings(
            url=simulator.url, key=SecretStr(KEY), secret=SecretStr(SECRET)
        )
        async with open_woocommerce_catalogue(settings, pace=pace) as catalogue:
            yield catalogue

    @pytest.fixture
    async def stranger(self, simulator: WooSimulator, pace: Pace) -> AsyncIterator[Catalogue]:
        settings = WooCommerceSettings(
            url=simulator.url, key=SecretStr("ck_other"), secret=SecretStr(SECRET)
        )
        async with open_woocommerce_catalogue(settings, pace=pace) as catalogue:
            yield catalogue

    @pytest.fixture
    async def shop(self, simulator: WooSimulator) -> AsyncIterator[ShopSystem]:
        async with woocommerce.open_store(
            url=simulator.url, key=KEY, secret=SECRET, clock=SystemClock(), terms=TERMS
        ) as store:
            yield store.system

    def add_products(self, count: int) -> None:
        for number in range(count):
            self.seed.product(product_like(SHIRTS, f"more-{number}", 3))

    def add_variants(self, title: str, count: int) -> None:
        more = product_like(SHIRTS, "long", count)
        row = self.of(title)
        for place, one in enumerate(more.variants):
            self.seed.variation(row, one, 100 + place)

    def hide(self, title: str) -> None:
        self.of(title)["catalog_visibility"] = "hidden"

    def add_page(self, title: str, html: str) -> None:
        self.seed.page(title, html)

    def add_unpublished_page(self, title: str, html: str) -> None:
        self.seed.page(title, html, status="draft")

    def slow_down(self) -> None:
        self.woo.faults.append(Fault(status=429, retry_after="5"))

    def of(self, title: str) -> Json:
        rows = self.woo.store.products.values()
        return next(row for row in rows if row["name"] == title)

    async def test_tells_what_a_product_is(self, catalogue: Catalogue) -> None:
        wide = self.seed.category("Clothes")
        narrow = self.seed.category("Shirts &amp; tops", parent=wide["id"])
        self.of(SHIRTS.title).update(
            description="<p>Of <b>linen</b>.</p>",
            permalink="https://iroise.example/shirt/",
            categories=[{"id": narrow["id"], "name": "Shirts &amp; tops"}],
            brands=[{"id": 3, "name": "Iroise"}],
            images=[{"src": "https://iroise.example/shirt.jpg"}],
            attributes=[
                {"name": "Cloth", "options": ["Linen", "Cotton"], "visible": True},
                {"name": "Size", "options": ["S"], "visible": True, "variation": True},
            ],
        )
        variation = next(iter(self.woo.store.variations.values()))
        variation.update(sku="S-1", regular_price="50.00", on_sale=True)

        shirt = (await give(catalogue)).product(SHIRTS.title)

        assert shirt.description == "Of **linen**."
        assert shirt.category == ("Clothes", "Shirts & tops")
        assert (shirt.brand, shirt.url) == ("Iroise", "https://iroise.example/shirt/")
        assert shirt.image_url == "https://iroise.example/shirt.jpg"
        assert shirt.attributes == (("Cloth", "Linen, Cotton"),)
        before = next(one.compare_at for one in shirt.variants if one.sku == "S-1")
        assert before is not None
        assert before.amount_minor == 5000

    async def test_leaves_out_the_pages_that_are_forms(self, catalogue: Catalogue) -> None:
        self.seed.page("Cart", "<p>Your cart is empty.</p>", place="woocommerce_cart_page_id")
        self.add_page("Terms", "<p>French law holds.</p>")

        given = await give(catalogue)

        assert [one.title for one in given.documents] == ["Terms"]

    async def test_says_that_wordpress_gives_no_pages(self, catalogue: Catalogue) -> None:
        self.woo.gives_pages = False

        given = await give(catalogue)

        assert given.products
        [row] = given.left_out
        assert row.reason.startswith("its pages are not given: ")
        assert "the key" not in row.reason  # none was sent


class TestShopify(CatalogueContract):
    seed: shopify_seed.Seed
    store: ShopifySimulator

    @pytest.fixture
    async def simulator(self, pace: Pace) -> AsyncIterator[ShopifySimulator]:
        simulator = ShopifySimulator(passes=pace.now)
        self.seed = shopify_seed.Seed(simulator.store)
        self.seed.fill(RECORDS)
        self.store = simulator
        async with simulator.serve():
            yield simulator
        assert simulator.invalid == []

    @pytest.fixture
    async def catalogue(self, simulator: ShopifySimulator, pace: Pace) -> AsyncIterator[Catalogue]:
        settings = ShopifySettings(domain="iroise.myshopify.com", token=SecretStr(TOKEN))
        async with open_shopify_catalogue(
            settings, ["en", "fr"], pace=pace, base_url=simulator.url
        ) as catalogue:
            yield catalogue

    @pytest.fixture
    async def stranger(self, simulator: ShopifySimulator, pace: Pace) -> AsyncIterator[Catalogue]:
        settings = ShopifySettings(domain="iroise.myshopify.com", token=SecretStr("shpat_other"))
        async with open_shopify_catalogue(
            settings, ["en"], pace=pace, base_url=simulator.url
        ) as catalogue:
            yield catalogue

    @pytest.fixture
    async def shop(self, simulator: ShopifySimulator, pace: Pace) -> AsyncIterator[ShopSystem]:
        async with shopify.open_store(
            base_url=simulator.url,
            token=TOKEN,
            api_version=VERSION,
            clock=SystemClock(),
            terms=TERMS,
            pace=pace,
        ) as store:
            yield store.system

    def add_products(self, count: int) -> None:
        for number in range(count):
            self.seed.product(product_like(SHIRTS, f"more-{number}", 3))

    def add_variants(self, title: str, count: int) -> None:
        more = self.seed.product(product_like(SHIRTS, "long", count))
        del self.store.store.products[more["id"]]
        self.of(title)["variants"] += more["variants"]

    def hide(self, title: str) -> None:
        self.of(title)["status"] = "DRAFT"

    def add_page(self, title: str, html: str) -> None:
        self.seed.page(title, html)

    def add_unpublished_page(self, title: str, html: str) -> None:
        self.seed.page(title, html, is_published=False)

    def slow_down(self) -> None:
        self.store.faults.append(ShopifyFault(status=429, retry_after="5"))

    def of(self, title: str) -> Json:
        rows = self.store.store.products.values()
        return next(row for row in rows if row["title"] == title)

    async def test_asks_no_faster_than_the_store_allows(self, catalogue: Catalogue) -> None:
        self.add_products(60)
        self.store.maximum = self.store.restore_rate * 10  # of the smallest plan
        self.store.refill()

        given = await give(catalogue)

        assert len(given.products) > 60
        assert len(self.store.throttled) <= 1  # before it knows what the question costs

    async def test_tells_what_a_product_is(self, catalogue: Catalogue) -> None:
        shirt_row = self.of(SHIRTS.title)
        image = {"id": "gid://shopify/ImageSource/1", "url": "https://cdn.example/shirt.jpg"}
        shirt_row.update(
            descriptionHtml="<p>Of <b>linen</b>.</p>",
            vendor="Iroise",
            category={"id": "gid://shopify/TaxonomyCategory/1", "fullName": "Clothes > Tops"},
            featuredMedia={"id": "gid://shopify/MediaImage/1", "preview": {"image": image}},
            tags=["summer"],
        )
        shirt_row["variants"][0].update(sku="S-1", compareAtPrice="50.00")

        shirt = (await give(catalogue)).product(SHIRTS.title)

        assert shirt.description == "Of **linen**."
        assert shirt.category == ("Clothes", "Tops")
        assert (shirt.brand, shirt.image_url) == ("Iroise", "https://cdn.example/shirt.jpg")
        assert shirt.url == "https://iroise.example/products/shirt"
        assert shirt.attributes == (("Tags", "summer"),)
        before = shirt.variants[0].compare_at
        assert before is not None
        assert (shirt.variants[0].sku, before.amount_minor) == ("S-1", 5000)

    async def test_has_the_words_of_every_language(self, catalogue: Catalogue) -> None:
        row = self.of(SHIRTS.title)
        row["translations"] = [{"key": "title", "value": "Chemise Ouessant", "locale": "fr"}]
        [size] = row["options"]
        size["translations"] = [{"key": "name", "value": "Taille", "locale": "fr"}]

        given = await give(catalogue, "en", "fr")

        english, french = given.product(SHIRTS.title), given.product("Chemise Ouessant")
        assert (english.language, french.language) == ("en", "fr")
        assert english.product_id == french.product_id
        assert english.variants[0].options == (("Size", "XS"),)
        assert french.variants[0].options == (("Taille", "XS"),)

    async def test_has_the_policies_of_the_store(self, catalogue: Catalogue) -> None:
        self.seed.policy("Refund policy", "<p>You have 45 days.</p>")

        [policy] = (await give(catalogue)).documents

        assert (policy.title, policy.text) == ("Refund policy", "You have 45 days.")

    async def test_says_which_scope_is_missing_for_pages(self, catalogue: Catalogue) -> None:
        self.add_page("Returns", "<p>You have 45 days.</p>")
        lost = {"read_content", "read_legal_policies"}
        self.store.store.scopes -= lost

        given = await give(catalogue)

        assert given.products
        assert given.documents == []
        assert {scope for scope in lost for one in given.left_out if scope in one.reason} == lost
