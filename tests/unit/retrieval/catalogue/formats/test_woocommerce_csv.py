from datetime import date
from pathlib import Path

import pytest

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.file_kinds import FileKind, sniff
from retrieval.catalogue.formats.woocommerce_csv import is_woocommerce, read_woocommerce
from retrieval.catalogue.types import CatalogueItem, Money, ReadOptions
from tests.unit.retrieval.catalogue.builders import products, reasons, source, table

ENGLISH = (
    "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,"
    "Date sale price starts,Date sale price ends,Tax status,In stock?,Stock,Backorders allowed?,"
    "Weight (kg),Sale price,Regular price,Categories,Tags,Images,Parent,External URL,Brands,"
    "Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,"
    "Attribute 2 name,Attribute 2 value(s),Attribute 2 visible,Attribute 2 global"
)
FRENCH = (
    "ID,Type,UGS,Nom,Publié,Mis en avant ?,Visibilité dans le catalogue,Description courte,"
    "Description,Date de début de promo,Date de fin de promo,État de la TVA,En stock ?,Stock,"
    "Autoriser les commandes de produits en rupture ?,Poids (kg),Tarif promo,Tarif régulier,"
    "Catégories,Étiquettes,Images,Parent,URL externe,Marques,Nom de l’attribut 1,"
    "Valeur(s) de l’attribut 1 ,Attribut 1 visible,Attribut 1 global,Nom de l’attribut 2,"
    "Valeur(s) de l’attribut 2 ,Attribut 2 visible,Attribut 2 global"
)
NAMES = ENGLISH.split(",")
TODAY = date(2026, 11, 2)


def row(**cells: str) -> str:
    """Return a row with cells by shortened names, the rest empty."""
    given = {SHORT[name]: text for name, text in cells.items()}
    values = ({"Published": "1", "Type": "simple"} | given).get
    return ",".join(f'"{values(name, "")}"' for name in NAMES) + "\n"


SHORT = {
    "id": "ID",
    "type": "Type",
    "sku": "SKU",
    "name": "Name",
    "published": "Published",
    "seen": "Visibility in catalog",
    "short": "Short description",
    "text": "Description",
    "begins": "Date sale price starts",
    "ends": "Date sale price ends",
    "in_stock": "In stock?",
    "stock": "Stock",
    "backorders": "Backorders allowed?",
    "weight": "Weight (kg)",
    "sale": "Sale price",
    "price": "Regular price",
    "categories": "Categories",
    "tags": "Tags",
    "images": "Images",
    "parent": "Parent",
    "elsewhere": "External URL",
    "brands": "Brands",
    "name1": "Attribute 1 name",
    "value1": "Attribute 1 value(s)",
    "shown1": "Attribute 1 visible",
    "name2": "Attribute 2 name",
    "value2": "Attribute 2 value(s)",
    "shown2": "Attribute 2 visible",
}
LAMP = row(
    id="12",
    sku="LAMP",
    name="Reading lamp",
    short="A lamp for the bed.",
    text="<p>Made of <b>oak</b>.</p>\\n<p>With a switch.</p>",
    in_stock="1",
    stock="4",
    weight="1.2",
    price="39.00",
    categories="Home > Lamps > Table lamps, Gifts",
    tags="oak, bedroom",
    images="https://l.example/1.jpg, https://l.example/2.jpg",
    brands="Lune",
    name1="Material",
    value1="Oak, Brass",
    shown1="1",
    name2="Supplier",
    value2="secret",
    shown2="0",
)
SHIRT = (
    row(
        id="20",
        type="variable",
        sku="SHIRT",
        name="Linen shirt",
        price="",
        name1="Size",
        value1="S, M",
        shown1="1",
        name2="Material",
        value2="Linen",
        shown2="1",
    )
    + row(
        id="21",
        type="variation",
        sku="SHIRT-S",
        name="Linen shirt - S",
        parent="SHIRT",
        price="45.00",
        in_stock="1",
        stock="3",
        images="https://l.example/s.jpg",
        name1="Size",
        value1="S",
    )
    + row(
        id="22",
        type="variation, virtual",
        parent="id:20",
        price="47.50",
        in_stock="0",
        name1="Size",
        value1="M",
    )
)


