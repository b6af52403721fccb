"""Train the signal model for the default encoder, as it is packaged.

Usage: python -m training.train_signals --models DIR --out FILE

The sentences are those of `assistant/understanding/resources`. Anchors and letters are stored in
16 bits. The same sentences give the same model, but for the last digits on another processor.
"""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np

from assistant.understanding.signals.signal_reader import SignalModel
from assistant.understanding.signals.signal_training import signal_sentences, train_signals
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders

_NARROW = frozenset({"anchors", "letters", "axes"})
_TOLD_EVERY = 1_000  # sentences


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    encoder = load_default(ModelFolders((given.models,)))
    model = train_signals(encoder, signal_sentences(), progress=_tell)
    write_packaged(model, given.out)


def write_packaged(model: SignalModel, path: Path) -> None:
    """Write a model to a file, its large parts in 16 bits."""
    arrays = {field.name: np.asarray(getattr(model, field.name)) for field in fields(model)}
    narrow = {name: arrays[name].astype(np.float16) for name in _NARROW}
    np.savez_compressed(path, **(arrays | narrow))  # type: ignore[arg-type]  # the stubs misread `**`


def _tell(*, done: int, total: int) -> None:
    if done % _TOLD_EVERY == 0 or done == total:
        sys.stderr.write(f"{done} of {total} sentences encoded\n")


if __name__ == "__main__":
    main()
