"""Make the file that the reader runs from, where it is missing."""

import hashlib
import tempfile
from pathlib import Path

from retrieval.encoders.conversion.conversion_request import Alphabet, Arithmetic, EncoderVariant
from retrieval.encoders.conversion.conversion_steps import read_variant
from retrieval.encoders.conversion.onnx_graph import quantise
from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.reading.reader_graph import build_reader_graph
from retrieval.reading.reader_weights import packaged_reader, unpack


def make_reader(models: Path, arithmetic: Arithmetic) -> Path:
    """Return the reader's file under `models`; made there on the first call, whole or not at all.

    Its name changes with the trained weights, so a new version of the program makes a new file.

    Raises:
        WeightsError: the encoder's weights are missing, damaged or not the pinned ones.
        OSError: the disk is full, or `models` cannot be written.
    """
    trained = packaged_reader()
    version = hashlib.sha256(trained).hexdigest()[:12]
    file = models / "reader" / f"{arithmetic}-{version}.onnx"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        variant = EncoderVariant(alphabet=Alphabet.LATIN, arithmetic=arithmetic)
        encoder = read_variant(read_checked(find_weights()), variant)
        model = build_reader_graph(unpack(trained, encoder), encoder.sizes)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=file.parent) as temporary:
            made = Path(temporary) / file.name
            quantise(model, made, arithmetic)
            made.replace(file)
    return file
