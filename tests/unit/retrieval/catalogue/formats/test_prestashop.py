from datetime import date
from decimal import Decimal

import pytest

from retrieval.catalogue.formats.prestashop import read_prestashop
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import CatalogueItem, Product, ReadOptions
from tests.unit.retrieval.catalogue.builders import bad, documents, products, reasons, source

PRODUCT = (
    '<product id="Shirt" id_manufacturer="Brise" id_category_default="Men" price="20.000000" '
    'quantity="0" reference="S1" out_of_stock="2" active="1"{}/>'
)
DATA = {
    "product": PRODUCT.format(""),
    "category": """
        <category id="Clothes" id_parent="Home"/>
        <category id="Men" id_parent="Clothes"/>
        <category id="New" id_parent="Home"/>""",
    "category_product": """
        <category_product id_category="Men" id_product="Shirt"/>
        <category_product id_category="New" id_product="Shirt"/>""",
    "manufacturer": '<manufacturer id="Brise"><name>Brisemare</name></manufacturer>',
    "attribute_group": '<attribute_group id="Size"/><attribute_group id="Color"/>',
    "attribute": """
        <attribute id="S" id_attribute_group="Size"/>
        <attribute id="Red" id_attribute_group="Color"/>""",
    "product_attribute": """
        <product_attribute id="pa1" id_product="Shirt" reference="S1-S" price="2.5" quantity="9"/>
        <product_attribute id="pa2" id_product="Shirt" reference="" price="0" quantity="4"/>""",
    "product_attribute_combination": """
        <product_attribute_combination id_attribute="S" id_product_attribute="pa1"/>
        <product_attribute_combination id_attribute="Red" id_product_attribute="pa1"/>
        <product_attribute_combination id_attribute="Red" id_product_attribute="pa2"/>""",
    "stock_available": """
        <stock_available id_product="1" id_product_attribute="1" quantity="7" out_of_stock="2"/>
        <stock_available id_product="1" id_product_attribute="2" quantity="0" out_of_stock="1"/>""",
    "feature": '<feature id="Fabric"/>',
    "feature_value": '<feature_value id="Linen" id_feature="1"/>',
    "feature_product": '<feature_product id_feature="1" id_product="1" id_feature_value="1"/>',
}
TEXTS = {
    "fr": {
        "product": """
            <product id="Shirt"><name>Chemise &amp; co</name>
                <description_short>&lt;p&gt;En lin.&lt;/p&gt;</description_short>
                <description>&lt;p&gt;Col &lt;b&gt;Mao&lt;/b&gt;&lt;/p&gt;</description>
            </product>""",
        "category": """
            <category id="Clothes"><name>Vêtements</name></category>
            <category id="Men"><name>Hommes</name></category>
            <category id="New"><name>Nouveautés</name></category>""",
        "attribute_group": """
            <attribute_group id="Size"><name>T</name><public_name>Taille</public_name>
            </attribute_group>
            <attribute_group id="Color"><name>Couleur</name></attribute_group>""",
        "attribute": """
            <attribute id="S"><name>S</name></attribute>
            <attribute id="Red"><name>Rouge</name></attribute>""",
        "feature": '<feature id="Fabric"><name>Matière</name></feature>',
        "feature_value": '<feature_value id="Linen"><value>Lin</value></feature_value>',
        "cms": """
            <cms id="Delivery"><meta_title>Livraison</meta_title>
                <content>&lt;h2&gt;Délais&lt;/h2&gt;&lt;p&gt;2 jours&lt;/p&gt;</content></cms>""",
    },
    "en": {
        "product": """
            <product id="Shirt"><name>Shirt</name>
                <description>Mandarin collar</description></product>""",
        "cms": """
            <cms id="Delivery"><meta_title>Delivery</meta_title>
                <content>Two days</content></cms>""",
    },
}


def shop(**changes: str) -> list[SourceFile]:
    """Return a shop's files; a change replaces or adds the records of one entity."""
    files = {f"data/{name}.xml": (name, records) for name, records in (DATA | changes).items()}
    for language, texts in TEXTS.items():
        files |= {f"langs/{language}/data/{n}.xml": (n, records) for n, records in texts.items()}
    return [
        source(f"<entity_{n}><entities>{records}</entities></entity_{n}>", path)
        for path, (n, records) in files.items()
    ]


def read(
    *, tax: str = "0", languages: tuple[str, ...] = ("fr", "en"), **changes: str
) -> list[CatalogueItem]:
    options = ReadOptions(tax_percent=Decimal(tax), languages=languages, today=date(2026, 6, 1))
    return list(read_prestashop(shop(**changes), options))


def french(items: list[CatalogueItem]) -> Product:
    return next(product for product in products(items) if product.language == "fr")


def cents(product: Product) -> list[tuple[int | None, int | None]]:
    return [
        (
            v.price.amount_minor if v.price else None,
            v.compare_at.amount_minor if v.compare_at else None,
        )
        for v in product.variants
    ]


