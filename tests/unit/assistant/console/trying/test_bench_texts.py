"""The words of the bench and of saved questions are there in both languages."""

from typing import get_args

import pytest

from assistant.commerce.shop_effects import EFFECT_TYPES
from assistant.console.trying.bench_texts import (
    milliseconds,
    percent,
    say_fault,
    texts,
)
from assistant.conversation.message import Language
from assistant.messages.trials.saved_question import FoundFault, QuestionFault

LANGUAGES = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
class TestWords:
    def test_of_effects_are_there(self, language: Language) -> None:
        assert [one for one in EFFECT_TYPES if f"effect.{one}" not in texts(language)] == []


def test_numbers_are_written_as_people_of_the_language_do() -> None:
    assert percent(0.5, "en") == "50%"
    assert percent(0.5, "fr") == "50\N{NARROW NO-BREAK SPACE}%"
    assert milliseconds(1.26, "fr") == "1,3"
    assert milliseconds(126.4, "en") == "126"


class TestAFault:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("fr", "Aucune opération de ce genre ne s'est ouverte\u00a0: Annuler une commande"),
            ("en", "No such operation opened: Cancel an order"),
        ],
    )
    def test_names_the_operation_in_words(self, language: Language, said: str) -> None:
        fault = FoundFault(fault=QuestionFault.NO_OPERATION, what="cancel_order")

        assert say_fault(fault, language) == said

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_every_kind_has_words(self, language: Language) -> None:
        assert {f"fault.{one}" for one in QuestionFault} <= set(texts(language))
