"""A reply that answers its question is told from one that answers something else."""

import pytest

from assistant.answers.composing.reply_fit import ReplyFit
from assistant.conversation.message import Language
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.reading.reader_weights import packaged_weights
from retrieval.reading.statement_reader import StateReader

ANSWERED: list[tuple[Language, str, str]] = [
    ("en", "Can I bring my dog into the shop?", "Yes, dogs are welcome in the shop."),
    ("en", "How long does a repair take?", "A repair takes 3 weeks."),
    ("fr", "Faut-il être là pour la livraison ?", "Oui, la livraison se fait contre signature."),
    ("fr", "Comment laver un pull en laine ?", "Lavez la laine à 30 °C, sans essorage."),
]


@pytest.fixture
def fit(encoder: OnnxEncoder) -> ReplyFit:
    return ReplyFit(encoder=encoder, reader=StateReader(encoder, packaged_weights()))


@pytest.mark.parametrize(("language", "question", "reply"), ANSWERED)
def test_a_reply_that_answers_is_taken(
    fit: ReplyFit, language: Language, question: str, reply: str
) -> None:
    assert not fit.is_unsure(question, reply, language)


@pytest.mark.parametrize(
    ("language", "question", "reply"),
    [
        ("en", ANSWERED[0][1], ANSWERED[1][2]),
        ("en", ANSWERED[1][1], ANSWERED[0][2]),
        ("fr", ANSWERED[2][1], ANSWERED[3][2]),
        ("fr", ANSWERED[3][1], ANSWERED[2][2]),
    ],
)
def test_a_reply_to_something_else_is_not(
    fit: ReplyFit, language: Language, question: str, reply: str
) -> None:
    assert fit.is_unsure(question, reply, language)
