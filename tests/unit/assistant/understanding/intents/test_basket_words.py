from pathlib import Path

import pytest
import yaml

from assistant.understanding.intents.basket_words import MAX_CHARS, read_basket_words
from assistant.understanding.types import BASKET_INTENTS, Intent

SENTENCES = yaml.safe_load(Path(__file__).with_name("basket_sentences.yml").read_text("utf-8"))
SURE = [(one, kind) for kind in sorted(BASKET_INTENTS) for one in SENTENCES[kind]["sure"]]
PERHAPS = [(one, kind) for kind in sorted(BASKET_INTENTS) for one in SENTENCES[kind]["perhaps"]]


class TestWhatNamesTheBasket:
    @pytest.mark.parametrize(("text", "intent"), SURE)
    def test_is_for_it_wherever_it_is_said(self, text: str, intent: str) -> None:
        first, *_ = read_basket_words(text)

        assert first.surely
        assert first.intent == intent


class TestWhatNamesNoBasket:
    @pytest.mark.parametrize(("text", "intent"), PERHAPS)
    def test_may_be_for_it(self, text: str, intent: str) -> None:
        found = read_basket_words(text)

        assert intent in {one.intent for one in found}
        assert not any(one.surely for one in found)


class TestOtherMessages:
    @pytest.mark.parametrize("text", SENTENCES["none"])
    def test_are_none(self, text: str) -> None:
        assert read_basket_words(text) == ()

    def test_are_not_looked_at_where_they_say_more(self) -> None:
        assert read_basket_words("add it to my basket, and " + "then " * MAX_CHARS) == ()
        assert read_basket_words("je le prends\nbonjour") == ()


class TestTheWordsForTheProduct:
    @pytest.mark.parametrize(
        ("text", "which"),
        [
            ("add the navy one in L to my basket", "the navy one in L"),
            ("Ajouter au panier : Ciré Kerlouan", "Ciré Kerlouan"),
            ("OK, je prends le Bleu en M svp", "le Bleu en M"),
            ("je le prends", ""),
        ],
    )
    def test_are_as_they_were_written(self, text: str, which: str) -> None:
        first, *_ = read_basket_words(text)

        assert first.which == which
        assert first.intent is Intent.ADD_TO_BASKET
