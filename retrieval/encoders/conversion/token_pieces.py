"""Build the tokenizer: SentencePiece's unigram model, with all pieces or those of Latin alphabets.

More than half of the vocabulary is other alphabets. Without them the loaded encoder takes 0.17 GB
instead of 0.38, loads in 0.3 s instead of 0.7, and French and English become the same tokens.
"""

import dataclasses
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, processors
from tokenizers import pre_tokenizers as splitters

from retrieval.encoders.conversion.four_bit_weights import Weights


def keep_latin(weights: Weights) -> Weights:
    """Return the same weights without the pieces, and embeddings, of other alphabets.

    Order stays, so the special tokens keep their ids. What the dropped pieces spelt becomes the
    unknown token.
    """
    rows = [i for i, (piece, _) in enumerate(weights.pieces) if is_latin(piece)]
    return dataclasses.replace(
        weights,
        sizes=dataclasses.replace(weights.sizes, vocabulary=len(rows)),
        pieces=tuple(weights.pieces[row] for row in rows),
        embedding=weights.embedding.take(rows),
    )


def is_latin(piece: str) -> bool:
    """Tell whether all letters of `piece` are Latin; digits, signs and emoji are no letters."""
    return all(not char.isalpha() or _is_latin_letter(char) for char in piece)


def _is_latin_letter(char: str) -> bool:
    name = unicodedata.name(char, "")
    return name.startswith(("LATIN", "MODIFIER")) or char in "ªºµ"


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
