import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.formats.shopify_csv import is_shopify, read_shopify
from retrieval.catalogue.types import CatalogueItem, Money, ReadOptions
from tests.unit.retrieval.catalogue.builders import bad, products, reasons, table

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Variant Image,"
    "Material (product.metafields.custom.material),Status\n"
)
LINEN = (
    "robe,Robe en lin,<p>Une robe <b>légère</b></p>,Brisemare,Femme > Robes,"
    '"été, lin",true,Couleur,Rouge,Taille,S,R-S,shopify,3,deny,"59,00",79.00,'
    "https://cdn.example/r.jpg,https://cdn.example/rs.jpg,Lin lavé,active\n"
    "robe,,,,,,,,Rouge,,M,R-M,shopify,0,deny,59.00,79.00,,,,\n"
    "robe,,,,,,,,Bleu,,M,B-M,shopify,0,continue,62.00,,,,,\n"
    "robe,,,,,,,,,,,,,,,,,https://cdn.example/r2.jpg,,,\n"
)


def read(text: str, **options: str) -> list[CatalogueItem]:
    opened = table(HEADER + text, "shop.csv")
    assert is_shopify(opened.header)
    return list(read_shopify(opened, ReadOptions(shop_url=options.get("shop_url", ""))))


def plain(handle: str, **cells: str) -> str:
    """Return a row with the given cells, the rest empty."""
    names = HEADER.strip().split(",")
    row = {"Handle": handle, "Title": handle, "Vendor": "v", "Variant Price": "5"} | cells
    return ",".join(row.get(name, "") for name in names) + "\n"


class TestRowsOfOneHandle:
    def test_make_one_product_with_its_variants_and_options(self) -> None:
        (robe,) = products(read(LINEN))

        assert (robe.product_id, robe.title, robe.language) == ("robe", "Robe en lin", "fr")
        assert [variant.options for variant in robe.variants] == [
            (("Couleur", "Rouge"), ("Taille", "S")),
            (("Couleur", "Rouge"), ("Taille", "M")),
            (("Couleur", "Bleu"), ("Taille", "M")),
        ]
        assert [variant.sku for variant in robe.variants] == ["R-S", "R-M", "B-M"]

    def test_carry_texts_category_brand_tags_metafields_and_pictures(self) -> None:
        (robe,) = products(read(LINEN, shop_url="https://shop.example"))

        assert robe.description == "Une robe **légère**"
        assert robe.category == ("Femme", "Robes")
        assert robe.brand == "Brisemare"
        assert robe.attributes == (("Material", "Lin lavé"), ("Mots-clés", "été, lin"))
        assert robe.url == "https://shop.example/products/robe"
        assert robe.image_url == "https://cdn.example/r.jpg"
        assert robe.variants[0].image_url == "https://cdn.example/rs.jpg"
        assert robe.source == "shop.csv"

    def test_keep_exact_prices_and_reductions(self) -> None:
        (robe,) = products(read(LINEN))

        assert robe.variants[0].price == Money(amount_minor=5900, currency="EUR")
        assert robe.variants[0].compare_at == Money(amount_minor=7900, currency="EUR")
        assert robe.variants[2].compare_at is None

    def test_need_not_stand_together(self) -> None:
        first = plain("a", **{"Option1 Name": "Size", "Option1 Value": "S"})
        last = plain("a", Title="", **{"Option1 Value": "M"})

        (a, _) = products(read(first + plain("b") + last))

        assert [variant.options for variant in a.variants] == [
            (("Size", "S"),),
            (("Size", "M"),),
        ]


class TestStock:
    def test_is_the_tracked_quantity_unless_more_may_be_sold_than_there_is(self) -> None:
        (robe,) = products(read(LINEN))

        assert [variant.stock for variant in robe.variants] == [3, 0, None]

    def test_of_a_shop_that_tracks_none_is_not_counted(self) -> None:
        items = read("".join(plain(h, **{"Variant Inventory Qty": "0"}) for h in "abc"))

        assert [p.variants[0].stock for p in products(items)] == [None, None, None]

    def test_counts_without_a_tracker_where_most_quantities_say_something(self) -> None:
        items = read(
            "".join(
                plain(h, **{"Variant Inventory Qty": q}) for h, q in zip("abc", "120", strict=True)
            )
        )

        assert [p.variants[0].stock for p in products(items)] == [1, 2, 0]


class TestAProductWithoutOptions:
    def test_has_one_variant_without_any(self) -> None:
        items = read(plain("cup", **{"Option1 Name": "Title", "Option1 Value": "Default Title"}))

        assert products(items)[0].variants[0].options == ()


class TestAProductCustomersCannotSee:
    @pytest.mark.parametrize(
        "cells", [{"Published": "FALSE"}, {"Status": "draft"}, {"Status": "archived"}]
    )
    def test_is_left_out(self, cells: dict[str, str]) -> None:
        assert [p.product_id for p in products(read(plain("a", **cells) + plain("b")))] == ["b"]


class TestABadRow:
    def test_of_a_variant_loses_that_variant_only(self) -> None:
        items = read(LINEN.replace("62.00", "soon"))

        assert len(products(items)[0].variants) == 2
        assert reasons(items) == [
            (4, "variant price: 'soon' is not a price: write it as 89.00 or 89,00 €")
        ]

    def test_without_a_title_or_a_handle_says_what_to_fill_in(self) -> None:
        items = read(plain("", Title="") + plain("x", Title="") + plain("y"))

        assert reasons(items) == [
            (2, "it has no Handle: fill it in"),
            (3, "the product 'x' has no Title: fill it in"),
        ]
        assert len(products(items)) == 1


class TestACatalogueWithAnythingInIt:
    @given(st.lists(st.text(alphabet='a1",;\n\t <b>&\u00e9', max_size=30), max_size=12))
    def test_never_stops_the_reading(self, pieces: list[str]) -> None:
        items = read(LINEN + ",".join(pieces) + "\n" + plain("last"))

        assert "robe" in {product.product_id for product in products(items)}
        assert all(row.line and row.reason for row in bad(items))


class TestTheNewerTemplate:
    def test_is_read_as_well(self) -> None:
        text = (
            "Title,URL handle,Description,Vendor,Product category,Type,Published on online store,"
            "Status,SKU,Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,"
            "Inventory quantity,Continue selling when out of stock,Product image URL\n"
            "Wool hat,hat,A warm hat,Acme,Apparel > Hats,,TRUE,Active,H1,Size,M,20.00,25.00,"
            "shopify,4,FALSE,https://cdn.example/h.jpg\n"
        )
        opened = table(text)

        assert is_shopify(opened.header)
        (hat,) = products(read_shopify(opened, ReadOptions()))
        assert hat.category == ("Apparel", "Hats")
        assert hat.variants[0].stock == 4
        assert hat.variants[0].options == (("Size", "M"),)
        assert hat.variants[0].price == Money(amount_minor=2000, currency="EUR")
