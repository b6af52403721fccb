"""A question surely states a kind of need, or none."""

import pytest

from assistant.insights.signals.stated_needs import StatedNeed, needs_of
from retrieval.encoders.onnx_encoder import OnnxEncoder


@pytest.fixture(scope="module")
def stated(encoder: OnnxEncoder) -> StatedNeed:
    return needs_of(encoder)


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("How can I return an item?", "en", "return"),
        ("Comment retourner un article ?", "fr", "return"),
        ("Mon colis est en retard, que faire ?", "fr", "parcel"),
        ("and the other one?", "en", ""),
        ("et pour l'autre ?", "fr", ""),
    ],
)
def test_tells_the_kind_of_need(
    stated: StatedNeed, encoder: OnnxEncoder, question: str, language: str, kind: str
) -> None:
    assert stated(encoder.encode_query(question), language) == kind
