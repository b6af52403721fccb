from pathlib import Path

import pytest

from assistant.insights.analysis_errors import CompetitorFileError
from assistant.insights.signals.competitors import Competitors
from assistant.insights.signals.sold_things import SoldThings
from assistant.insights.signals.sought_things import plain, sought_phrase, unknown_words
from assistant.understanding.languages.written_language import language_of
from assistant.understanding.message_words import fold
from retrieval.catalogue.types import Product, Variant
from retrieval.catalogue.vocabulary import vocabulary_of


def shop() -> SoldThings:
    products = [
        Product(
            product_id="p1",
            language=language,
            title=title,
            description="",
            variants=tuple(
                Variant(sku=f"LINA-{size}", options=(("Taille", size),), price=None)
                for size in ("38", "40")
            ),
            category=(category,),
        )
        for language, title, category in (
            ("en", "Linette dress", "Dresses"),
            ("fr", "Robe Linette", "Robes"),
        )
    ]
    return SoldThings.of(
        products,
        vocabulary=vocabulary_of(products),
        version="v1",
        knows=lambda word, language: bool(language) and word in {"robe", "lin"},
    )


class TestAProduct:
    @pytest.mark.parametrize("name", ["p1", "Robe Linette", "linette DRESS", "lina-38"])
    def test_is_found_by_id_title_or_sku(self, name: str) -> None:
        assert shop().find(name)[0] == "p1"

    def test_that_is_not_sold_is_its_own(self) -> None:
        assert shop().find(" Pull Oslo ") == ("Pull Oslo", "")

    def test_has_one_category_whatever_the_language(self) -> None:
        assert shop().categories == {"p1": "Robes"}

    def test_variant_is_the_one_whose_options_are_said(self) -> None:
        assert shop().variant_said("p1", "la Linette en 40 svp") == "LINA-40"
        assert shop().variant_said("p1", "la Linette en 38 ou en 40") == ""


class TestUnknownWords:
    def test_are_those_that_stand_nowhere_in_the_catalogue(self) -> None:
        assert list(unknown_words("je cherche un kimono en lin", "fr", shop())) == ["kimono"]

    def test_are_not_misspelt_titles_numbers_or_personal_data(self) -> None:
        text = "une robes linete taille 40 pour [email]"

        assert list(unknown_words(text, "fr", shop())) == []


class TestAPhrase:
    def test_is_what_is_left_without_words_of_asking(self) -> None:
        assert sought_phrase("Bonjour, avez-vous des chaises hautes ?") == "chaise haute"
        assert sought_phrase("do you sell rashguards?") == "rashguard"

    @pytest.mark.parametrize(
        "asked",
        [
            "Vous avez des combinaisons de plongée ?",
            "je cherche une combinaison de plongee pour femme",
            "Avez-vous une Combinaison de plongée pour enfants",
        ],
    )
    def test_is_the_same_for_one_thing_however_it_is_asked_for(self, asked: str) -> None:
        assert sought_phrase(asked) == "combinaison plongee"

    def test_keeps_short_words_and_double_letters(self) -> None:
        assert [plain(one) for one in ("bas", "tapis", "dress", "jeux")] == [
            "bas",
            "tapi",  # as its own plural: what is shown is how customers write it
            "dress",
            "jeu",
        ]

    def test_is_none_in_a_long_story(self) -> None:
        story = "hier mon chien a mangé le canapé bleu que grand-mère tricotait devant la cheminée"

        assert sought_phrase(story) == ""


class TestCompetitors:
    def test_are_named_once_however_they_are_written(self) -> None:
        found = Competitors.load(None).find(fold("Sur AMAZON et amazone, ou chez H & M"))

        assert [one.value for one in found] == ["Amazon", "H&M"]

    def test_are_none_that_the_shop_sells(self) -> None:
        assert list(Competitors.load(None, sold=["Zara"]).find("chez zara")) == []

    def test_may_be_the_shops_own_list(self, tmp_path: Path) -> None:
        path = tmp_path / "others.yml"
        path.write_text("Chez Paul: [paul]\n", encoding="utf-8")

        assert [one.value for one in Competitors.load(path).find("vu chez paul")] == ["Chez Paul"]

    def test_in_a_broken_file_are_refused_with_its_name(self, tmp_path: Path) -> None:
        path = tmp_path / "others.yml"
        path.write_text("- Amazon\n", encoding="utf-8")

        with pytest.raises(CompetitorFileError, match=r"others\.yml"):
            Competitors.load(path)


class TestLanguages:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("où est mon colis", "fr"),
            ("where is my parcel", "en"),
            ("Wann wird meine Bestellung geliefert?", "de"),
            ("¿Cuándo llegará mi pedido a casa?", "es"),
            ("Wanneer wordt mijn bestelling geleverd?", "nl"),
            ("где мой заказ", "ru"),
        ],
    )
    def test_are_told_beyond_those_that_are_written(self, text: str, language: str) -> None:
        assert language_of(text) == language

    def test_of_few_words_are_carried(self) -> None:
        assert language_of("ok", carried="en") == "en"
