"""Make the encoder's folder: read this file first."""

import tempfile
from pathlib import Path

from retrieval.encoders.conversion.conversion_request import (
    Alphabet,
    ConversionProgress,
    EncoderVariant,
    tell_nobody,
)
from retrieval.encoders.conversion.encoder_folder import write_configuration, write_safetensors
from retrieval.encoders.conversion.four_bit_weights import Weights, read_weights
from retrieval.encoders.conversion.onnx_graph import build_graph, quantise
from retrieval.encoders.conversion.token_pieces import build_tokenizer, keep_latin
from retrieval.encoders.onnx_encoder import MODEL_FILE, TOKENIZER_FILE

TORCH_FILE = "model.safetensors"

_STEPS = 4


def make(
    folder: Path,
    data: bytes,
    variant: EncoderVariant,
    *,
    progress: ConversionProgress = tell_nobody,
) -> None:
    """Write the encoder made of `data` to a new folder.

    Raises:
        WeightsError: `data` is not a file of weights.
        OSError: the disk is full, or `folder` cannot be written.
    """
    progress("reading the encoder's weights", done=0, total=_STEPS)
    weights = read_variant(data, variant)
    (folder / MODEL_FILE).parent.mkdir(parents=True)
    progress("building its tokenizer", done=1, total=_STEPS)
    build_tokenizer(weights).save(str(folder / TOKENIZER_FILE), pretty=False)
    progress("drawing its graph", done=2, total=_STEPS)
    model = build_graph(weights)
    progress("rounding it to 7 bits", done=3, total=_STEPS)
    quantise(model, folder / MODEL_FILE)
    write_configuration(folder, weights.sizes)
    progress("encoder is ready", done=_STEPS, total=_STEPS)


def add_torch(folder: Path, data: bytes, variant: EncoderVariant) -> None:
    """Add to a made folder the weights that PyTorch reads, if it has none.

    Raises:
        MissingExtraError: the library safetensors is not installed.
        WeightsError: `data` is not a file of weights.
        OSError: the disk is full, or `folder` cannot be written.
    """
    if (folder / TORCH_FILE).exists():
        return
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder.parent) as temporary:
        made = Path(temporary) / TORCH_FILE
        write_safetensors(made, read_variant(data, variant))
        made.replace(folder / TORCH_FILE)


def read_variant(data: bytes, variant: EncoderVariant) -> Weights:
    """Return the weights in `data`, with the pieces that the variant keeps.

    Raises:
        WeightsError: `data` is not a file of weights.
    """
    weights = read_weights(data)
    return keep_latin(weights) if variant.alphabet is Alphabet.LATIN else weights
