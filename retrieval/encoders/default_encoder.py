"""Load the default encoder; make it first where it is missing."""

from pathlib import Path

from retrieval.encoders.conversion.conversion_request import (
    Alphabet,
    Arithmetic,
    ConversionProgress,
    EncoderVariant,
    detect_arithmetic,
    tell_nobody,
)
from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.encoders.onnx_encoder import OnnxEncoder


def load_default(
    data_dir: Path,
    *,
    alphabet: Alphabet = Alphabet.LATIN,
    arithmetic: Arithmetic | None = None,
    progress: ConversionProgress = tell_nobody,
) -> OnnxEncoder:
    """Load the encoder kept under `data_dir`, made there on the first call (see `make_default`).

    `arithmetic` None takes what suits this machine's processor.

    Raises:
        EncoderError: the folder is damaged, or the weights to make it from are missing.
    """
    folder = make_default(data_dir, alphabet=alphabet, arithmetic=arithmetic, progress=progress)
    return OnnxEncoder(folder)


def make_default(
    data_dir: Path,
    *,
    alphabet: Alphabet = Alphabet.LATIN,
    arithmetic: Arithmetic | None = None,
    torch: bool = False,
    progress: ConversionProgress = tell_nobody,
) -> Path:
    """Return the encoder's folder under `data_dir`, making the missing parts of it.

    `torch` adds weights for `SentenceTransformersEncoder`: 264 MB with Latin pieces, 470 with all.

    Raises:
        WeightsError: the weights are missing, damaged or not the pinned ones.
        MissingExtraError: `torch` without the library safetensors.
        OSError: the disk is full, or `data_dir` cannot be written.
    """
    variant = EncoderVariant(alphabet=alphabet, arithmetic=arithmetic or detect_arithmetic())
    folder = data_dir / "encoder" / variant.key()
    if torch or not folder.is_dir():
        # Here because it takes half a second to import and is needed once in an encoder's life.
        from retrieval.encoders.conversion import conversion_steps  # noqa: PLC0415

        data = read_checked(find_weights())
        if not folder.is_dir():
            conversion_steps.make(folder, data, variant, progress=progress)
        if torch:
            conversion_steps.add_torch(folder, data, variant)
    return folder
