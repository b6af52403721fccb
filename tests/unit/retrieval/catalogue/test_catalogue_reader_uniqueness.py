from collections.abc import Sequence

from retrieval.catalogue.catalogue_reader import only_once
from retrieval.catalogue.types import (
    BadRow,
    CatalogueItem,
    Document,
    Product,
    ReadItem,
    Variant,
)

VARIANT = Variant(sku="", options=(), price=None)


def product(source: str, language: str = "fr") -> Product:
    return Product(
        product_id="p",
        language=language,
        title="x",
        description="",
        variants=(VARIANT,),
        source=source,
    )


def document(url: str, language: str = "fr") -> Document:
    return Document(document_id="terms", language=language, title="x", text="x", url=url)


def once(items: Sequence[CatalogueItem]) -> list[CatalogueItem]:
    read = (ReadItem(origin="shop", item=item) for item in items)
    return [one.item for one in only_once(read)]


class TestAProduct:
    def test_comes_once_and_the_second_is_named(self) -> None:
        items: list[CatalogueItem] = [product("a.csv"), product("a.csv", "en"), product("b.csv")]

        assert once(items) == [
            *items[:2],
            BadRow(
                file="b.csv",
                line=None,
                reason="product 'p' in 'fr' is in a.csv already: that one is kept",
            ),
        ]


class TestADocument:
    def test_of_the_same_name_in_another_folder_is_kept_under_its_whole_path(self) -> None:
        first, second = once([document("a/terms.md"), document("b/terms.md")])

        assert isinstance(first, Document)
        assert isinstance(second, Document)
        assert (first.document_id, second.document_id) == ("terms", "b/terms.md")

    def test_twice_in_one_file_is_named(self) -> None:
        _, second = once([document("a.json"), document("a.json")])

        assert isinstance(second, BadRow)


class TestABadRow:
    def test_passes(self) -> None:
        row = BadRow(file="a", line=1, reason="x")

        assert once([row, row]) == [row, row]
