from decimal import Decimal

from retrieval.catalogue.formats.dummyjson import is_dummyjson, read_dummyjson
from retrieval.catalogue.types import Money, ReadOptions
from tests.unit.retrieval.catalogue.builders import products, reasons

HAT = {
    "id": 1,
    "title": "Wool hat",
    "description": "A warm hat for cold days",
    "category": "mens-hats",
    "price": Decimal("9.99"),
    "discountPercentage": Decimal("10.5"),
    "stock": 4,
    "brand": "Acme",
    "sku": "H1",
    "tags": ["wool", "winter"],
    "dimensions": {"width": Decimal("1.5"), "height": 2, "depth": 3},
    "warrantyInformation": "1 year warranty",
    "thumbnail": "https://cdn.example/t.webp",
    "reviews": [{"comment": "Nice"}],
}


class TestAPlainList:
    def test_is_told_by_its_records_bare_or_wrapped(self) -> None:
        assert is_dummyjson([HAT])
        assert is_dummyjson({"products": [HAT], "total": 1})
        assert not is_dummyjson([])
        assert not is_dummyjson([{"id": 1, "title": "x", "price": 1, "quantity": 2}])
        assert not is_dummyjson([{"id": 1, "title": "x", "price": 1, "variants": []}])

    def test_gives_products_with_one_variant(self) -> None:
        (hat,) = products(read_dummyjson("p.json", [HAT], ReadOptions()))

        assert (hat.product_id, hat.title, hat.language) == ("1", "Wool hat", "en")
        assert hat.category == ("Mens hats",)
        assert hat.variants[0].price == Money(amount_minor=999, currency="EUR")
        assert (hat.variants[0].sku, hat.variants[0].stock) == ("H1", 4)
        assert hat.image_url == "https://cdn.example/t.webp"
        assert hat.attributes == (
            ("Warranty", "1 year warranty"),
            ("Discount", "10.5 %"),
            ("Dimensions", "1.5 \u00d7 2 \u00d7 3"),
            ("Tags", "wool, winter"),
        )

    def test_names_records_that_are_broken_and_reads_the_rest(self) -> None:
        records = [HAT | {"price": "soon"}, HAT | {"title": ""}, HAT]

        items = list(read_dummyjson("p.json", {"products": records}, ReadOptions()))

        assert len(products(items)) == 1
        assert [reason for _, reason in reasons(items)] == [
            "product 1: 'soon' is not a price: write it as 89.00 or 89,00 €",
            "product 2: it has no id or no title: both are needed",
        ]
