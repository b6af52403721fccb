"""Whether a message is whole, by its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.intents.completeness import (
    Completeness,
    breaks_off,
    completeness_of,
    is_bare_value,
    only_opens,
)


class TestAMessage:
    @pytest.mark.parametrize(
        "text",
        [
            "Quels sont les délais de livraison ?",
            "comment annuler ma commande",
            "combien coûte la livraison en Belgique",
            "je voudrais savoir où est mon colis BM20412201",
            "what temperature do I wash the smock at",
            "how long do I have to return a jumper",
            "I want to return my jumper order BM20412201",
            "je veux annuler ma commande BM20412201",
            "show me your jumpers for men",
            "j'ai reçu un article cassé, comment être remboursé",
            "boots?",
        ],
    )
    def test_that_asks_something_is_whole_with_and_without_a_mark(self, text: str) -> None:
        assert completeness_of(text) is Completeness.WHOLE

    @pytest.mark.parametrize(
        "text",
        [
            "vous avez des bottes",
            "do you have boots",
            "je cherche un ciré",
            "I'm looking for a raincoat",
            "raincoat",
            "where is my order",
            "I'd like to know where my parcel is",
            "merci beaucoup",
            "my parcel arrived damaged",
        ],
    )
    def test_that_a_detail_may_follow_is_open(self, text: str) -> None:
        assert completeness_of(text) is Completeness.OPEN

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "…",
            "bonjour",
            "Hello there!",
            "bonjour à vous",
            "j'ai une question",
            "it's about my order",
            "je voudrais un pull et",
            "I'd like to return this because",
            "do you have",
            "est-ce que vous avez",
            "combien coûte",
            "I would like to know",
            "Bonjour,",
            "pour ma fille",
            "BM20412201",
            "je voudrais savoir...",
            "I ordered on Monday",
        ],
    )
    def test_that_cannot_be_answered_as_it_stands_is_begun(self, text: str) -> None:
        assert completeness_of(text) is Completeness.BEGUN

    @given(st.text())
    def test_of_any_text_has_a_completeness(self, text: str) -> None:
        assert completeness_of(text) in Completeness
        assert only_opens(text) in (True, False)

    @given(st.sampled_from(["bonjour", "hello", "excusez-moi", "good evening,"]))
    def test_is_no_more_whole_for_a_greeting_before_it(self, greeting: str) -> None:
        for text in ("comment annuler ma commande", "do you have boots", "pour ma fille"):
            assert completeness_of(f"{greeting} {text}") is completeness_of(text)


class TestAnAnswer:
    @pytest.mark.parametrize("text", ["du 42", "trop grand", "the first one", "12 Baker Street"])
    def test_ends_where_it_says_something(self, text: str) -> None:
        assert not breaks_off(text)

    @pytest.mark.parametrize("text", ["parce que", "it is too small and", "c'est le", "euh", "the"])
    def test_breaks_off_where_nothing_ends(self, text: str) -> None:
        assert breaks_off(text)

    @pytest.mark.parametrize(
        "text", ["42", "#1042", "BM20412201", "482913.", "claire@example.com", "n° 1042"]
    )
    def test_is_a_bare_value(self, text: str) -> None:
        assert is_bare_value(text)

    @pytest.mark.parametrize("text", ["yes", "in 42", "size 42 please", "", "@"])
    def test_is_more_or_less_than_a_value(self, text: str) -> None:
        assert not is_bare_value(text)


class TestAnOpening:
    @pytest.mark.parametrize("text", ["bonjour", "hi there", "s'il vous plaît", "c'est encore moi"])
    def test_asks_nothing(self, text: str) -> None:
        assert only_opens(text)

    def test_is_not_all_of_a_message_that_goes_on(self) -> None:
        assert not only_opens("bonjour, un ciré")
