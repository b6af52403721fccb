"""The words of the bench are there in both languages."""

from typing import get_args

import pytest

from assistant.commerce.shop_effects import EFFECT_TYPES
from assistant.console.trying.bench_texts import (
    milliseconds,
    percent,
    texts,
)
from assistant.conversation.message import Language

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
