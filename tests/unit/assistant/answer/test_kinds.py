import pytest

from assistant.answer.kinds import fit, wanted
from assistant.answer.words import term
from assistant.conversation.message import Language
from tests.unit.assistant.answer.shop_fixture import BOOTS, asked, found


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

    def test_counts_a_purpose_that_its_text_does_not_mention(self) -> None:
        rain, snow = (
            fit(wanted(asked(f"bottes pour la {what}")), found(BOOTS))
            for what in ("pluie", "neige")
        )

        assert (rain.unmet, snow.unmet) == (0, 1)

    def test_goes_by_the_purpose_where_no_kind_is_named(self) -> None:
        assert fit(wanted(asked("quelque chose pour la pluie et le mollet")), found(BOOTS)).fits
        assert not fit(wanted(asked("quelque chose pour la neige")), found(BOOTS)).fits
