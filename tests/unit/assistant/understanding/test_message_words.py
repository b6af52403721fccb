from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.message_words import (
    as_written,
    fold,
    key_of,
    same_words,
    split,
    without,
)


class TestFolding:
    @given(st.text())
    def test_keeps_every_offset(self, text: str) -> None:
        assert len(fold(text)) == len(text)

    def test_drops_case_and_accents(self) -> None:
        assert fold("Été à l’Île") == "ete a l'ile"


class TestSplitting:
    def test_is_done_once_for_all_who_ask(self) -> None:
        assert split("Bonjour, une robe ?") is split("Bonjour, une robe ?")

    def test_takes_elisions_off_their_word(self) -> None:
        assert [w.text for w in split("m'envoyer l'écharpe")] == ["m'", "envoyer", "l'", "echarpe"]

    def test_keeps_english_contractions(self) -> None:
        assert [w.text for w in split("I'm sure it doesn't")] == ["i'm", "sure", "it", "doesn't"]

    @pytest.mark.parametrize("text", ["140x200", "140 x 200", "140 × 200 cm", "140x200cm"])
    def test_reads_measures_as_one_word_however_they_are_written(self, text: str) -> None:
        assert [w.text for w in split(text)] == ["140x200"]

    def test_joins_a_quantity_and_its_unit(self) -> None:
        assert [w.text for w in split("parfum 50 ml")] == ["parfum", "50ml"]

    @given(st.text())
    def test_gives_words_in_order_where_they_stand(self, text: str) -> None:
        words = split(text)

        assert all(0 <= w.start < w.end <= len(text) for w in words)
        assert all(a.end <= b.start for a, b in pairwise(words))


class TestKeys:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("robe", "robes"),
            ("noir", "noires"),
            ("foncee", "fonces"),
            ("bijou", "bijoux"),
            ("manteau", "manteaux"),
            ("dress", "dresses"),
            ("scarf", "scarves"),
            ("accessory", "accessories"),
            ("watch", "watches"),
            ("bon", "bonne"),
            ("sportif", "sportive"),
        ],
    )
    def test_are_the_same_whatever_number_and_gender(self, one: str, other: str) -> None:
        assert key_of(one) == key_of(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("vert", "veste"), ("bois", "boite"), ("sac", "sa")]
    )
    def test_differ_for_different_words(self, one: str, other: str) -> None:
        assert key_of(one) != key_of(other)


class TestCuttingSpans:
    def test_leaves_no_trace_of_them(self) -> None:
        text = "robe rouge, sous 50 €, svp"
        start = text.index("sous")

        assert without(text, [(start, start + len("sous 50 €"))]) == "robe rouge, svp"


class TestAWordAsItWasWritten:
    def test_has_its_accents_again(self) -> None:
        assert as_written("plongee", "un masque de Plongée ?") == "Plongée"

    def test_is_the_word_itself_where_it_does_not_stand(self) -> None:
        assert as_written("masque", "un tuba") == "masque"


class TestTheSameWords:
    def test_are_told_whatever_apostrophes_and_spaces_they_have(self) -> None:
        assert same_words("Continuer avec l’assistant", " continuer avec  l'assistant")
        assert same_words("Oui\N{NO-BREAK SPACE}!", "oui !")
        assert not same_words("Oui", "Non")

    def test_are_those_of_a_button_that_was_tapped(self) -> None:
        assert fold("Retirer\N{NO-BREAK SPACE}: en bleu") == "retirer : en bleu"
