from dataclasses import replace

import pytest

from assistant.answers.composing.products.wanted_products import (
    GIFT,
    SURE,
    fit,
    least_likeness,
    wanted,
)
from assistant.answers.terms import term
from assistant.conversation.message import Language
from assistant.understanding.types import Constraints
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found

LEAST = 0.1


class TestWanted:
    @pytest.mark.parametrize(
        ("text", "language", "head"),
        [
            ("Je cherche un pull en cachemire", "fr", "pull"),
            ("chaussures de ski", "fr", "chaussures"),
            ("a waterproof bag for a boat", "en", "bag"),
            ("I'm looking for a wool sweater for men", "en", "sweater"),
            ("Do you have ski boots?", "en", "boots"),
            ("quelque chose pour la plage", "fr", ""),
            ("something warm for a baby", "en", ""),
        ],
    )
    def test_knows_the_kind_of_thing(self, text: str, language: Language, head: str) -> None:
        want = wanted(asked(text, language=language))

        assert want.head == (term(head, language) if head else "")

    def test_tells_what_kind_from_what_for(self) -> None:
        want = wanted(asked("a waterproof bag for a boat", language="en"))

        assert [word for _, word in want.modifiers] == ["waterproof"]
        assert want.purpose == (term("boat", "en"),)

    @pytest.mark.parametrize(
        ("text", "language", "head"),
        [
            ("shoes less than 80 quid", "en", "shoes"),
            ("show me bags between 50 and 100", "en", "bags"),
            ("je chausse du 41, des bottines", "fr", "bottines"),
            ("a jacket but not black", "en", "jacket"),
            ("pull sans laine", "fr", "pull"),
            ("a backpack of 20 litres", "en", "backpack"),
            ("du matériel de camping", "fr", "camping"),
            ("un truc pour la plage", "fr", ""),
            ("cadeau homme", "fr", ""),
            ("tshirt", "fr", "shirt"),
        ],
    )
    def test_leaves_to_filters_what_they_check(
        self, text: str, language: Language, head: str
    ) -> None:
        want = wanted(asked(text, language=language))

        assert want.head == (term(head, language) if head else "")

    def test_leaves_the_words_of_options_to_filters(self) -> None:
        red = Constraints(options=(("Couleur", "Rouge"), ("Taille", "M")))

        want = wanted(asked("a red t-shirt in M", language="en", constraints=red))

        assert want.modifiers == ()

    def test_knows_a_misspelt_kind_by_its_category(self) -> None:
        want = wanted(asked("chossures", constraints=Constraints(category="Chaussures")))

        assert want.head == term("chaussures", "fr")

    @pytest.mark.parametrize(
        "text", ["pull homme", "un pull pour mon mari", "un pull pour mon père"]
    )
    def test_tells_for_whom(self, text: str) -> None:
        want = wanted(asked(text))

        assert want.audience == (term("homme", "fr"),)
        assert (want.head, want.modifiers, want.purpose) == (term("pull", "fr"), (), ())

    def test_takes_no_notice_of_taste(self) -> None:
        assert wanted(asked("de jolies bottes pas chères")).modifiers == ()


