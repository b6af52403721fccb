from dataclasses import replace

import pytest

from assistant.answers.composing.products.variant_summary import (
    fitting,
    in_words,
    is_kind_of,
    is_made_of,
    listed,
    named,
    of_colour,
    summary,
)
from assistant.understanding.types import Constraints
from tests.unit.assistant.answers.shop_fixture import BOOTS, variant


class TestInWords:
    @pytest.mark.parametrize(
        ("values", "words"),
        [
            (("36", "37", "38"), "36 à 38"),
            (("36", "37", "40", "41", "42"), "36, 37, 40 à 42"),
            (("36", "38", "40"), "36, 38, 40"),
            (("XS", "S", "M", "L"), "XS à L"),
            (("S", "M", "XL"), "S, M, XL"),
            (("Rouge", "Bleu", "Vert"), "Rouge, Bleu, Vert"),
            ((), ""),
        ],
    )
    def test_says_a_range_only_where_every_size_is_there(
        self, values: tuple[str, ...], words: str
    ) -> None:
        assert in_words(values, "fr") == words

    def test_reads_as_english_in_english(self) -> None:
        assert in_words(("36", "37", "38"), "en") == "36 to 38"


class TestSummary:
    def test_lists_each_option_once_where_every_colour_has_every_size(self) -> None:
        variants = [variant(colour, size) for colour in ("Rouge", "Bleu") for size in ("S", "M")]

        assert summary(variants, "fr") == "Rouge, Bleu ; S, M"

    def test_goes_by_colour_where_sizes_differ(self) -> None:
        assert summary(BOOTS.variants, "fr") == "Rouge : 41, 42 ; Bleu : 41"

    def test_says_sizes_by_size_though_the_first_colour_lacks_the_smallest(self) -> None:
        sold = [("Jaune", "M"), ("Jaune", "L"), ("Bleu", "S"), ("Bleu", "M"), ("Bleu", "L")]

        said = summary([variant(colour, size) for colour, size in sold], "fr")

        assert said == "Jaune : M, L ; Bleu : S à L"

    def test_says_ages_by_age(self) -> None:
        sold = [("Corail", "3 ans"), ("Corail", "8 ans"), ("Bleu", "6 ans"), ("Bleu", "8 ans")]

        said = summary([variant(colour, size) for colour, size in sold], "fr")

        assert said == "Corail : 3 ans, 8 ans ; Bleu : 6 ans, 8 ans"


class TestListed:
    def test_is_one_sentence_or_a_line_a_colour(self) -> None:
        same = [variant(colour, size) for colour in ("Rouge", "Bleu") for size in ("S", "M")]

        assert listed(same, "fr") == " Rouge, Bleu ; S, M."
        assert listed(BOOTS.variants, "fr") == "\n• Rouge : 41, 42\n• Bleu : 41"


class TestOfColour:
    def test_leaves_sizes_out(self) -> None:
        assert of_colour(BOOTS.variants, "fr") == "Rouge, Bleu"


class TestIsKindOf:
    @pytest.mark.parametrize(
        ("value", "asked"),
        [("Bleu marine", "bleu"), ("Navy", "Blue"), ("Rouge", "rouge"), ("Vert sapin", "Vert")],
    )
    def test_holds_for_a_colour_and_its_shades(self, value: str, asked: str) -> None:
        assert is_kind_of(value, asked)

    @pytest.mark.parametrize(
        ("value", "asked"),
        [("Bleu", "Bleu marine"), ("Rouge", "Bleu"), ("142", "42"), ("XL", "L")],
    )
    def test_does_not_hold_the_other_way_nor_for_sizes(self, value: str, asked: str) -> None:
        assert not is_kind_of(value, asked)


class TestFitting:
    def test_takes_values_of_one_option_as_alternatives(self) -> None:
        either = Constraints(options=(("Couleur", "Rouge"), ("Couleur", "Bleu"), ("Taille", "41")))

        assert len(fitting(BOOTS.variants, either)) == 2

    def test_wants_price_and_stock_in_the_same_variant(self) -> None:
        buyable = Constraints(options=(("Taille", "42"),), in_stock=True)

        assert fitting(BOOTS.variants, buyable) == ()
        assert fitting(BOOTS.variants, Constraints(price_max_minor=8000)) == ()
        assert fitting(BOOTS.variants, Constraints(price_min_minor=8900)) == BOOTS.variants


class TestNamed:
    def test_groups_values_by_option(self) -> None:
        assert named((("T", "S"), ("C", "Rouge"), ("T", "M"))) == [
            ("T", ["S", "M"]),
            ("C", ["Rouge"]),
        ]


class TestUnwanted:
    def test_variants_do_not_fit(self) -> None:
        left = fitting(BOOTS.variants, Constraints(without=("red",)))

        assert {variant.sku for variant in left} == {"Bleu-41"}

    @pytest.mark.parametrize(
        ("material", "word", "made"),
        [
            ("100 % laine", "laine", True),
            ("100 % laine", "wool", True),
            ("lambswool", "wool", True),
            ("mérinos", "laine", True),
            ("coton", "laine", False),
        ],
    )
    def test_materials_are_known_by_their_kin(
        self, material: str, word: str, *, made: bool
    ) -> None:
        boots = replace(BOOTS, attributes=(("Matière", material),))

        assert is_made_of(boots, (word,)) is made
