"""Train the model that tells rude sentences of the shop: python -m training.train_tone.

Reads `training/tone` and the project's own texts, prints the figures of five-fold validation, and
writes `assistant/insights/projection/checks/resources/tone.npz`.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import regex
import yaml
from numpy.typing import NDArray

from assistant.app.compose.search.local_models import open_encoder
from assistant.insights.projection.checks.check_words import sentences
from assistant.insights.projection.checks.tone_model import RUDE, WIDTH, ToneModel
from assistant.kit.settings.settings import load

Floats = NDArray[np.floating[Any]]

ROOT = Path(__file__).parents[1]
SENTENCES = Path(__file__).parent / "tone"
MODEL = ROOT / "assistant/insights/projection/checks/resources/tone.npz"

_MOST = 24
"""Most sentences of one line of a file: a line with many choices would drown the others."""

_FOLDS = 5
_AXES = 64
_ANCHORS = 1_000
_PENALTY = 0.3
_SEED = 5
_CHOICE = regex.compile(r"\{([^{}]*)\}")


def lines(name: str) -> Iterator[list[str]]:
    """Yield the sentences of each line of a file: every choice of `{a|b}`, a sample of many."""
    random = Random(_SEED)  # noqa: S311  # drawn again alike
    for language in ("fr", "en"):
        for line in (SENTENCES / f"{name}.{language}.txt").read_text("utf-8").splitlines():
            parts = _CHOICE.split(line)
            ways = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
            every = sorted({"".join(way) for way in product(*ways)})
            yield random.sample(every, min(_MOST, len(every)))


def own_texts() -> Iterator[list[str]]:
    """Yield the project's texts that customers read, which are polite, file by file."""
    for folder in ("answers", "desk", "operations", "messages"):
        for file in sorted((ROOT / "assistant" / folder).rglob("texts.*.yml")):
            read = yaml.safe_load(file.read_text("utf-8"))
            yield [one for text in _texts(read) for one in sentences(text)]


def _texts(read: object) -> Iterator[str]:
    if isinstance(read, dict):
        for value in read.values():
            yield from _texts(value)
    elif isinstance(read, str) and " " in read:
        yield read


def train(vectors: Floats, is_rude: NDArray[np.bool_], encoder: str) -> ToneModel:
    """Return the model of some vectors, shape (sentences, dimensions).

    Nyström's approximation of kernel ridge regression (Williams, Seeger, NIPS 2001).
    """
    middle = vectors.mean(axis=0)
    moved = vectors - middle
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    axes = np.linalg.svd(moved, full_matrices=False)[2][:_AXES].T
    places = moved @ axes
    drawn = np.random.default_rng(_SEED)
    anchors = places[drawn.choice(len(places), min(_ANCHORS, len(places)), replace=False)]
    near, among = _kernel(places, anchors), _kernel(anchors, anchors)
    left = near.T @ near + _PENALTY * among + 1e-6 * np.eye(len(anchors))
    weights = np.linalg.solve(left, near.T @ is_rude.astype(float))
    return ToneModel(
        encoder=encoder,
        middle=middle.astype(np.float32),
        axes=axes.astype(np.float32),
        anchors=anchors.astype(np.float32),
        weights=weights.astype(np.float32),
    )


def _kernel(some: Floats, others: Floats) -> Floats:
    squares = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)
    near: Floats = np.exp(-WIDTH * (squares - 2 * some @ others.T))
    return near


def main() -> None:
    """Validate on lines that were not trained on, train on all, and write the model."""
    encoder = open_encoder(load())
    groups = [(one, True) for one in lines("rude")]
    groups += [(one, False) for one in [*lines("polite"), *own_texts()] if one]
    Random(_SEED).shuffle(groups)  # noqa: S311  # the same order each time
    texts = [one for some, _ in groups for one in some]
    rude = np.array([is_rude for some, is_rude in groups for _ in some])
    fold = np.array([at % _FOLDS for at, (some, _) in enumerate(groups) for _ in some])
    vectors = np.array([encoder.encode_query(one) for one in texts])
    told = np.zeros(len(texts))
    for number in range(_FOLDS):
        model = train(vectors[fold != number], rude[fold != number], encoder.name)
        told[fold == number] = [model.rude(one) for one in vectors[fold == number]]
    found, wrong = (told[rude] >= RUDE).mean(), (told[~rude] >= RUDE).mean()
    print(f"{len(texts)} sentences, {rude.sum()} of them rude; on lines not trained on")  # noqa: T201
    print(f"{found:.1%} of the rude ones are found, {wrong:.2%} of the others are called rude")  # noqa: T201
    for at in np.argsort(-np.where(rude, -1.0, told))[:12]:
        print(f"  {told[at]:.2f} {texts[at]}")  # noqa: T201
    write(train(vectors, rude, encoder.name))


def write(model: ToneModel) -> None:
    """Write the model beside the code that reads it; 16 bits a number are enough."""
    written = BytesIO()
    np.savez_compressed(
        written,
        encoder=model.encoder,
        middle=model.middle.astype(np.float16),
        axes=model.axes.astype(np.float16),
        anchors=model.anchors.astype(np.float16),
        weights=model.weights,
    )
    MODEL.write_bytes(written.getvalue())


if __name__ == "__main__":
    main()
