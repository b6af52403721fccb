from integrations.channels.mcp.catalogue_tools import ProductQuery
from retrieval.index.index_versions import NoIndexError
from tests.support.memory.assemblies.mcp_counter import Counter


class TestTheCatalogue:
    async def test_is_searched_as_a_program_asks(self) -> None:
        counter = Counter()
        async with counter.program(counter.for_customers()) as program:
            found = await program.call(
                "search_products", query="a mug", in_stock=True, max_price=20
            )

        assert counter.shelf.asked == [
            ProductQuery(text="a mug", language="en", limit=5, in_stock=True, max_price=20)
        ]
        [mug] = found["products"]
        assert mug["product_id"] == "p1"
        assert mug["price"] == "€12.00 - €15.00"
        assert mug["in_stock"]

    async def test_leads_to_the_shops_pages(self) -> None:
        counter = Counter()
        async with counter.program(counter.for_customers()) as program:
            [found] = (await program.call("search_products", query="a mug"))["products"]
            one = await program.call("get_product", product_id="p1")

        assert found["url"] == one["url"] == "https://shop.example/mug"
        assert found["image_url"] == ""

    async def test_tells_every_variant_of_a_product(self) -> None:
        counter = Counter()
        async with counter.program(counter.for_customers()) as program:
            mug = await program.call("get_product", product_id="p1", language="fr")

        blue, red = mug["variants"]
        assert blue["options"] == {"Colour": "Blue"}
        assert (blue["in_stock"], red["in_stock"]) == (True, False)
        assert "12,00" in blue["price"]

    async def test_that_is_not_there_yet_says_what_to_do(self) -> None:
        counter = Counter()
        counter.shelf.error = NoIndexError()
        async with counter.program(counter.for_customers()) as program:
            assert "comptoir index" in await program.fail("search_products", query="a mug")

    async def test_takes_no_limit_that_makes_no_sense(self) -> None:
        counter = Counter()
        async with counter.program(counter.for_customers()) as program:
            assert "minimum" in await program.fail("search_products", query="a mug", limit=0)
            assert counter.shelf.asked == []