def read(
    rows: str, header: str = ENGLISH, today: date | None = TODAY, shop_url: str = ""
) -> list[CatalogueItem]:
    opened = table(f"{header}\n{rows}", "woo.csv")
    assert is_woocommerce(opened.header)
    return list(read_woocommerce(opened, ReadOptions(today=today, shop_url=shop_url)))


def euros(cents: int) -> Money:
    return Money(amount_minor=cents, currency="EUR")


class TestAProduct:
    def test_has_its_texts_categories_attributes_and_pictures(self) -> None:
        (lamp,) = products(read(LAMP, shop_url="https://lune.example"))

        assert (lamp.product_id, lamp.title, lamp.language) == ("12", "Reading lamp", "en")
        assert lamp.description == "A lamp for the bed.\n\nMade of **oak**.\n\nWith a switch."
        assert lamp.category == ("Home", "Lamps", "Table lamps")
        assert lamp.brand == "Lune"
        assert lamp.attributes == (
            ("Material", "Oak, Brass"),
            ("Weight", "1.2 kg"),
            ("Tags", "oak, bedroom"),
        )
        assert lamp.image_url == "https://l.example/1.jpg"
        assert lamp.url == "https://lune.example/?post_type=product&p=12"
        (variant,) = lamp.variants
        assert (variant.sku, variant.options) == ("LAMP", ())
        assert (variant.price, variant.stock) == (euros(3900), 4)

    def test_of_another_shop_leads_there(self) -> None:
        text = row(type="external", name="Book", price="9", elsewhere="https://b.example/book")

        (book,) = products(read(text))

        assert (book.product_id, book.url) == ("Book", "https://b.example/book")

    def test_keeps_a_comma_of_its_category(self) -> None:
        (cup,) = products(read(row(name="Cup", price="9", categories="Cups\\, mugs > Blue")))

        assert cup.category == ("Cups, mugs", "Blue")


class TestVariations:
    def test_are_variants_of_the_product_that_they_name_by_sku_or_id(self) -> None:
        (shirt,) = products(read(SHIRT))

        assert [one.options for one in shirt.variants] == [(("Size", "S"),), (("Size", "M"),)]
        assert [one.sku for one in shirt.variants] == ["SHIRT-S", "22"]
        assert [one.price for one in shirt.variants] == [euros(4500), euros(4750)]
        assert [one.stock for one in shirt.variants] == [3, 0]
        assert shirt.variants[0].image_url == "https://l.example/s.jpg"
        assert shirt.attributes == (("Material", "Linen"),)

    def test_may_stand_before_their_product(self) -> None:
        head, *choices = SHIRT.splitlines(keepends=True)

        (shirt,) = products(read("".join(choices) + head))

        assert len(shirt.variants) == 2

    def test_without_their_product_are_named(self) -> None:
        text = row(type="variation", parent="GONE", price="9")

        said = "its product 'GONE' is not in the file: export it with it"
        assert reasons(read(LAMP + text)) == [(3, said)]

    def test_share_a_stock_that_is_counted_for_all(self) -> None:
        head = row(type="variable", sku="A", name="A", stock="7")
        text = row(type="variation", parent="A", price="9", in_stock="1", name1="Size", value1="S")

        (a,) = products(read(head + text))

        assert a.variants[0].stock == 7

    def test_whose_stock_is_their_products_say_so_by_a_word(self) -> None:
        head = row(type="variable", sku="A", name="A", stock="7")
        text = row(type="variation", parent="A", price="9", in_stock="1", stock="parent")

        (a,) = products(read(head + text))

        assert a.variants[0].stock == 7


