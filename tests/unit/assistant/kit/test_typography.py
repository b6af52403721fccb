"""Texts as print sets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.message import Language
from assistant.kit.typography import typeset

LANGUAGES = st.sampled_from(["fr", "en"])


class TestFrench:
    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("L'équipe n'est pas là.", "L’équipe n’est pas là."),
            ("Vous confirmez ?", "Vous confirmez\N{NO-BREAK SPACE}?"),
            ("d'« Aber » :", "d’«\N{NO-BREAK SPACE}Aber\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}:"),
            ("demain à 9 h 30", "demain à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"),
            ("à 9 h, pas avant", "à 9\N{NO-BREAK SPACE}h, pas avant"),
            ("8,90 € de plus", "8,90\N{NO-BREAK SPACE}€ de plus"),
            ("Quoi ?!", "Quoi\N{NO-BREAK SPACE}?!"),
            ("Prêt :\n- 3 h", "Prêt\N{NO-BREAK SPACE}:\n- 3\N{NO-BREAK SPACE}h"),
        ],
    )
    def test_has_curly_apostrophes_and_spaces_that_do_not_break(
        self, typed: str, printed: str
    ) -> None:
        assert typeset(typed, "fr") == printed

    @pytest.mark.parametrize(
        "text", ["https://x.example/a?b=1", "12:30", "Oui.", "un :-) smile", "5' 11", "« déjà »"]
    )
    def test_leaves_the_rest(self, text: str) -> None:
        printed = typeset(text, "fr")

        assert printed.replace("\N{NO-BREAK SPACE}", " ") == text


class TestEnglish:
    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("I can't find the shop's page.", "I can’t find the shop’s page."),
            ('"Aber boots" costs €80.', "“Aber boots” costs €80."),
            ("the customers' words", "the customers’ words"),
            ('in ("red"), too', "in (“red”), too"),
            ("Which one?", "Which one?"),
            ('a 15" screen', 'a 15" screen'),
        ],
    )
    def test_has_curly_apostrophes_and_quotes(self, typed: str, printed: str) -> None:
        assert typeset(typed, "en") == printed


class TestAnyText:
    @given(st.text(), LANGUAGES)
    def test_keeps_its_length_and_is_set_once(self, text: str, language: Language) -> None:
        printed = typeset(text, language)

        assert len(printed) == len(text)
        assert typeset(printed, language) == printed
