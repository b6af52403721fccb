from datetime import date

import pytest

from retrieval.catalogue.formats.magento import read_magento
from retrieval.catalogue.types import CatalogueItem, Product, ReadOptions
from tests.unit.retrieval.catalogue.builders import products, reasons, table

COLUMNS = (
    *("sku", "store_view_code", "product_type", "categories", "name", "description"),
    *("product_online", "visibility", "price", "special_price", "special_price_from_date"),
    *("special_price_to_date", "url_key", "base_image", "additional_attributes", "qty"),
    *("allow_backorders", "use_config_backorders", "is_in_stock", "manage_stock"),
    *("use_config_manage_stock", "configurable_variations", "configurable_variation_labels"),
    *("associated_skus", "bundle_values", "downloadable_links"),
)
HIDDEN = "Not Visible Individually"


def row(sku: str, **cells: str) -> str:
    given = {"sku": sku, "name": f"The {sku} thing", "product_type": "simple"} | cells
    return ",".join('"' + given.get(name, "").replace('"', '""') + '"' for name in COLUMNS)


def read(*rows: str, **others: str) -> list[CatalogueItem]:
    tables = [table("\n".join([",".join(COLUMNS), *rows]), "products.csv")]
    tables += [table(text, f"{name}.csv") for name, text in others.items()]
    options = ReadOptions(today=date(2026, 6, 1), shop_url="https://shop.example")
    return list(read_magento(tables, options))


def hoodie(**cells: str) -> list[str]:
    variations = "sku=H-S,size=S,color=Red|sku=H-M,size=M,color=Red"
    return [
        row("H-S", visibility=HIDDEN, price="52.0000", qty="10.0000", is_in_stock="1"),
        row("H-M", visibility=HIDDEN, price="54.0000", qty="0", is_in_stock="1"),
        row(
            "H",
            product_type="configurable",
            price="52",
            configurable_variations=variations,
            **cells,
        ),
    ]


def minor(product: Product) -> list[int | None]:
    return [v.price.amount_minor if v.price else None for v in product.variants]


class TestAConfigurableProduct:
    def test_has_its_children_as_variants_and_they_do_not_come_alone(self) -> None:
        (product,) = products(read(*hoodie()))

        assert product.product_id == "H"
        assert [(v.sku, v.options, v.stock) for v in product.variants] == [
            ("H-S", (("Size", "S"), ("Color", "Red")), 10),
            ("H-M", (("Size", "M"), ("Color", "Red")), 0),
        ]
        assert minor(product) == [5200, 5400]

    def test_names_its_options_as_the_file_does(self) -> None:
        labels = "size=Fits,color=Shade"

        (product,) = products(read(*hoodie(configurable_variation_labels=labels)))

        assert product.variants[0].options == (("Fits", "S"), ("Shade", "Red"))

    def test_keeps_variants_whose_own_rows_are_not_there(self) -> None:
        (product,) = products(read(hoodie()[2]))

        assert [(v.sku, v.options[0]) for v in product.variants] == [
            ("H-S", ("Size", "S")),
            ("H-M", ("Size", "M")),
        ]
        assert minor(product) == [5200, 5200]

    def test_carries_texts_categories_attributes_and_addresses(self) -> None:
        (product,) = products(
            read(
                *hoodie(
                    description='<p>A warm hoodie, see {{store url="care"}}.</p>',
                    categories="Default/Men/Tops,Default/Sale,Default",
                    additional_attributes="has_options=1,material=Wool|Cotton,style_general=Hooded",
                    url_key="hoodie",
                    base_image="/h/o/hoodie.jpg",
                ),
                attributes='attribute_code,frontend_label\nstyle_general,"Style General\nStyle"\n',
            )
        )

        assert product.description == "A warm hoodie, see ."
        assert product.category == ("Men", "Tops")
        assert product.attributes == (
            ("Material", "Wool, Cotton"),
            ("Style", "Hooded"),
            ("Collections", "Sale"),
        )
        assert product.url == "https://shop.example/hoodie.html"
        assert product.image_url == "https://shop.example/media/catalog/product/h/o/hoodie.jpg"


class TestAHiddenProduct:
    def test_without_a_parent_in_the_files_comes_alone(self) -> None:
        (product,) = products(read(row("B-1", visibility=HIDDEN, price="5")))

        assert product.product_id == "B-1"

    def test_that_is_off_is_left_out(self) -> None:
        assert products(read(row("B-1", product_online="2"))) == []


class TestAGroupedProduct:
    def test_has_its_parts_as_variants_told_apart_by_what_differs(self) -> None:
        items = read(
            row("S-6", visibility=HIDDEN, price="14", additional_attributes="size=6 foot,use=Yoga"),
            row("S-8", visibility=HIDDEN, price="17", additional_attributes="size=8 foot,use=Yoga"),
            row("SET", product_type="grouped", associated_skus="S-6=1.0,S-8=1.0"),
        )

        (product,) = products(items)
        assert [v.options for v in product.variants] == [
            (("Size", "6 foot"),),
            (("Size", "8 foot"),),
        ]
        assert minor(product) == [1400, 1700]

    def test_names_parts_that_differ_in_nothing_by_their_names(self) -> None:
        items = read(
            row("A", price="1"), row("SET", product_type="grouped", associated_skus="A=1.0")
        )

        product = next(p for p in products(items) if p.product_id == "SET")
        assert product.variants[0].options == (("Model", "The A thing"),)


