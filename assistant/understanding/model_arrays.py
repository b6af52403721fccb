"""Save and load the arrays of a trained model."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write the arrays of a model to a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part.npz")
    np.savez(aside, **arrays)
    aside.replace(path)


def load_arrays(path: Path, names: Iterable[str], error: type[Exception]) -> dict[str, Any]:
    """Return the arrays of these names.

    Raises:
        Exception: `error`; the file is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in names}
    except (OSError, ValueError, KeyError, BadZipFile) as fault:
        raise error(str(path)) from fault
