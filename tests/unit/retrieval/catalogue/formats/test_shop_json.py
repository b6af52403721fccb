import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.formats.shop_json import read_json, read_jsonl
from retrieval.catalogue.types import CatalogueItem, Document, Money, Product, ReadOptions, Variant
from tests.unit.retrieval.catalogue.builders import bad, documents, products, reasons, source

SPELLING = "is not a field of this format: check its spelling"
SHOP = {
    "currency": "GBP",
    "products": [
        {
            "id": "robe",
            "brand": "Brisemare",
            "category": {"fr": ["Femme", "Robes"], "en": ["Women", "Dresses"]},
            "title": {"fr": "Robe en lin", "en": "Linen dress"},
            "description": {"fr": "Légère.", "en": "Light."},
            "attributes": [
                {
                    "name": {"fr": "Matière", "en": "Fabric"},
                    "value": {"fr": "Lin", "en": "Linen"},
                }
            ],
            "variants": [
                {
                    "sku": "R-M",
                    "options": {"fr": {"Taille": "M"}, "en": {"Size": "M"}},
                    "price": "89.00",
                    "compare_at": "99.00",
                    "stock": 12,
                    "image": "https://cdn.example/m.jpg",
                }
            ],
            "url": {"fr": "/fr/robe", "en": "/en/dress"},
            "image": "/robe.svg",
        }
    ],
    "documents": [
        {
            "id": "returns",
            "title": {"fr": "Retours", "en": "Returns"},
            "text": {"fr": "30 jours", "en": "30 days"},
        }
    ],
}


def read(content: object, **options: str) -> list[CatalogueItem]:
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    items = read_json(source(text, "shop.json"), ReadOptions(**options))  # type: ignore[arg-type]  # only texts are passed
    assert items is not None
    return list(items)


class TestTheDocumentedJson:
    def test_gives_each_product_in_every_language_it_is_written_in(self) -> None:
        french, english = products(read(SHOP, shop_url="https://shop.example"))

        assert french == Product(
            product_id="robe",
            language="fr",
            title="Robe en lin",
            description="Légère.",
            variants=(
                Variant(
                    sku="R-M",
                    options=(("Taille", "M"),),
                    price=Money(amount_minor=8900, currency="GBP"),
                    compare_at=Money(amount_minor=9900, currency="GBP"),
                    stock=12,
                    image_url="https://cdn.example/m.jpg",
                ),
            ),
            category=("Femme", "Robes"),
            brand="Brisemare",
            attributes=(("Matière", "Lin"),),
            url="https://shop.example/fr/robe",
            image_url="https://shop.example/robe.svg",
            source="shop.json",
        )
        assert english.title == "Linen dress"
        assert english.variants[0].options == (("Size", "M"),)
        assert english.category == ("Women", "Dresses")

    def test_gives_documents_alone_too(self) -> None:
        items = read({"documents": SHOP["documents"]})

        french = Document(
            document_id="returns", language="fr", title="Retours", text="30 jours", url="shop.json"
        )
        assert items == [french, replace(french, language="en", title="Returns", text="30 days")]

    def test_keeps_paths_as_they_are_when_the_shops_address_is_not_known(self) -> None:
        assert products(read(SHOP))[0].url == "/fr/robe"

    def test_is_in_the_language_it_states_else_in_the_one_it_is_written_in(self) -> None:
        plain = {"id": "a", "title": "Linen dress for the summer", "variants": [{"price": "5"}]}

        assert products(read({"products": [plain]}))[0].language == "en"
        assert products(read({"language": "fr", "products": [plain]}))[0].language == "fr"
        assert products(read({"products": [plain | {"language": "fr"}]}))[0].language == "fr"

    def test_may_state_the_currency_for_one_product(self) -> None:
        record = {"id": "a", "title": "x", "currency": "JPY", "variants": [{"price": 500}]}

        (product,) = products(read({"currency": "EUR", "products": [record]}))

        assert product.variants[0].price == Money(amount_minor=500, currency="JPY")

    def test_takes_numbers_without_losing_a_cent(self) -> None:
        record = {"id": "a", "title": "x", "variants": [{"price": 1234567.89}]}

        (product,) = products(read({"products": [record]}))

        assert product.variants[0].price == Money(amount_minor=123456789, currency="EUR")

    def test_may_be_a_bare_list(self) -> None:
        items = read([{"id": 1, "title": "Delivery times", "text": "We deliver in two days"}])

        assert [(d.document_id, d.language) for d in documents(items)] == [("1", "en")]