class TestAProduct:
    def test_comes_once_for_every_language_under_one_id(self) -> None:
        found = products(read())

        assert [(p.product_id, p.language, p.title) for p in found] == [
            ("Shirt", "fr", "Chemise & co"),
            ("Shirt", "en", "Shirt"),
        ]

    def test_is_described_sorted_and_branded(self) -> None:
        product = french(read())

        assert product.description == "En lin.\n\nCol **Mao**"
        assert product.category == ("Vêtements", "Hommes")
        assert product.brand == "Brisemare"
        assert product.attributes == (("Matière", "Lin"), ("Collections", "Nouveautés"))
        assert product.source == "data/product.xml"

    def test_has_a_variant_for_every_combination(self) -> None:
        assert [(v.sku, v.options) for v in french(read()).variants] == [
            ("S1-S", (("Taille", "S"), ("Couleur", "Rouge"))),
            ("S1", (("Couleur", "Rouge"),)),
        ]

    def test_without_combinations_has_one_variant(self) -> None:
        product = french(read(product_attribute="", stock_available=""))

        assert [(v.sku, v.options, v.stock) for v in product.variants] == [("S1", (), 0)]

    def test_that_is_off_is_left_out(self) -> None:
        assert products(read(product=PRODUCT.format("").replace('active="1"', 'active="0"'))) == []

    def test_without_a_name_says_which_file_to_add(self) -> None:
        items = read(languages=("de",))

        assert reasons(items) == [(1, "'Shirt' has no name: add langs/<language>/data/product.xml")]

    def test_that_is_a_pack_says_what_is_in_it(self) -> None:
        pack = '<pack id_product_pack="Shirt" id_product_item="1" quantity="5"/>'

        assert ("Contenu du pack", "5 \u00d7 Chemise & co") in french(read(pack=pack)).attributes


class TestStock:
    def test_is_what_is_available_unless_more_may_be_sold(self) -> None:
        assert [v.stock for v in french(read()).variants] == [7, None]

    def test_is_nothing_when_the_product_cannot_be_ordered(self) -> None:
        product = PRODUCT.format(' available_for_order="0"')

        assert [v.stock for v in french(read(product=product)).variants] == [0, 0]


class TestAPrice:
    def test_adds_what_the_combination_adds_and_the_tax(self) -> None:
        assert cents(french(read())) == [(2250, None), (2000, None)]
        assert cents(french(read(tax="20"))) == [(2700, None), (2400, None)]

    def test_that_is_not_shown_is_not_said(self) -> None:
        product = PRODUCT.format(' show_price="0"')

        assert cents(french(read(product=product))) == [(None, None), (None, None)]

    def test_that_is_no_number_loses_the_product_and_is_named(self) -> None:
        items = read(product=PRODUCT.format("").replace("20.000000", "twenty"))

        assert products(items) == []
        assert reasons(items) == [(1, "price: 'twenty' is not a number: write it as 23.90")]


class TestAReduction:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ('reduction="0.2" reduction_type="percentage"', [(1800, 2250), (1600, 2000)]),
            ('reduction="5" reduction_type="amount"', [(1750, 2250), (1500, 2000)]),
            ('price="10" reduction="0"', [(1000, 2250), (1000, 2000)]),
            (
                'reduction="0.5" reduction_type="percentage" id_product_attribute="pa2"',
                [(2250, None), (1000, 2000)],
            ),
            (
                'reduction="0.5" reduction_type="percentage" to="2026-06-30 00:00:00"',
                [(1125, 2250), (1000, 2000)],
            ),
        ],
    )
    def test_lowers_the_price_and_keeps_the_one_before(
        self, fields: str, expected: list[tuple[int, int | None]]
    ) -> None:
        reduction = f'<specific_price id_product="Shirt" from_quantity="1" {fields}/>'

        assert cents(french(read(specific_price=reduction))) == expected

    @pytest.mark.parametrize(
        "fields",
        ['id_group="3"', 'id_customer="Bob"', 'from_quantity="10"', 'to="2026-05-01 00:00:00"'],
    )
    def test_that_is_not_for_everybody_now_changes_nothing(self, fields: str) -> None:
        fields += ' reduction="0.2" reduction_type="percentage"'
        reduction = f'<specific_price id_product="Shirt" {fields}/>'

        assert cents(french(read(specific_price=reduction))) == [(2250, None), (2000, None)]

    def test_of_an_amount_with_tax_is_taken_off_with_tax(self) -> None:
        fields = 'reduction="6" reduction_tax="1" reduction_type="amount"'
        reduction = f'<specific_price id_product="Shirt" {fields}/>'

        assert cents(french(read(specific_price=reduction, tax="20")))[1] == (1800, 2400)


class TestPages:
    def test_come_in_every_language_under_one_id(self) -> None:
        found = documents(read())

        assert [(d.document_id, d.language, d.title, d.text) for d in found] == [
            ("Delivery", "fr", "Livraison", "## Délais\n\n2 jours"),
            ("Delivery", "en", "Delivery", "Two days"),
        ]

    def test_that_are_off_are_left_out(self) -> None:
        assert documents(read(cms='<cms id="Delivery" active="0"/>')) == []


class TestABrokenFile:
    def test_is_named_with_its_line(self) -> None:
        items = read(tag="<tag>&nope;</tag>")

        assert [(row.file, row.line) for row in bad(items)] == [("data/tag.xml", 1)]
        assert len(products(items)) == 2
