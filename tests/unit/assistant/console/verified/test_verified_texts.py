"""Every state, list and fault that a page of verified answers shows has a text."""

import pytest

from assistant.answers.verified.types import AnswerState
from assistant.console.verified.answer_check import AnswerFault
from assistant.console.verified.answer_lists import Shown
from assistant.console.verified.verified_texts import texts
from assistant.conversation.message import Language


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_shown_has_a_text(language: Language) -> None:
    wanted = {
        *(f"state.{one}" for one in AnswerState),
        *(f"shown.{one}" for one in Shown),
        *(f"fault.{one}" for one in AnswerFault),
    }

    assert wanted <= set(texts(language))
