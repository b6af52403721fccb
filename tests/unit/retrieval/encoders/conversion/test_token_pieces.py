import pytest

from retrieval.encoders.conversion.four_bit_weights import read_weights
from retrieval.encoders.conversion.token_pieces import build_tokenizer
from tests.unit.retrieval.encoders.conversion.tiny import write_weights


class TestBuildTokenizer:
    @pytest.mark.parametrize(
        ("text", "tokens"),
        [
            ("", ["<s>", "</s>"]),
            ("botte", ["<s>", "▁bot", "te", "</s>"]),
            ("  bote\n", ["<s>", "▁bot", "e", "</s>"]),
            ("bot é", ["<s>", "▁bot", "▁", "é", "</s>"]),
            ("e\u0301", ["<s>", "▁", "é", "</s>"]),
            ("bot Ж", ["<s>", "▁bot", "▁", "<unk>", "</s>"]),
            ("bot ЖЖ", ["<s>", "▁bot", "▁", "<unk>", "</s>"]),
        ],
    )
    def test_cuts_text_into_the_likeliest_pieces(self, text: str, tokens: list[str]) -> None:
        tokenizer = build_tokenizer(read_weights(write_weights()))

        ids = tokenizer.encode(text).ids

        assert ids == [tokenizer.token_to_id(token) for token in tokens]

    def test_truncates_to_the_models_positions(self) -> None:
        tokenizer = build_tokenizer(read_weights(write_weights()))

        encoding = tokenizer.encode("bot " * 100)

        assert len(encoding.ids) == 16
        assert encoding.tokens[-1] == "</s>"

    def test_pads_a_batch_with_the_pad_token(self) -> None:
        tokenizer = build_tokenizer(read_weights(write_weights()))

        short, _ = tokenizer.encode_batch(["bot", "bot bot bot"])

        assert short.tokens[-2:] == ["<pad>", "<pad>"]
        assert short.attention_mask == [1, 1, 1, 0, 0]
