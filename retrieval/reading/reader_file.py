"""Make the file that the reader runs from, where it is missing."""

import hashlib
from pathlib import Path

from retrieval.encoders.conversion.conversion_request import (
    ConversionProgress,
    EncoderVariant,
    detect_arithmetic,
    tell_nobody,
)
from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.encoders.model_folders import ModelFolders
from retrieval.reading.reader_weights import packaged_reader, unpack


def make_reader(models: ModelFolders, *, progress: ConversionProgress = tell_nobody) -> Path:
    """Return the reader's file in `models`, made there on the first call.

    Its name changes with the trained weights, so a new version of the program makes a new file.

    Raises:
        WeightsError: the encoder's weights are missing, damaged or not the pinned ones.
        OSError: the disk is full, or `models` cannot be written.
    """
    trained = packaged_reader()
    variant = EncoderVariant(arithmetic=detect_arithmetic())
    version = hashlib.sha256(trained).hexdigest()[:8]

    def make(file: Path) -> None:
        # Here because it takes half a second to import and is needed once in a reader's life.
        from retrieval.encoders.conversion.conversion_steps import read_variant  # noqa: PLC0415
        from retrieval.encoders.conversion.onnx_graph import quantise  # noqa: PLC0415
        from retrieval.reading.reader_graph import build_reader_graph  # noqa: PLC0415

        progress("making the reader of statements", done=0, total=1)
        encoder = read_variant(read_checked(find_weights()), variant)
        quantise(
            build_reader_graph(unpack(trained, encoder), encoder.sizes), file, variant.arithmetic
        )
        progress("the reader is ready", done=1, total=1)

    return models.obtain(f"reader/{variant.arithmetic}-{version}.onnx", make)
