import json
from pathlib import Path

import pytest

from assistant.app.evaluation.held_out_set import (
    HeldOutSetError,
    as_record,
    read_questions,
    read_shops,
)
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import Money, Product

MILL = {
    "id": "m1",
    "title": "Moulin Brume",
    "description": "Meules en acier.",
    "type": "Moulin",
    "brand": "Brume",
    "price": 89.0,
    "url": "/p/m1",
    "variants": [
        {"title": "Noir", "available": True, "options": {"Couleur": "noir"}},
        {"title": "Rouge", "price": 92.5, "available": False, "options": {"Couleur": "rouge"}},
    ],
    "attributes": {"Poids": "600 g", "Accessoires": ["brosse", "étui"], "Électrique": False},
}


def shop(folder: Path, *, policies: str = "[]", questions: str = "[]") -> Path:
    folder.mkdir(parents=True)
    (folder / "shop.yml").write_text(
        f"name: Moulin\nlanguages: [fr]\ncurrency: CHF\npolicies: {policies}\ntrade: coffee\n"
    )
    (folder / "questions.yml").write_text(questions)
    return folder


class TestAShopOfASet:
    def test_is_any_folder_with_a_profile_however_deep(self, tmp_path: Path) -> None:
        shop(tmp_path / "shops" / "b", questions="[{ask: Où, lang: fr, silent: true}]")
        shop(tmp_path / "shops" / "a")

        found, without = read_shops(tmp_path, data=None)

        assert [one.slug for one in found] == ["a", "b"]
        assert found[1].questions[0].silent
        assert without == []

    def test_of_real_texts_is_left_out_and_named_where_the_texts_are_not(
        self, tmp_path: Path
    ) -> None:
        shop(tmp_path / "real", policies='["x/sale.md"]')

        assert read_shops(tmp_path, data=None) == ([], ["real"])

    def test_has_its_real_texts_below_the_folder_of_data(self, tmp_path: Path) -> None:
        shop(tmp_path / "set" / "real", policies='"x/sale.md"')
        (tmp_path / "x").mkdir()
        (tmp_path / "x/sale.md").write_text("# Sale")

        (found,), _ = read_shops(tmp_path / "set", data=tmp_path)

        assert found.paths(tmp_path / "products.json") == [tmp_path / "x/sale.md"]

    def test_names_the_text_that_is_missing(self, tmp_path: Path) -> None:
        shop(tmp_path / "real", policies='["x/sale.md"]')

        with pytest.raises(HeldOutSetError, match=r"sale\.md is missing: --data"):
            read_shops(tmp_path, data=tmp_path)

    def test_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(HeldOutSetError, match="has no shop"):
            read_shops(tmp_path, data=None)


class TestAQuestion:
    def test_takes_one_text_or_figure_for_a_list_of_one(self, tmp_path: Path) -> None:
        file = tmp_path / "questions.yml"
        file.write_text("[{ask: Combien, lang: fr, all: 14, any: oui, not: [30 jours]}]")

        (question,) = read_questions(file)

        assert (question.all_of, question.any_of, question.none_of) == (
            ("14",),
            ("oui",),
            ("30 jours",),
        )

    def test_without_a_fact_is_refused_for_nothing_would_judge_it(self, tmp_path: Path) -> None:
        file = tmp_path / "questions.yml"
        file.write_text("[{ask: Combien, lang: fr}]")

        with pytest.raises(HeldOutSetError, match="nothing tells a right answer"):
            read_questions(file)


class TestAProduct:
    def test_is_read_by_the_readers_of_catalogues(self, tmp_path: Path) -> None:
        folder = shop(tmp_path / "set" / "mill")
        (folder / "catalogue.json").write_text(json.dumps([MILL]))
        (found,), _ = read_shops(tmp_path / "set", data=None)

        (product,) = read_paths(found.paths(tmp_path / "products.json"))

        assert isinstance(product, Product)
        black, red = product.variants
        assert (black.price, black.available) == (Money(amount_minor=8900, currency="CHF"), True)
        assert (red.price, red.available) == (Money(amount_minor=9250, currency="CHF"), False)
        assert (product.category, product.brand) == (("Moulin",), "Brume")
        assert dict(product.attributes)["Accessoires"] == "brosse, étui"

    def test_without_variants_has_one_at_its_price(self) -> None:
        record = as_record({"id": 7, "title": "Café", "price": "12.50"})

        assert record["id"] == "7"
        assert record["variants"] == [{"options": {}, "price": "12.50", "stock": None}]

    def test_tells_variants_apart_by_their_titles_where_they_have_no_options(self) -> None:
        record = as_record({"id": "c", "title": "Café", "price": 1, "variants": [{"title": "XL"}]})

        assert record["variants"][0]["options"] == {"Variant": "XL"}
