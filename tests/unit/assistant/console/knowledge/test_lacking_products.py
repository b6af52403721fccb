from pathlib import Path

from assistant.console.knowledge.lacking_products import Lack, ProductLacks, find_lacks
from retrieval.catalogue.types import Product
from tests.unit.assistant.console.knowledge.indexes import index, sold

COMPLETE = ("Height", "Material")


def lacks(root: Path, *products: Product) -> dict[str, ProductLacks]:
    found = find_lacks(index(root, *products).view().products)
    return {item_id: one for (_, item_id, _), one in found.items()}


class TestAProduct:
    def test_lacks_what_most_of_its_kind_have(self, tmp_path: Path) -> None:
        lamps = [sold(f"lamp{n}", attributes=COMPLETE) for n in range(4)]

        found = lacks(tmp_path, *lamps, sold("bare", attributes=("Height",)))

        assert found == {"bare": ProductLacks(attributes=("Material",), kind=("Home", "Lamps"))}

    def test_lacks_nothing_that_only_some_of_its_kind_have(self, tmp_path: Path) -> None:
        lamps = [sold(f"lamp{n}", attributes=COMPLETE if n < 2 else ()) for n in range(4)]

        assert lacks(tmp_path, *lamps) == {}

    def test_is_compared_in_the_wider_category_where_its_own_is_small(self, tmp_path: Path) -> None:
        others = [sold(f"o{n}", attributes=COMPLETE, category=("Home", f"{n}")) for n in range(4)]

        found = lacks(tmp_path, *others, sold("bare", category=("Home", "Vases")))

        assert found["bare"] == ProductLacks(attributes=COMPLETE, kind=("Home",))

    def test_of_no_kind_is_compared_with_nothing(self, tmp_path: Path) -> None:
        others = [sold(f"o{n}", attributes=COMPLETE) for n in range(4)]

        assert "odd" not in lacks(tmp_path, *others, sold("odd", category=()))

    def test_lacks_the_facts_that_every_product_should_have(self, tmp_path: Path) -> None:
        bare = sold("bare", euros=None, stock=None, description="", image_url="")

        found = lacks(tmp_path, *(sold(f"o{n}") for n in range(3)), bare)

        assert found["bare"].facts == (Lack.DESCRIPTION, Lack.PRICE, Lack.STOCK, Lack.PICTURE)

    def test_lacks_no_stock_in_a_shop_that_counts_none(self, tmp_path: Path) -> None:
        assert lacks(tmp_path, *(sold(f"o{n}", stock=None) for n in range(3))) == {}
