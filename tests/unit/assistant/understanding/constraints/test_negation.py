import pytest

from assistant.understanding.constraints.negation import unwanted
from assistant.understanding.message_words import split


def values(text: str) -> list[str]:
    return [one.value for one in unwanted(split(text))]


class TestUnwanted:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("un pull sans laine", ["laine"]),
            ("une veste mais pas en noir", ["noir"]),
            ("des bottes qui ne soient pas en cuir", ["cuir"]),
            ("je ne veux pas de bleu marine", ["bleu marine"]),
            ("a jacket, not black", ["black"]),
            ("I don't want leather", ["leather"]),
            ("anything except red", ["red"]),
            ("sans laine ni cuir", ["laine", "cuir"]),
            ("without wool or leather", ["wool", "leather"]),
        ],
    )
    def test_is_a_colour_or_a_material_behind_a_negation(
        self, text: str, expected: list[str]
    ) -> None:
        assert values(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "une robe sans manches",
            "pourquoi pas en rouge ?",
            "vous ne l'avez pas en rouge ?",
            "une robe pas chère en rouge",
            "why not red?",
            "don't you have it in red?",
            "et en bleu marine ?",
            "rouge ou bleu",
        ],
    )
    def test_is_nothing_that_may_be_wished_for(self, text: str) -> None:
        assert values(text) == []