class TestABundle:
    def test_says_what_can_be_chosen_and_has_no_price_of_its_own(self) -> None:
        values = "name=Ball,type=radio,sku=A|name=Ball,type=radio,sku=B|name=Mat,sku=C"
        parts = [row(sku, price="1") for sku in "ABC"]

        items = read(*parts, row("KIT", product_type="bundle", bundle_values=values))

        kit = next(p for p in products(items) if p.product_id == "KIT")
        assert kit.attributes == (("Ball", "The A thing, The B thing"), ("Mat", "The C thing"))
        assert minor(kit) == [None]


class TestDownloads:
    def test_sold_one_by_one_are_variants(self) -> None:
        links = "title=Part 1,price=9.00|title=Part 2,price=9.50"
        cells = {"price": "0", "product_type": "downloadable", "downloadable_links": links}
        cells["additional_attributes"] = "links_purchased_separately=1"

        (video,) = products(read(row("V", **cells)))

        assert [v.options for v in video.variants] == [
            (("Model", "Part 1"),),
            (("Model", "Part 2"),),
        ]
        assert minor(video) == [900, 950]


class TestStock:
    @pytest.mark.parametrize(
        ("cells", "stock"),
        [
            ({"qty": "5", "is_in_stock": "1"}, 5),
            ({"qty": "5", "is_in_stock": "0"}, 0),
            ({"qty": "0", "manage_stock": "0", "use_config_manage_stock": "0"}, None),
            ({"qty": "0", "allow_backorders": "1", "use_config_backorders": "0"}, None),
            ({"qty": ""}, None),
        ],
    )
    def test_is_what_can_be_sold(self, cells: dict[str, str], stock: int | None) -> None:
        (product,) = products(read(row("A", **cells)))

        assert product.variants[0].stock == stock


class TestASpecialPrice:
    @pytest.mark.parametrize(
        ("start", "end", "minor_now"),
        [("", "", 800), ("5/1/26", "", 800), ("2026-07-01", "", 1000), ("", "2026-05-01", 1000)],
    )
    def test_is_todays_in_its_time(self, start: str, end: str, minor_now: int) -> None:
        cells = {"price": "10", "special_price": "8.0000"}
        cells |= {"special_price_from_date": start, "special_price_to_date": end}

        (product,) = products(read(row("A", **cells)))

        assert minor(product) == [minor_now]
        assert (product.variants[0].compare_at is None) == (minor_now == 1000)


class TestAStoreView:
    def test_makes_the_product_in_its_language_with_what_it_changes(self) -> None:
        items = read(
            row("A", name="A warm winter hat", description="Keeps your head warm", price="10"),
            row("A", store_view_code="fr_FR", name="Un bonnet d'hiver bien chaud"),
        )

        assert [(p.language, p.title, minor(p)) for p in products(items)] == [
            ("en", "A warm winter hat", [1000]),
            ("fr", "Un bonnet d'hiver bien chaud", [1000]),
        ]


class TestTheSampleData:
    def test_is_read_with_lists_in_cells_categories_pictures_and_flags(self) -> None:
        items = read(
            bags=(
                "category,name,sku,price,qty,description,material,sale,attribute_set\n"
                '"Gear\nBags\nPromo","Joust Duffle Bag",24-MB01,34,100,<p>The sporty bag</p>,'
                '"Nylon\nPolyester",1,Bag\n'
            ),
            images="sku,image\n24-MB01,/m/b/mb01.jpg\n",
            categories="name,url_key,path,is_anchor\nGear,gear,,1\nBags,bags,Gear,1\nPromo,p,,1\n",
            attributes="attribute_code,frontend_label,frontend_input\nsale,Sale,boolean\n",
        )

        (bag,) = products(items)
        assert bag.category == ("Gear", "Bags")
        assert bag.attributes == (
            ("Material", "Nylon, Polyester"),
            ("Sale", "Yes"),
            ("Collections", "Promo"),
        )
        assert bag.image_url.endswith("/media/catalog/product/m/b/mb01.jpg")
        assert (bag.variants[0].stock, minor(bag)) == (100, [3400])


class TestABadRow:
    def test_is_named_and_the_rest_is_read(self) -> None:
        items = read(row("A", price="free"), row("B", name=""), row("C", price="1"))

        assert [p.product_id for p in products(items)] == ["C"]
        assert reasons(items) == [
            (2, "price: 'free' is not a price: write it as 89.00 or 89,00 €"),
            (3, "the product 'B' has no name: fill it in"),
        ]
