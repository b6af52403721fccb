"""What every shop system's catalogue gives. Inherit and override `shop` and what fills it.

`tests.support.seeds.shop_records.RECORDS` is what the shop sells. Records are judged as they are
indexed: by the reader of the JSON that they are written in.
"""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

import orjson
import pytest

from assistant.commerce.ports import Catalogue, ShopSystem, ShopUnavailableError
from assistant.commerce.shop_ids import ProductId
from retrieval.catalogue.formats.shop_json import read_jsonl
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import BadRow, Document, Money, Product, ReadOptions
from tests.support.seeds.shop_records import RECORDS, SHIRTS


@dataclass(kw_only=True)
class Given:
    """What a catalogue gave."""

    products: list[Product] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    left_out: list[BadRow] = field(default_factory=list)

    def product(self, title: str) -> Product:
        return next(one for one in self.products if one.title == title)


async def give(catalogue: Catalogue, *languages: str) -> Given:
    """Read a catalogue, and what it gave as it is indexed."""
    given, lines = Given(), []
    async for one in catalogue.read():
        if isinstance(one, BadRow):
            given.left_out.append(one)
        else:
            lines.append(orjson.dumps(one))
    data = b"\n".join(lines)
    source = SourceFile(name="shop.jsonl", data=data, path=PurePosixPath("shop.jsonl"), root="")
    options = ReadOptions(languages=languages or ("en",), currency="XXX")
    for item in read_jsonl(source, options):
        match item:
            case Product():
                given.products.append(item)
            case Document():
                given.documents.append(item)
            case BadRow():
                given.left_out.append(item)
    return given


class CatalogueContract:
    """All that a shop offers and says."""

    @pytest.fixture
    async def catalogue(self) -> Catalogue:
        raise NotImplementedError

    @pytest.fixture
    async def stranger(self) -> Catalogue:
        """The same shop, asked with a key that it did not give."""
        raise NotImplementedError

    @pytest.fixture
    async def shop(self) -> ShopSystem:
        """The other ports of the same shop."""
        raise NotImplementedError

    def add_products(self, count: int) -> None:
        """Let the shop sell so many more products, each with three variants."""
        raise NotImplementedError

    def add_variants(self, title: str, count: int) -> None:
        """Let a product have so many more variants."""
        raise NotImplementedError

    def hide(self, title: str) -> None:
        """Let the shop's people take a product out of what customers see."""
        raise NotImplementedError

    def add_page(self, title: str, html: str) -> None:
        """Publish a page."""
        raise NotImplementedError

    def add_unpublished_page(self, title: str, html: str) -> None:
        """Write a page that nobody is to see yet."""
        raise NotImplementedError

    def slow_down(self) -> None:
        """Let the shop say to the next request that there were too many."""
        raise NotImplementedError

    async def test_has_every_product_with_its_variants(self, catalogue: Catalogue) -> None:
        given = await give(catalogue)

        sold = next(iter(RECORDS.products.values()))
        assert sorted(one.title for one in given.products) == sorted(one.title for one in sold)
        shirt = given.product(SHIRTS.title)
        assert [one.options for one in shirt.variants] == [one.options for one in SHIRTS.variants]
        assert [one.stock for one in shirt.variants] == [one.stock for one in SHIRTS.variants]
        assert shirt.variants[0].price == Money(amount_minor=2500, currency="EUR")

    async def test_names_products_as_its_assortment_does(
        self, catalogue: Catalogue, shop: ShopSystem
    ) -> None:
        shirt = (await give(catalogue)).product(SHIRTS.title)

        found = await shop.assortment.product(ProductId(shirt.product_id), language="en")

        assert found is not None
        assert found.title == SHIRTS.title

    async def test_has_all_pages_of_long_lists(self, catalogue: Catalogue) -> None:
        self.add_products(230)
        self.add_variants(SHIRTS.title, 220)
        for number in range(130):
            self.add_page(f"Page {number}", "<p>We repair what we sell.</p>")

        given = await give(catalogue)

        sold = next(iter(RECORDS.products.values()))
        assert len(given.products) == len(sold) + 230
        assert len({one.product_id for one in given.products}) == len(given.products)
        assert len(given.product(SHIRTS.title).variants) == len(SHIRTS.variants) + 220
        assert len(given.documents) == 130

    async def test_shows_nothing_that_customers_do_not_see(self, catalogue: Catalogue) -> None:
        self.hide(SHIRTS.title)
        self.add_unpublished_page("Soon", "<p>We open in Brest.</p>")

        given = await give(catalogue)

        assert SHIRTS.title not in {one.title for one in given.products}
        assert given.documents == []

    async def test_has_the_words_of_a_page(self, catalogue: Catalogue) -> None:
        self.add_page("Returns", "<h2>How long?</h2><p>You have <b>45 days</b>.</p>")

        [page] = (await give(catalogue)).documents

        assert page.title == "Returns"
        assert "## How long?" in page.text
        assert "**45 days**" in page.text
        assert page.url.startswith("https://iroise.example/")

    async def test_waits_where_the_shop_asks_for_patience(self, catalogue: Catalogue) -> None:
        self.slow_down()

        assert (await give(catalogue)).products

    async def test_says_that_a_key_is_not_taken(self, stranger: Catalogue) -> None:
        with pytest.raises(ShopUnavailableError, match="not accepted"):
            await give(stranger)
