from datetime import date

import pytest

from retrieval.catalogue.formats.google_feed import is_google, read_google_table, read_google_xml
from retrieval.catalogue.types import CatalogueItem, Money, ReadOptions
from tests.unit.retrieval.catalogue.builders import bad, products, reasons, source, table

RSS = """<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
<item><g:id>LIN-S</g:id><g:title>Robe Lina - Rouge, S</g:title>
  <g:description>Une belle robe &lt;b&gt;rouge&lt;/b&gt; pour l'été.</g:description>
  <link>https://shop.example/lina</link><g:image_link>https://cdn.example/l.jpg</g:image_link>
  <g:price>59,00 EUR</g:price><g:availability>in_stock</g:availability><g:brand>Lina</g:brand>
  <g:item_group_id>LIN</g:item_group_id><g:color>Rouge</g:color><g:size>S</g:size>
  <g:material>Lin</g:material><g:product_type>Femme &gt; Robes</g:product_type>
  <g:product_highlight>Lavable à 30 °C</g:product_highlight>
  <g:product_detail><g:section_name>A</g:section_name><g:attribute_name>Origine</g:attribute_name>
    <g:attribute_value>France</g:attribute_value></g:product_detail></item>
<item><g:id>LIN-M</g:id><g:title>Robe Lina - Rouge, M</g:title><g:price>59.00 EUR</g:price>
  <g:availability>out_of_stock</g:availability><g:item_group_id>LIN</g:item_group_id>
  <g:color>Rouge</g:color><g:size>M</g:size><g:material>Lin</g:material></item>
</channel></rss>"""


def read(text: str | bytes, **options: date) -> list[CatalogueItem]:
    today = options.get("today", date(2026, 6, 1))
    return list(read_google_xml(source(text, "feed.xml"), ReadOptions(today=today)))


def one(fields: str) -> str:
    return (
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id>'
        f"<g:title>Wool hat</g:title>{fields}</item></channel></rss>"
    )


class TestItemsOfOneGroup:
    def test_make_one_product_named_by_what_their_titles_share(self) -> None:
        (robe,) = products(read(RSS))

        assert (robe.product_id, robe.title, robe.language) == ("LIN", "Robe Lina - Rouge", "fr")
        assert [(v.sku, v.options, v.stock) for v in robe.variants] == [
            ("LIN-S", (("Couleur", "Rouge"), ("Taille", "S")), None),
            ("LIN-M", (("Couleur", "Rouge"), ("Taille", "M")), 0),
        ]

    def test_carry_what_the_feed_says(self) -> None:
        (robe,) = products(read(RSS))

        assert robe.description == "Une belle robe **rouge** pour l'été.\n\n- Lavable à 30 °C"
        assert robe.category == ("Femme", "Robes")
        assert robe.attributes == (("Matière", "Lin"), ("Origine", "France"))
        assert (robe.brand, robe.url) == ("Lina", "https://shop.example/lina")
        assert robe.image_url == "https://cdn.example/l.jpg"


class TestASalePrice:
    @pytest.mark.parametrize(
        ("period", "minor"),
        [
            ("", 1500),
            ("2026-05-01T00:00+02:00/2026-07-01T00:00+02:00", 1500),
            ("2026-07-01T00:00+02:00/2026-08-01T00:00+02:00", 2000),
            ("soon", 2000),
        ],
    )
    def test_is_todays_price_in_its_time(self, period: str, minor: int) -> None:
        items = read(
            one(
                "<g:price>20.00 GBP</g:price><g:sale_price>15.00 GBP</g:sale_price>"
                f"<g:sale_price_effective_date>{period}</g:sale_price_effective_date>"
            )
        )

        (variant,) = products(items)[0].variants
        assert variant.price == Money(amount_minor=minor, currency="GBP")
        assert (variant.compare_at is not None) == (minor == 1500)


class TestAtom:
    def test_is_read_as_well(self) -> None:
        text = (
            '<feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:g="http://base.google.com/ns/1.0"><entry><id>tag:x</id><title>Wool hat</title>'
            '<link href="https://shop.example/hat"/><summary>Warm and soft.</summary>'
            "<g:id>H1</g:id><g:price>20 USD</g:price></entry></feed>"
        )

        (hat,) = products(read(text))

        assert (hat.product_id, hat.url) == ("H1", "https://shop.example/hat")
        assert hat.description == "Warm and soft."


class TestABrokenFeed:
    def test_keeps_what_can_be_read_and_names_the_line(self) -> None:
        broken = RSS.replace(
            "</channel>", "<item><g:id>2</g:id><g:title>Sel & poivre</g:title></item>"
        )

        items = read(broken)

        assert {product.product_id for product in products(items)} >= {"LIN"}
        assert all(row.line and "broken XML" in row.reason for row in bad(items))
        assert bad(items)

    def test_with_a_price_that_is_none_loses_that_item(self) -> None:
        items = read(RSS.replace("59.00 EUR", "on demand"))

        assert len(products(items)[0].variants) == 1
        assert "price: 'on demand' is not a price" in reasons(items)[0][1]

    def test_without_an_id_or_title_says_so(self) -> None:
        assert reasons(read(one("").replace("Wool hat", ""))) == [
            (1, "it has no id or no title: both are needed")
        ]


class TestATable:
    def test_with_tabs_is_read_however_its_columns_are_spelt(self) -> None:
        text = (
            "id\ttitle\tdescription\tprice\tavailability\timage link\titem group id\tsize\n"
            '1\t"Big" hat S\tA warm hat\t10.00 GBP\tin stock\thttps://c.example/1\tH\tS\n'
            "2\tBig hat M\tA warm hat\t12.00 GBP\tout of stock\thttps://c.example/2\tH\tM\n"
        )
        opened = table(text, "feed.txt")

        assert is_google(opened.header)
        (hat,) = products(read_google_table(opened, ReadOptions()))
        assert [(v.options, v.stock) for v in hat.variants] == [
            ((("Size", "S"),), None),
            ((("Size", "M"),), 0),
        ]

    def test_splits_details_and_keeps_one_without_a_section(self) -> None:
        text = "id,title,availability,product_detail\n1,Hat,in stock,Weight:90 g\n"

        (hat,) = products(read_google_table(table(text), ReadOptions()))

        assert hat.attributes == (("Weight", "90 g"),)