class TestTheManual:
    def test_shows_an_example_that_is_read_without_a_fault(self) -> None:
        manual = Path(__file__).parents[5] / "docs" / "subsystems" / "catalogue.md"
        example = manual.read_text().partition("```json\n")[2].partition("```")[0]

        items = read(example)

        assert bad(items) == []
        assert (len(products(items)), len(documents(items))) == (2, 2)


class TestABadRecord:
    def test_is_named_with_its_line_and_loses_no_other(self) -> None:
        broken = {"id": "bad", "titel": "x", "variants": [{"price": "5"}]}
        dear = {"id": "dear", "title": "x y z", "variants": [{"price": "1.234"}]}

        items = read({"products": [broken, dear, *SHOP["products"], 3]})

        assert {p.product_id for p in products(items)} == {"robe"}
        assert reasons(items) == [
            (4, f"'bad': title: is missing; titel: {SPELLING}"),
            (13, "'dear': variants.0.price: '1.234' has more decimals than EUR has (2)"),
            (None, "it is no record: write {...} with an id and a title"),
        ]

    def test_in_no_language_of_the_shop_says_so(self) -> None:
        record = {"id": "a", "title": {"de": "Kleid"}, "variants": [{"price": "5"}]}

        assert reasons(read({"products": [record]}))[0][1] == (
            "'a': it is in none of the languages fr, en"
        )

    def test_of_a_document_in_one_language_only_says_which_text_is_missing(self) -> None:
        record = {
            "id": "a",
            "title": {"fr": "Retours"},
            "text": {"fr": "30 jours", "en": "30 days"},
        }

        assert reasons(read({"documents": [record]})) == [
            (4, "'a': it has no title in 'en': fill it in")
        ]

    def test_field_of_the_file_is_named(self) -> None:
        items = read({"products": "none", "curency": "EUR"})

        assert reasons(items) == [
            (None, f"'curency' {SPELLING}"),
            (None, "products: must be a list"),
        ]


class TestBrokenJson:
    def test_is_named_with_its_line(self) -> None:
        assert reasons(read('{"products": [\n  {"id": }\n]}')) == [
            (2, "no JSON: Expecting value (column 10)")
        ]

    def test_nested_without_end_is_refused(self) -> None:
        assert reasons(read("[" * 100_000)) == [(None, "it is nested too deep to be read")]


class TestOtherJson:
    @pytest.mark.parametrize("text", ['{"name": "x"}', "[]", "3", '[{"id": 1, "email": "x"}]'])
    def test_is_left_alone(self, text: str) -> None:
        assert read_json(source(text, "x.json"), ReadOptions()) is None


class TestJsonLines:
    def test_hold_one_record_each_and_may_state_what_holds_for_those_below(self) -> None:
        lines = [
            {"currency": "USD", "language": "en"},
            {"id": "hat", "title": "Hat", "variants": [{"price": "5"}]},
            {"id": "faq", "title": "Delivery", "text": "Two days"},
        ]
        text = "\n".join(json.dumps(line) for line in lines)

        items = list(read_jsonl(source(f"{text}\n\n{{broken\n", "shop.jsonl"), ReadOptions()))

        (hat,) = products(items)
        assert hat.variants[0].price == Money(amount_minor=500, currency="USD")
        assert [(d.document_id, d.language) for d in documents(items)] == [("faq", "en")]
        assert [row.line for row in bad(items)] == [5]

    @given(st.text(max_size=80))
    def test_never_stop_the_reading(self, text: str) -> None:
        for item in read_jsonl(source(text, "x.jsonl"), ReadOptions()):
            assert not isinstance(item, Product)
