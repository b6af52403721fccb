import pytest

from retrieval.catalogue.formats.magento_tables import is_catalogue, is_magento, load, pairs_of
from tests.unit.retrieval.catalogue.builders import table


class TestPairs:
    @pytest.mark.parametrize(
        ("text", "pairs"),
        [
            ("size=M,color=Red", {"size": "M", "color": "Red"}),
            ("color=Deep blue, dark,size=M", {"color": "Deep blue, dark", "size": "M"}),
            ('color=black,"features=Pocket, wide"', {"color": "black", "features": "Pocket, wide"}),
            ("", {}),
            ("no pair", {}),
        ],
    )
    def test_are_parted_before_a_name_only(self, text: str, pairs: dict[str, str]) -> None:
        assert pairs_of(text) == pairs


class TestATable:
    def test_is_magentos_by_its_columns(self) -> None:
        assert is_magento(("sku", "product_type", "name"))
        assert is_magento(("category", "name", "sku", "attribute_set"))
        assert is_magento(("sku", "image"))
        assert not is_magento(("sku", "linked_sku"))

    def test_holds_products_or_stands_beside_them(self) -> None:
        assert is_catalogue(("sku", "product_type", "name"))
        assert not is_catalogue(("sku", "image"))


class TestCategories:
    def test_lose_the_root_and_keep_slashes_and_commas_of_their_names(self) -> None:
        paths = '"Root/Men/Tops, long,Root/In\\/Out,Root"'
        text = f"sku,name,product_type,categories\n1,a,simple,{paths}\n"

        store, _ = load([table(text)])

        assert store.items["1"].paths == (("Men", "Tops, long"), ("In/Out",))


class TestASku:
    def test_that_is_missing_or_comes_twice_is_reported(self) -> None:
        _, bad = load([table("sku,name,product_type\n,a,simple\n1,b,simple\n1,c,simple\n")])

        assert [(row.line, row.reason) for row in bad] == [
            (2, "it has no sku: fill it in"),
            (4, "the sku '1' stands above already: the first is kept"),
        ]