class TestFit:
    @pytest.mark.parametrize("text", ["des bottes", "bottes en caoutchouc", "bottes Brisant"])
    def test_is_whole_if_nothing_is_missing(self, text: str) -> None:
        assert fit(wanted(asked(text)), found(BOOTS), least=LEAST).whole

    def test_names_what_the_product_is_not(self) -> None:
        fits = fit(wanted(asked("bottes de ski")), found(BOOTS), least=LEAST)

        assert fits.fits
        assert not fits.whole
        assert fits.missing == ("ski",)

    @pytest.mark.parametrize("text", ["un vélo", "raquette de tennis", "chaussettes"])
    def test_fails_for_another_kind_of_thing(self, text: str) -> None:
        assert not fit(wanted(asked(text)), found(BOOTS), least=LEAST).fits

    @pytest.mark.parametrize(
        ("stated", "suits"),
        [("Homme", True), ("Mixte", True), ("Femme", False), ("Enfant", False)],
    )
    def test_tells_whether_it_is_for_them(self, stated: str, *, suits: bool) -> None:
        boots = replace(BOOTS, attributes=(("Pour", stated),))

        assert fit(wanted(asked("bottes homme")), found(boots), least=LEAST).suits is suits

    def test_counts_a_purpose_that_its_text_does_not_mention(self) -> None:
        rain, snow = (
            fit(wanted(asked(f"bottes pour la {what}")), found(BOOTS), least=LEAST)
            for what in ("pluie", "neige")
        )

        assert (rain.unmet, snow.unmet) == (0, 1)

    def test_goes_by_the_purpose_where_no_kind_is_named(self) -> None:
        assert fit(
            wanted(asked("quelque chose pour la pluie et le mollet")), found(BOOTS), least=LEAST
        ).fits
        assert not fit(wanted(asked("quelque chose pour la neige")), found(BOOTS), least=LEAST).fits

    def test_is_of_a_kind_that_no_word_of_it_names(self) -> None:
        near, far = found(BOOTS, likeness=LEAST), found(BOOTS, likeness=0.9 * LEAST)

        assert fit(wanted(asked("des godillots")), near, least=LEAST).whole
        assert not fit(wanted(asked("des godillots")), far, least=LEAST).fits

    def test_needs_more_likeness_where_its_text_lacks_a_word(self) -> None:
        near, sure = found(BOOTS, likeness=LEAST), found(BOOTS, likeness=SURE * LEAST)

        assert not fit(wanted(asked("des godillots étanches")), near, least=LEAST).fits
        assert fit(wanted(asked("des godillots étanches")), sure, least=LEAST).whole

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("un cadeau pour une amie", "fr"),
            ("a birthday present", "en"),
            ("idée cadeau pour un anniversaire", "fr"),
        ],
    )
    def test_is_a_gift_for_whomever(self, text: str, language: Language) -> None:
        assert fit(wanted(asked(text, language=language)), found(BOOTS), least=LEAST).fits

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Is gift wrapping possible for the boots?", "en"),
            ("un emballage cadeau pour les bottines ?", "fr"),
            ("a gift for a guitarist", "en"),
        ],
    )
    def test_has_unmet_words_where_a_gift_is_not_all_that_is_asked(
        self, text: str, language: Language
    ) -> None:
        assert fit(wanted(asked(text, language=language)), found(BOOTS), least=LEAST).unmet

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("un chouette cadeau pour une amie", "fr"),
            ("premier cadeau de Noël", "fr"),
            ("any gift suggestions?", "en"),
        ],
    )
    def test_is_a_gift_whatever_stands_beside_the_word(self, text: str, language: Language) -> None:
        assert wanted(asked(text, language=language)).gift

    def test_is_no_gift_where_the_message_names_another_thing(self) -> None:
        assert not wanted(asked("a vase as a gift", language="en")).gift

    def test_is_a_gift_for_a_taste_only_if_it_is_like_it(self) -> None:
        want = wanted(asked("a gift for a guitarist", language="en"))

        assert not fit(want, found(BOOTS), least=LEAST).fits
        assert fit(want, found(BOOTS, likeness=GIFT * LEAST), least=LEAST).fits

    @pytest.mark.parametrize(
        ("stated", "fits"),
        [
            ("dès 3 ans", False),
            ("18 mois et plus", True),
            ("de 1 à 4 ans", True),
            ("2-3 years", True),
            ("6 mois", True),
            ("4+", False),
        ],
    )
    def test_is_for_an_age(self, stated: str, *, fits: bool) -> None:
        boots = replace(BOOTS, attributes=(("Âge conseillé", stated),))
        want = wanted(asked("des bottes pour un enfant de 2 ans"))

        assert fit(want, found(boots), least=LEAST).fits is fits


class TestLeastLikeness:
    def test_is_more_where_more_products_are_compared(self) -> None:
        assert least_likeness(1) < least_likeness(100) < least_likeness(10_000)
