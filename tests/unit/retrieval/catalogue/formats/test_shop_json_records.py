from decimal import Decimal

import pytest

from retrieval.catalogue.formats.shop_json_records import EVERY, check_document, check_product
from retrieval.catalogue.types import UnreadableError

VARIANT = {"price": "5"}


class TestAProductRecord:
    def test_takes_texts_once_or_by_language(self) -> None:
        record = check_product(
            {
                "id": 7,
                "title": {"fr": "Robe", "en": "Dress"},
                "description": "Linen",
                "category": ["A", "B"],
                "variants": [{"options": {"Size": "M"}, "price": Decimal("89.90"), "stock": 3}],
            }
        )

        assert record.id == "7"
        assert record.title == {"fr": "Robe", "en": "Dress"}
        assert record.description == {EVERY: "Linen"}
        assert record.category == {EVERY: ["A", "B"]}
        assert record.variants[0].options == {EVERY: {"Size": "M"}}
        assert (record.variants[0].price, record.variants[0].stock) == ("89.90", "3")

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"title": None}, "title: must be a text, or a text for each language"),
            ({"titel": "x"}, "titel: is not a field of this format: check its spelling"),
            ({"category": "Dresses"}, "category: must be a list"),
            ({"title": {"fr": 3}}, "title.fr: must be a text"),
            ({"variants": [{"prix": "5"}]}, "variants.0.prix: is not a field of this format"),
            ({"variants": [{"price": True}]}, "variants.0.price: must be a text"),
            ({"variants": [{"options": {"fr": ["M"]}}]}, "variants.0.options.fr: must be a text"),
            ({"variants": []}, "variants: "),
        ],
    )
    def test_that_is_wrong_names_the_field_and_what_to_mend(
        self, change: dict[str, object], reason: str
    ) -> None:
        with pytest.raises(UnreadableError) as raised:
            check_product({"id": "a", "title": "x", "variants": [VARIANT]} | change)

        assert reason in str(raised.value)

    def test_names_a_few_faults_and_counts_the_rest(self) -> None:
        with pytest.raises(UnreadableError, match=r"title: is missing; .* and 1 more"):
            check_product({"a": 1, "b": 2, "c": 3, "id": "x"})


class TestADocumentRecord:
    def test_without_a_text_says_so(self) -> None:
        with pytest.raises(UnreadableError, match="text: is missing"):
            check_document({"id": "a", "title": "x"})
