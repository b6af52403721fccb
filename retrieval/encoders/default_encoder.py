"""Load the default encoder; make it first where it is missing."""

from functools import partial
from pathlib import Path

from retrieval.encoders.conversion.conversion_request import (
    Alphabet,
    ConversionProgress,
    EncoderVariant,
    tell_nobody,
)
from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder


def load_default(
    models: ModelFolders,
    *,
    alphabet: Alphabet = Alphabet.LATIN,
    progress: ConversionProgress = tell_nobody,
) -> OnnxEncoder:
    """Load the encoder kept in `models`, made there on the first call (see `make_default`).

    Seven bits everywhere: a shop gets the same answers on every processor, and the packaged models,
    which were trained on these vectors, fit.

    Raises:
        EncoderError: the folder is damaged, or the weights to make it from are missing.
    """
    folder = make_default(models, alphabet=alphabet, progress=progress)
    return OnnxEncoder(folder)


def make_default(
    models: ModelFolders,
    *,
    alphabet: Alphabet = Alphabet.LATIN,
    torch: bool = False,
    progress: ConversionProgress = tell_nobody,
) -> Path:
    """Return the encoder's folder in `models`, making the missing parts of it.

    `torch` adds weights for `SentenceTransformersEncoder`: 264 MB with Latin pieces, 470 with all.

    Raises:
        WeightsError: the weights are missing, damaged or not the pinned ones.
        MissingExtraError: `torch` without the library safetensors.
        OSError: the disk is full, or `models` cannot be written.
    """
    variant = EncoderVariant(alphabet=alphabet)
    folder = models.find(f"encoder/{variant.key()}")
    if folder is None or torch:
        # Here because it takes half a second to import and is needed once in an encoder's life.
        from retrieval.encoders.conversion import conversion_steps  # noqa: PLC0415

        data = read_checked(find_weights())
        if folder is None:
            make = partial(conversion_steps.make, data=data, variant=variant, progress=progress)
            folder = models.obtain(f"encoder/{variant.key()}", make)
        if torch:
            conversion_steps.add_torch(folder, data, variant)
    return folder
