from dataclasses import replace

import pytest

from assistant.answers.composing.wanted_products import fit, wanted
from assistant.answers.terms import term
from assistant.conversation.message import Language
from assistant.understanding.types import Constraints
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found


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
        assert fit(wanted(asked(text)), found(BOOTS)).whole

    def test_names_what_the_product_is_not(self) -> None:
        fits = fit(wanted(asked("bottes de ski")), found(BOOTS))

        assert fits.fits
        assert not fits.whole
        assert fits.missing == ("ski",)

    @pytest.mark.parametrize("text", ["un vélo", "raquette de tennis", "chaussettes"])
    def test_fails_for_another_kind_of_thing(self, text: str) -> None:
        assert not fit(wanted(asked(text)), found(BOOTS)).fits

    @pytest.mark.parametrize(
        ("stated", "suits"),
        [("Homme", True), ("Mixte", True), ("Femme", False), ("Enfant", False)],
    )
    def test_tells_whether_it_is_for_them(self, stated: str, *, suits: bool) -> None:
        boots = replace(BOOTS, attributes=(("Pour", stated),))

        assert fit(wanted(asked("bottes homme")), found(boots)).suits is suits

    def test_counts_a_purpose_that_its_text_does_not_mention(self) -> None:
        rain, snow = (
            fit(wanted(asked(f"bottes pour la {what}")), found(BOOTS))
            for what in ("pluie", "neige")
        )

        assert (rain.unmet, snow.unmet) == (0, 1)

    def test_goes_by_the_purpose_where_no_kind_is_named(self) -> None:
        assert fit(wanted(asked("quelque chose pour la pluie et le mollet")), found(BOOTS)).fits
        assert not fit(wanted(asked("quelque chose pour la neige")), found(BOOTS)).fits
