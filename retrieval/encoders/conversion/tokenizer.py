"""Build the tokenizer: SentencePiece's unigram model in the `tokenizers` library."""

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, processors
from tokenizers import pre_tokenizers as splitters

from retrieval.encoders.conversion.four_bit_weights import Weights

SPECIAL_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def build_tokenizer(weights: Weights) -> Tokenizer:
    """Return XLM-R's tokenizer for these pieces, which truncates to the model's positions."""
    tokenizer = Tokenizer(
        models.Unigram(list(weights.pieces), unk_id=weights.unknown, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = splitters.Sequence(
        [splitters.WhitespaceSplit(), splitters.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    ids = {piece: i for i, (piece, _) in enumerate(weights.pieces[:4])}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL_TOKENS])
    tokenizer.enable_truncation(weights.sizes.positions)
    tokenizer.enable_padding(pad_id=ids["<pad>"], pad_token="<pad>")  # noqa: S106 - no password
    return tokenizer