class TestPrices:
    @pytest.mark.parametrize(
        ("begins", "ends", "reduced"),
        [
            ("", "", True),
            ("2026-11-01", "2026-11-30", True),
            ("2026-11-01 00:00:00", "", True),
            ("2026-12-01", "", False),
            ("", "2026-11-01", False),
        ],
    )
    def test_are_reduced_on_the_days_of_the_sale(
        self, begins: str, ends: str, *, reduced: bool
    ) -> None:
        (cup,) = products(read(row(name="Cup", price="12", sale="9,50", begins=begins, ends=ends)))

        expected = (euros(950), euros(1200)) if reduced else (euros(1200), None)
        assert (cup.variants[0].price, cup.variants[0].compare_at) == expected

    def test_that_are_missing_or_wrong_are_named_with_their_line(self) -> None:
        text = row(name="Cup") + row(name="Mug", price="many") + row(name="Pot", price="8")
        text += row(name="Jug", price="8", sale="7", begins="soon")

        items = read(text)

        assert [one.title for one in products(items)] == ["Pot"]
        assert [line for line, _ in reasons(items)] == [2, 3, 5]
        assert [said.partition(":")[0] for _, said in reasons(items)] == [
            "it has no price",
            "regular price",
            "'soon' is not a day",
        ]


class TestStock:
    @pytest.mark.parametrize(
        ("in_stock", "stock", "backorders", "left"),
        [
            ("1", "", "0", None),
            ("0", "", "0", 0),
            ("0", "5", "0", 0),
            ("1", "5", "0", 5),
            ("0", "-2", "notify", None),
            ("1", "0", "1", None),
            ("backorder", "0", "1", None),
            ("", "3", "", 3),
        ],
    )
    def test_is_counted_where_the_shop_counts_it(
        self, in_stock: str, stock: str, backorders: str, left: int | None
    ) -> None:
        text = row(name="Cup", price="9", in_stock=in_stock, stock=stock, backorders=backorders)

        (cup,) = products(read(text))

        assert cup.variants[0].stock == left


class TestACell:
    def test_is_read_without_the_quote_that_guards_spreadsheets(self) -> None:
        head = row(type="variable", sku="'-A", name="'@home", brands="'n'roll")
        text = row(type="variation", parent="'-A", price="'+9", in_stock="1", stock="'-3")

        (home,) = products(read(head + text))

        assert home.title == "@home"
        assert home.brand == "'n'roll"
        assert (home.variants[0].price, home.variants[0].stock) == (euros(900), 0)


class TestLeftOut:
    @pytest.mark.parametrize("cells", [{"published": "0"}, {"published": "-1"}, {"seen": "hidden"}])
    def test_are_products_that_customers_do_not_see(self, cells: dict[str, str]) -> None:
        assert read(row(name="Cup", price="9", **cells)) == []

    def test_are_variations_that_are_not_published(self) -> None:
        hidden = row(type="variation", parent="SHIRT", price="1", published="0")

        (shirt,) = products(read(SHIRT + hidden))

        assert len(shirt.variants) == 2

    def test_are_groups_and_products_without_a_name(self) -> None:
        text = row(type="grouped", name="Set") + row(sku="X1", price="9")

        assert reasons(read(text)) == [
            (2, "it is a group: its parts are read by themselves"),
            (3, "the product 'X1' has no name: fill it in"),
        ]


class TestAFrenchExport:
    def test_is_read_alike_under_its_own_headings(self) -> None:
        english, french = read(LAMP + SHIRT), read(LAMP + SHIRT, FRENCH)

        assert french == english

    def test_names_its_own_column_where_a_price_is_wrong(self) -> None:
        ((_, said),) = reasons(read(row(name="Tasse", price="cher"), FRENCH))

        assert said.startswith("tarif régulier: 'cher' is not a price")


class TestTheFile:
    @pytest.mark.parametrize("header", [ENGLISH, FRENCH])
    def test_is_told_by_its_columns_and_read_with_others(self, header: str, tmp_path: Path) -> None:
        file = tmp_path / "wc-product-export.csv"
        file.write_text(f"\ufeff{header}\n{LAMP}{SHIRT}", "utf-8")

        found = sniff(source(file.read_bytes(), "export.csv"))

        assert found.kind is FileKind.WOOCOMMERCE
        assert len(products(read_paths([file]))) == 2
