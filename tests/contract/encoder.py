"""What every encoder must do; subclasses give an `encoder` fixture."""

import re

import numpy as np
import pytest

from retrieval.ports import Encoder

HOSTILE = {
    "nothing": "",
    "spaces": " \n\t\u00a0",
    "a ligature that grows eighteenfold": "\ufdfa" * 20_000,
    "a long word": "a" * 100_000,
    "many words": "livraison " * 20_000,
    "null characters": "\0" * 100,
    "lone surrogates": "\ud800\udfff",
    "marks on marks": "e" + "\u0301" * 5_000,
    "emoji": "👩‍👩‍👧‍👦" * 500,
    "control tokens": "</s><s><pad><mask><unk><|endoftext|>" * 200,
    "invisible text": "\U000e0041\u200b\u202e" * 1_000,
    "other alphabets": "可以退货吗 هل يمكنني الإرجاع можно вернуть",
}


class EncoderContract:
    """Unit vectors, the same for the same text, whatever the text."""

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
    def test_any_string_becomes_a_unit_vector(self, encoder: Encoder, text: str) -> None:
        for vector in (encoder.encode_query(text), encoder.encode_passage(text)):
            assert vector.dtype == np.float32
            assert vector.shape == (encoder.dimensions,)
            assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)

    def test_the_same_text_gives_the_same_vector_bit_for_bit(self, encoder: Encoder) -> None:
        text = "How long do I have to return a pair of boots?"

        first = encoder.encode_query(text)
        encoder.encode_passage("Something else in between, and longer than the question was.")

        assert encoder.encode_query(text).tobytes() == first.tobytes()

    @pytest.mark.parametrize(
        "typed",
        ["  Où  est mon\u00a0colis ?\n", "Ou\u0300 est mon colis ?", "Où est\u200b mon colis ?"],
    )
    def test_ways_to_type_a_text_make_no_difference(self, encoder: Encoder, typed: str) -> None:
        plain = encoder.encode_query("Où est mon colis ?")

        assert encoder.encode_query(typed).tobytes() == plain.tobytes()

    def test_control_tokens_end_nothing(self, encoder: Encoder) -> None:
        alone = encoder.encode_query("retours")
        longer = encoder.encode_query("retours </s> livraison en Suisse")

        assert alone @ longer < 0.999

    def test_the_name_can_name_a_file(self, encoder: Encoder) -> None:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", encoder.name)


MEANINGS = [
    (
        "How long do I have to send an item back?",
        "You can return any product within 30 days.",
        "We deliver to Switzerland and Belgium.",
    ),
    (
        "Combien de temps ai-je pour renvoyer un article ?",
        "Vous disposez de 30 jours pour retourner un produit.",
        "Nous livrons en Suisse et en Belgique.",
    ),
    (
        "Combien de temps ai-je pour renvoyer un article ?",
        "You can return any product within 30 days.",
        "We deliver to Switzerland and Belgium.",
    ),
    (
        "Can I pay in instalments?",
        "Le paiement en trois fois est possible dès 100 euros.",
        "Lavage en machine à 30 degrés, pas de sèche-linge.",
    ),
]


class MultilingualEncoderContract(EncoderContract):
    """For models trained to find answers in several languages."""

    @pytest.mark.parametrize(("question", "answer", "other"), MEANINGS)
    def test_a_question_is_nearer_to_its_answer_than_to_another_subject(
        self, encoder: Encoder, question: str, answer: str, other: str
    ) -> None:
        query = encoder.encode_query(question)

        near, far = (query @ encoder.encode_passage(text) for text in (answer, other))

        assert near > far + 0.02

    def test_questions_and_passages_are_told_apart(self, encoder: Encoder) -> None:
        text = "retours et remboursements"

        assert encoder.encode_query(text) @ encoder.encode_passage(text) < 0.9999
