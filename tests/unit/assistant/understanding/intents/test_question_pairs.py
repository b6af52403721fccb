"""A message of two questions is split; one question stays whole."""

import pytest

from assistant.understanding.intents.question_pairs import split_questions


class TestTwoQuestions:
    @pytest.mark.parametrize(
        ("text", "first", "second"),
        [
            (
                "vous livrez en Belgique et je peux payer en 3 fois ?",
                "vous livrez en Belgique ?",
                "je peux payer en 3 fois ?",
            ),
            (
                "is it waterproof and how long does delivery take to Ireland?",
                "is it waterproof ?",
                "how long does delivery take to Ireland?",
            ),
            (
                "le ciré passe en machine ? et les retours sont gratuits ?",
                "le ciré passe en machine ?",
                "les retours sont gratuits ?",
            ),
            (
                "quels sont les frais de port et le délai de retour ?",
                "quels sont les frais de port ?",
                "quel est le délai de retour ?",
            ),
            ("do you take PayPal? also where are you?", "do you take PayPal ?", "where are you?"),
        ],
    )
    def test_are_told_apart(self, text: str, first: str, second: str) -> None:
        assert split_questions(text) == (first, second)

    @pytest.mark.parametrize(
        "text",
        [
            "is it warm and light?",
            "vous avez des bols et des assiettes ?",
            "vous livrez en Suisse et en Belgique ?",
            "what's the difference between the Grain and the Squall?",
            "quelle est la différence entre le Grain et le Drisse ?",
            "I want a blue and white shirt",
            "can I come by and try it on?",
        ],
    )
    def test_are_not_made_of_one(self, text: str) -> None:
        assert split_questions(text) is None
